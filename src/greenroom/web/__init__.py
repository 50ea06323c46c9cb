"""The app in the browser: pages and JSON over the same use cases as the command line; no logic of its own."""
