"""The review as one HTML page: complete, safe, linked up, and legible."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

import lxml.html
import msgspec
import pytest
import reviews
from hypothesis import given, settings, strategies as st

from greenroom.model import Finding, Part, Review, Span
from greenroom.reports import render
from greenroom.reports.runs import reflow

ALL = [reviews.strong_hire, reviews.no_hire, reviews.one_liner, reviews.hostile]


def page(review: Review) -> str:
    return render(review, reviews.guide(), "html")


def tree(review: Review) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page(review))


def flat(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def answer(document: lxml.html.HtmlElement) -> str:
    """The words of the answer without the references and labels that the page adds."""
    for extra in document.xpath("//div[@class='text']//a | //div[@class='text']//span[contains(@class, 'part')]"):
        extra.drop_tree()
    return "".join(document.xpath("//div[@class='text']")[0].text_content().split())


@pytest.mark.parametrize("make", ALL)
def test_the_page_needs_nothing_from_outside(make) -> None:
    document = tree(make())
    assert not document.xpath("//script | //link | //img | //iframe | //object | //form | //base")
    assert not document.xpath("//@src | //@style | //@*[starts-with(name(), 'on')]")
    assert all(href.startswith("#") for href in document.xpath("//@href"))
    assert "url(" not in page(make())
    assert "@import" not in page(make())


@pytest.mark.parametrize("make", ALL)
def test_the_content_policy_allows_this_style_and_nothing_else(make) -> None:
    document = tree(make())
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = re.findall(r"<style>(.*)</style>", page(make()), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("make", ALL)
def test_ids_are_unique_and_every_link_leads_somewhere(make) -> None:
    document = tree(make())
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in document.xpath("//a/@href")} <= set(ids)
    assert set(" ".join(document.xpath("//@aria-labelledby")).split()) <= set(ids)


def test_what_people_wrote_is_text_and_no_markup() -> None:
    document = tree(reviews.hostile())
    assert not document.xpath("//main//b[text()='it'] | //main//a[starts-with(@href, 'javascript')]")
    assert "<script>alert(1)</script>" in flat(document.xpath("//p[@class='question']")[0])
    assert "{{ 7*7 }}" in flat(document.xpath("//div[@class='text']")[0])
    assert "\x1b" not in page(reviews.hostile())
    assert "\u202e" not in page(reviews.hostile())


@pytest.mark.parametrize("make", ALL)
def test_the_marked_answer_is_the_answer(make) -> None:
    assert answer(tree(make())) == "".join(reflow(make().text).split())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 420), st.integers(1, 120)), min_size=1, max_size=6))
def test_overlapping_spans_neither_lose_nor_repeat_a_word(places: list[tuple[int, int]]) -> None:
    base = reviews.no_hire()
    kinds = ["signal", "disqualifier", "red_flag"]
    findings = tuple(
        Finding(kind=kinds[i % 3], id=f"made-{i}", grade=1, spans=(Span(a, a + n),), reason="x", judge="x")
        for i, (a, n) in enumerate(places)
    )
    document = tree(msgspec.structs.replace(base, findings=findings))
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in document.xpath("//a/@href")} <= set(ids)
    assert answer(document) == "".join(reflow(base.text).split())


def test_a_sentence_carries_the_marks_of_all_its_findings() -> None:
    document = tree(reviews.no_hire())
    (mark,) = [m for m in document.xpath("//mark") if m.text_content() == "I guess"]
    assert set(mark.get("class").split()) >= {"dq", "rf", "sig1"}
    assert mark.get("title") == "Disagreement by feeling; Hedging; Spoke up (partial)"


def test_a_disqualifier_says_why_and_gives_the_fix_with_its_blanks() -> None:
    (card,) = [a for a in tree(reviews.no_hire()).xpath("//article") if "No impact or outcome" in a.text_content()]
    assert "Nothing is told of the outcome but that it worked out. An act without an effect" in flat(card)
    assert "Better: Say what changed, for whom, and by how much. “Because of it, [what] went from" in flat(card)


def test_a_finding_links_to_its_sentence_and_back() -> None:
    document = tree(reviews.no_hire())
    (card,) = [a for a in document.xpath("//article") if "Passive voice" in a.text_content()]
    (href,) = card.xpath(".//a/@href")
    (anchor,) = document.xpath(f"//*[@id='{href[1:]}']")
    assert anchor.getnext().text_content() == "It was discussed for a while and some lists were checked."
    assert document.xpath(f"//div[@class='text']//a[@href='#{card.get('id')}']")


def test_every_finding_has_a_rule_that_lights_up_its_sentences() -> None:
    source = page(reviews.no_hire())
    for card in tree(reviews.no_hire()).xpath("//article/@id"):
        assert f".page:has(#{card}:hover,#{card}:focus-within" in source


def test_the_bar_adds_up_and_names_every_part() -> None:
    document = tree(reviews.strong_hire())
    widths = [float(w.rstrip("%")) for w in document.xpath("//svg/rect/@width")]
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert document.xpath("//svg/@aria-label") == ["Situation 23%, Action 55%, Result 15%, Reflection 7%"]


def test_the_budget_is_a_line_on_a_bar_that_reaches_it() -> None:
    assert tree(reviews.strong_hire()).xpath("//svg/line/@x1") == ["53.19%"]
    assert not tree(reviews.no_hire()).xpath("//svg/line")


def test_verdict_and_derivation_stand_before_the_answer() -> None:
    document = tree(reviews.no_hire())
    assert flat(document.xpath("//h1")[0]) == "Strong no hire at SDE 2"
    heads = [flat(h) for h in document.xpath("//h2")]
    assert heads[:5] == ["How the verdict comes about", "The answer", "Disqualifiers", "Signals", "Red flags"]


def test_fixes_give_the_computed_change_and_keep_blanks() -> None:
    (first, _) = tree(reviews.no_hire()).xpath("//ol[@class='cards']/li")
    assert "Strong no hire → No hire (score 8 → 33)" in flat(first)
    assert "[what] went from [before] to [after] for [whom]" in flat(first)
    assert "missed bookings" not in flat(first)


def test_a_fault_is_told_as_what_an_interviewer_would_think() -> None:
    (card,) = [a for a in tree(reviews.no_hire()).xpath("//article") if "Passive voice" in a.text_content()]
    assert "What an interviewer would think: Two passives hide who acted. Better: Name who did it." in flat(card)


def test_what_changes_the_verdict_stands_apart_from_what_raises_the_score() -> None:
    heads = [flat(h) for h in tree(reviews.no_hire()).xpath("//h2")]
    after = heads[heads.index("What would change the verdict") + 1]
    assert after == "What would raise the score only (still strong no hire)"
    document = tree(reviews.no_hire())
    assert "score 8 → 13" in flat(document.xpath("//*[@id='fix2']")[0])
    assert "no added number or phrase makes it SDE 2" in flat(document.xpath("//p[@class='remark']")[1])


def test_an_unscored_review_says_why_and_lists_no_finding() -> None:
    document = tree(reviews.one_liner())
    assert flat(document.xpath("//h1")[0]) == "Not scored"
    assert "the answer has 9 words" in flat(document.xpath("//p[@class='summary']")[0])
    assert not document.xpath("//article")
    assert "I once told my boss" in flat(document.xpath("//div[@class='text']")[0])


def test_the_same_review_gives_the_same_page() -> None:
    assert page(reviews.no_hire()) == page(reviews.no_hire())


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PARTS = ["situation", "task", "action", "result", "reflection", "other"]
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft", "good", "bad", "warn", "accent") for ground in ("bg", "card")),
    *((ink, ground) for ink in ("ink",) for ground in ("good-bg", "bad-bg", "warn-bg", "lit-card")),
    *((ink, "lit-card") for ink in ("soft", "good", "bad", "warn", "accent")),
    ("lit-ink", "lit"),
    *(("on-part", f"p-{p}") for p in PARTS),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_has_the_contrast_of_wcag_aa(scheme: str, ink: str, ground: str) -> None:
    style = (files("greenroom.reports") / "templates" / "colours.css").read_text(encoding="utf-8")
    light, dark = style.split("prefers-color-scheme: dark")[:2]
    colours = tokens(light) | (tokens(dark.split("\n}")[0]) if scheme == "dark" else {})
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_a_part_that_goes_on_over_a_finding_keeps_one_anchor() -> None:
    base = reviews.no_hire()
    whole = Finding(kind="signal", id="spoke-up", grade=2, spans=(Span(0, len(base.text)),), reason="x", judge="x")
    parts = (Part(part="situation", start=0, end=100), Part(part="action", start=100, end=len(base.text)))
    document = tree(msgspec.structs.replace(base, findings=(whole,), star=parts))
    assert document.xpath("count(//*[@id='e1-1'])") == 1
