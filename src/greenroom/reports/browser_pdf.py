"""A page of ours as PDF, through the print of a Chromium-like browser that the person has.

Laying out text well needs fonts and a layout engine; every browser has both, and a library that brings its own is
larger than all of this program.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from greenroom.errors import OutputError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
"""Browsers that print from the command line, by the names they have on the path."""
APPLICATIONS = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ),
}
"""Where they are usually installed on systems that do not put them on the path."""
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-gpu", "--no-first-run")
PATIENCE_S = 120
"""Seconds after which the browser is given up."""
_PRINT = "write .html instead, open it in any browser and print it to a PDF there: it fits one sheet of A4"


def browser() -> str | None:
    """The program of a browser that can print, ``$GREENROOM_BROWSER`` first; ``None`` where there is none."""
    named = os.environ.get("GREENROOM_BROWSER")
    known = (shutil.which(name) for name in ((named,) if named else NAMES))
    usual = () if named else (path for path in APPLICATIONS.get(sys.platform, ()) if Path(path).is_file())
    return next((path for path in (*known, *usual) if path), None)


def as_pdf(page: str) -> bytes:
    """``page``, which must be self-contained HTML, printed as PDF.

    Raises ``OutputError`` where no browser is found or it does not print; nothing is left behind.
    """
    program = browser()
    if program is None:
        raise OutputError("PDF is printed by Chromium, Chrome or Edge, and none was found", do=_PRINT)
    with tempfile.TemporaryDirectory(prefix="greenroom-", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        options = ["--headless", *QUIET, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            options.append("--no-sandbox")  # Chromium refuses to run as root with it; the page has no script
        command = [program, *options, f"--print-to-pdf={made}", source.as_uri()]
        try:
            subprocess.run(  # noqa: S603 - a browser that the person installed
                command, check=False, capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL
            )
            return made.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise OutputError(f"the browser did not print ({fault})", where=program, do=_PRINT) from None
