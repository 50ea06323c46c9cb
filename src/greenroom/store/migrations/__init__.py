"""How the tables came to be: one file a change, none ever altered once it was released."""
