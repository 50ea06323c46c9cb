"""The one-page card of a guide: Markdown, HTML, PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt
from small_guide import guide as small

from greenroom.cli import main
from greenroom.errors import OutputError
from greenroom.guides.loader import guide_ids, load_guide
from greenroom.reports import browser_pdf
from greenroom.reports.guide_card import card_html, card_markdown

CHROMIUM = Path("/usr/bin/chromium")
in_a_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


def words(page: str) -> str:
    """What a reader of the Markdown sees."""
    inline = [t for block in MarkdownIt("commonmark").parse(page) for t in block.children or ()]
    return " ".join(" ".join(t.content for t in inline if t.content).split())


@pytest.fixture
def greenroom(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["guide", "card", *arguments])
        return code, *capsys.readouterr()

    return run


def test_the_card_says_what_counts_on_the_day() -> None:
    guide = small()
    told = words(card_markdown(guide))
    facts = [
        guide.card.headline,
        *guide.card.chain,
        guide.card.top_disqualifier,
        guide.card.delivery_red_flag,
        guide.card.preparation,
        *(s.name for s in guide.signals),
        *(p.key_phrase for p in guide.probes),
        *(x.waits_for for x in guide.lenses),
    ]
    assert [fact for fact in facts if fact not in told] == []


def test_what_sinks_one_above_all_is_said_once() -> None:
    guide = small()
    *others, last = guide.disqualifiers
    last = msgspec.structs.replace(last, said="I said nothing at all.")
    card = msgspec.structs.replace(guide.card, top_disqualifier=last.said)
    told = words(card_markdown(msgspec.structs.replace(guide, card=card, disqualifiers=(*others, last))))
    assert told.count(last.said) == 1
    assert f"It sinks you {last.name}, above all" in told


def test_a_level_and_a_lens_leave_out_the_others() -> None:
    told = words(card_markdown(load_guide("have-backbone"), "senior", "google"))
    assert "Your level Senior" in told
    assert not re.search(r"SDE 2|Flipkart", told)


def test_what_a_guide_says_is_never_markup() -> None:
    card = msgspec.structs.replace(small().card, headline="<b>x</b> & “y” \x1b[31m", preparation="</style><script>")
    page = card_html(msgspec.structs.replace(small(), card=card))
    assert "&lt;b&gt;x&lt;/b&gt; &amp; “y” [31m" in page
    assert "<script" not in page
    assert page.count("</style>") == 1


def test_a_guide_without_lenses_or_red_flags_has_a_card() -> None:
    page = card_html(msgspec.structs.replace(small(), lenses=(), disqualifiers=(), red_flags=()))
    assert "waits for" not in page
    assert "It sinks you" in page


def test_without_an_output_the_card_is_printed_as_markdown(greenroom: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = greenroom("have-backbone")
    assert code == 0
    assert out.startswith("# Have Backbone; Disagree and Commit\n")


def test_the_ending_says_how_it_is_written(greenroom: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    assert greenroom("have-backbone", "-o", str(tmp_path / "card.html")) == (0, "", "")
    assert (tmp_path / "card.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    code, _, err = greenroom("have-backbone", "-o", str(tmp_path / "card.png"))
    assert code == 2
    assert "no card goes by the ending .png" in err


def test_a_pdf_is_not_printed_to_the_terminal(greenroom: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = greenroom("amazon/have-backbone", "-f", "pdf")
    assert (code, out) == (2, "")
    assert "add --output have-backbone.pdf" in err


def test_without_a_browser_a_pdf_says_how_to_print(
    greenroom: Callable[..., tuple[int, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_BROWSER", "no-such-browser")
    code, _, err = greenroom("have-backbone", "-o", str(tmp_path / "card.pdf"))
    assert code == 5
    assert "write .html instead" in err
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_prints_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = tmp_path / "idle"
    idle.write_text("#!/bin/sh\nexit 0\n")
    idle.chmod(0o755)
    monkeypatch.setenv("GREENROOM_BROWSER", str(idle))
    with pytest.raises(OutputError, match="the browser did not print"):
        browser_pdf.as_pdf("<p>x</p>")


# ── in a real browser ───────────────────────────────────────────────────────────────


@pytest.fixture
def page(browser) -> Iterator[object]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(params=guide_ids())
def card(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    file = tmp_path / "card.html"
    file.write_text(card_html(load_guide(request.param)), encoding="utf-8")
    return file.as_uri()


class TestInABrowser:
    pytestmark = in_a_browser

    def test_it_prints_on_one_sheet_of_a4(self, page, card: str) -> None:
        page.goto(card)
        pdf = page.pdf(prefer_css_page_size=True)
        assert re.findall(rb"/Type\s*/Page\b", pdf) == [re.search(rb"/Type\s*/Page\b", pdf)[0]]
        width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
        assert (round(width), round(height)) == (595, 842)

    @pytest.mark.parametrize("width", [320, 800, 1280])
    def test_nothing_sticks_out_at_the_side(self, page, card: str, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(card)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_it_asks_for_nothing_and_complains_of_nothing(self, page, card: str) -> None:
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(card)
        assert (asked, said) == ([card], [])

    def test_the_dark_scheme_is_dark_and_paper_is_white(self, page, card: str) -> None:
        ground = "getComputedStyle(document.body).backgroundColor"
        page.emulate_media(color_scheme="dark")
        page.goto(card)
        assert page.evaluate(ground) == "rgb(22, 24, 27)"
        page.emulate_media(color_scheme="dark", media="print")
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
