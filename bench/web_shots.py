"""Pictures of every page in every variant, to be looked at: python -m bench.web_shots FOLDER [--bank ...] [--only ...].

Each page, and each state inside a page, is taken light and dark, 1200 and 360 px wide, and as it is printed (with
pdftoppm, where that is there), with nothing in the bank, with a usual amount and with texts that strain it. Beside the
pictures, ``findings.txt`` says what a program can see: what is wider than the window, small targets, things that moved.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import web_fill as fill
from bench.web_budget import CHROMIUM, QUIET
from bench.web_server import Served, served
from bench.web_visits import Visit, visits

PATIENCE_MS = 60_000
TALLEST = 9_000
"""Pixels of a page that a picture shows at most."""
WIDE, NARROW = 1200, 360
BANKS: dict[str, Callable[[fill.Person], None]] = {
    "empty": lambda me: None,
    "usual": fill.usual,
    "long": fill.straining,
}
WATCH = """window.moved = [];
const name = node => node && (node.id || node.className || node.nodeName);
new PerformanceObserver(list => {
  for (const one of list.getEntries()) {
    window.moved.push([one.value, one.hadRecentInput, one.sources.map(s => name(s.node)).join(" ")]);
  }
}).observe({type: "layout-shift", buffered: true});"""
SEEN = """() => {
  const found = [];
  const said = e => (e.innerText || e.value || e.ariaLabel || "").trim().slice(0, 30).replaceAll("\\n", " ");
  const name = e => [e.localName, e.id && "#" + e.id, ...[...e.classList].map(c => "." + c), ` “${said(e)}”`].join("");
  if (document.documentElement.scrollWidth > innerWidth) {
    found.push(`wider than the window: ${document.documentElement.scrollWidth}`);
    for (const e of document.querySelectorAll("main *")) {
      const over = e.getBoundingClientRect().right > innerWidth + 1;
      if (over && !e.closest(".wide, .tabs, .chart-box")) { found.push(`  ${name(e)}`); }
    }
  }
  for (const e of document.querySelectorAll("a, button, input, select, textarea, summary, label:has(input)")) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const away = !box.width || e.closest(".hidden, .skip") || style.visibility === "hidden";
    const inText = style.display === "inline" && e.closest("p, li, dd, dt, td, th, h1, h2, h3, blockquote");
    const inLabel = ["checkbox", "radio"].includes(e.type);
    const low = !away && !inText && !inLabel && box.height < 43.5;
    if (low) { found.push(`low: ${Math.round(box.height)} px ${name(e)}`); }
  }
  for (const e of document.querySelectorAll("main *")) {
    const cut = getComputedStyle(e).overflowX === "hidden" && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
    if (cut) { found.push(`cut: ${name(e)}`); }
  }
  return found;
}"""


# ── pictures ────────────────────────────────────────────────────────────────────────


VARIANTS = (("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW))


def shots(page: Any, out: Path, name: str) -> Iterator[str]:
    """Every variant of what the tab shows; what a program can see of it."""
    moved = page.evaluate("() => window.moved.map(([v, i, s]) => [v, i, s])")
    for value, by_hand, what in moved:
        if value >= 0.02:
            yield f"moved{' after input' if by_hand else ''}: {value:.2f} {what}"
    for scheme, width in VARIANTS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900 if width == WIDE else 760})
        if scheme == "light":
            yield from (f"{width}: {one}" for one in page.evaluate(SEEN) if width == NARROW or "low" not in one)
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        fixed = page.locator(".peek").count() > 0
        page.screenshot(
            path=out / f"{name}.{scheme}-{width}.png", full_page=not fixed, animations="disabled",
            **({} if fixed else {"clip": {"x": 0, "y": 0, "width": width, "height": height}}),
        )  # fmt: skip
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDE, "height": 900})
    printed = out / f"{name}.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-r", "60", "-l", "4", "-png", str(printed), str(out / f"{name}.print")]
        subprocess.run(command, check=True)
        printed.unlink()


def taken(out: Path, bank: str, only: str) -> list[str]:
    """Every picture of one bank; the findings, and the visits that did not come off."""
    from playwright.sync_api import Error, sync_playwright

    said: list[str] = []
    with served() as at, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        BANKS[bank](fill.Person(at))
        for one in visits():
            if bank not in one.banks.split() or not re.search(only, one.name):
                continue
            name = f"{one.name}-{bank}"
            try:
                said += [f"{name}: {line}" for line in visited(browser, at, out, one, name)]
            except (Error, AssertionError) as fault:
                said.append(f"{name}: NOT SHOWN: {str(fault).splitlines()[0]}")
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
        browser.close()
    return said


def visited(browser: Any, at: Served, out: Path, one: Visit, name: str) -> list[str]:
    """One visit in a context of its own."""
    from playwright.sync_api import Error

    context = browser.new_context(base_url=at.base, viewport={"width": WIDE, "height": 900}, accept_downloads=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        page.goto(one.path, wait_until="networkidle")
        one.do(page)
        return list(shots(page, out, name))
    except Error:
        page.screenshot(path=out / f"{name}.FAILED.png")
        raise
    finally:
        context.close()


def main() -> int:
    """Take them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bank", choices=BANKS, action="append")
    parser.add_argument("--only", default="", help="a regular expression of names")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    said = [line for bank in given.bank or BANKS for line in taken(given.folder, bank, given.only)]
    with (given.folder / "findings.txt").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in said)
    return 1 if any("NOT SHOWN" in line for line in said) else 0


if __name__ == "__main__":
    sys.exit(main())
