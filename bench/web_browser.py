"""A real Chromium for the benches that look at pages, and a watch over what a page must not do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FAKE_MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
"""A microphone that hums, lent without a question."""
PATIENCE_MS = 120_000

_LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
});
"""


@contextlib.contextmanager
def chromium(*flags: str) -> Iterator[Any]:
    """The browser, until the block ends."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        opened = p.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, *flags])
        yield opened
        opened.close()


class Watched:
    """A tab, and all that it did which it must not: dialogs, errors, requests to elsewhere, breaches of the policy."""

    def __init__(self, browser: Any, base: str, **context: Any) -> None:
        """``context``: of the browser's new context."""
        self.context = browser.new_context(base_url=base, reduced_motion="reduce", **context)
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(_LISTEN)
        self.wrong: list[str] = []
        self._base = base
        self.tab = self.opened()

    def opened(self) -> Any:
        """Another tab, watched as well."""
        tab = self.context.new_page()
        tab.on("dialog", self._dialog)
        tab.on("pageerror", lambda error: self.wrong.append(f"threw {error}"))
        tab.on("console", self._said)
        tab.on("request", self._asked)
        return tab

    def _dialog(self, one: Any) -> None:
        if one.type != "beforeunload":
            self.wrong.append(f"dialog {one.message}")
        one.accept() if one.type == "beforeunload" else one.dismiss()

    def _said(self, one: Any) -> None:
        # A status of 404, in the words of the browser and of htmx; a field for dates with no date in it.
        harmless = ("Failed to load resource", "Response Status Error Code", "The specified value")
        if one.type in ("error", "warning") and not one.text.startswith(harmless):
            self.wrong.append(f"console: {one.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self._base, "blob:", "file:", "about:", "data:,")):
            self.wrong.append(f"asked for {request.url[:120]}")

    def taken(self) -> list[str]:
        """What was wrong since this was asked last."""
        with contextlib.suppress(Exception):  # a page that is on its way elsewhere has none
            self.wrong += [f"policy: {one}" for one in self.tab.evaluate("window.violations.splice(0)")]
        found, self.wrong = self.wrong, []
        return found


SEND = """([path, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action: path, hidden: true});
  for (const [name, value] of fields) form.append(Object.assign(document.createElement("textarea"), {name, value}));
  document.body.append(form);
  form.submit();
}"""


def send(tab: Any, path: str, fields: dict[str, Any]) -> None:
    """Send a form from a page of ours, and wait for the page that answers it."""
    token = tab.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRF-Token']")
    every = [*fields.items(), ("csrf", token)]
    pairs = [[name, one] for name, value in every for one in ([value] if isinstance(value, str) else value)]
    with tab.expect_navigation(wait_until="load"):
        tab.evaluate(SEND, [path, pairs])


def settled(tab: Any) -> None:
    """Until what the page asked for by itself is there."""
    tab.locator(".htmx-request, [data-seen] .reading").first.wait_for(state="detached")
