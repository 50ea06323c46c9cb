"""Guides, walkthrough, bar raiser, quiz and revision: what is kept, what is refused, what two tabs do to each other."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import lxml.html
import pytest
from conftest import client_for

from greenroom.guides.loader import load_guide
from greenroom.store import Store

GUIDE = load_guide("have-backbone")
BASE = f"/guides/{GUIDE.id}"


def tree(response):
    return lxml.html.fromstring(response.text)


def hidden(response, form: str) -> dict[str, str]:
    """The hidden fields of the form that goes to this address."""
    found = tree(response).xpath(f"//form[@action='{form}']")[0]
    return {one.get("name"): one.get("value") for one in found.xpath(".//input[@type='hidden']")}


# ── guides ──────────────────────────────────────────────────────────────────────────


def test_the_guides_say_what_each_is_about_and_lead_on(client) -> None:
    page = client.get("/guides")
    assert GUIDE.tagline in html.unescape(page.text)
    for way in ("", "/walkthrough", "/calibrate", "/quiz"):
        assert f'href="{BASE}{way}"' in page.text


def test_a_guide_tells_its_entries_its_examples_and_its_card(client) -> None:
    text = " ".join(tree(client.get(BASE)).text_content().split())
    for entry in (*GUIDE.signals, *GUIDE.disqualifiers, *GUIDE.red_flags, *GUIDE.archetypes):
        assert entry.name in text
    for probe in GUIDE.probes:
        assert probe.question in text
    assert "Said well" in text
    assert GUIDE.card.headline in text


def test_level_and_company_choose_what_the_guide_tells(client) -> None:
    chosen = tree(client.get(f"{BASE}?level=senior&company=google"))
    assert chosen.xpath("//*[@id='level-senior']")
    assert not chosen.xpath("//*[@id='level-staff'] | //*[@id='company-meta']")
    assert chosen.xpath("//*[@id='company-google']")
    assert chosen.xpath("//button[@name='level'][@aria-pressed='true']/@value") == ["senior"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/guides/nothing", 404), (f"{BASE}?level=boss", 422), (f"{BASE}?company=acme", 422)],
)
def test_what_a_guide_does_not_know_is_told(client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_section_that_is_marked_stays_read(client, send) -> None:
    before = hidden(client.get(BASE), f"{BASE}/read")
    part = send(f"{BASE}/read", before, htmx=True)
    assert "✓ Read" in part.text
    assert "1 of " in part.text
    assert "✓ Read" in client.get(BASE).text


# ── quiz ────────────────────────────────────────────────────────────────────────────


def begun(client, send, scope: str = GUIDE.id):
    assert send(f"/guides/{scope}/quiz/begin", {"count": "2"}).status_code == 303
    return client.get(f"/guides/{scope}/quiz")


def test_a_quiz_asks_tells_why_and_how_it_went(client, send) -> None:
    for _ in range(2):
        asked = hidden(client.get(f"{BASE}/quiz") if _ else begun(client, send), f"{BASE}/quiz")
        told = send(f"{BASE}/quiz", asked | {"chosen": "a"})
        shown = client.get(told.headers["location"])
        assert re.search("✓ Right|✗ Wrong", shown.text)
    result = tree(client.get(f"{BASE}/quiz/{asked['session']}")).text_content()
    assert re.search(r"\d of 2 right", result)
    assert "Begin" in client.get(f"{BASE}/quiz").text


def test_an_answer_given_twice_counts_once(client, send) -> None:
    asked = hidden(begun(client, send, "all"), "/guides/all/quiz")
    first = send("/guides/all/quiz", asked | {"chosen": "a"})
    second = send("/guides/all/quiz", asked | {"chosen": "b"})
    assert second.headers["location"] == first.headers["location"] + "?again=1"
    assert "answered already" in client.get(second.headers["location"]).text
    with Store.open() as store:
        assert len(store.quiz_answers()) == 1


@pytest.mark.parametrize("fields", [{"count": "0"}, {"count": "many"}, {"difficulty": "cruel"}])
def test_a_quiz_that_cannot_be_is_refused(send, fields) -> None:
    assert send(f"{BASE}/quiz/begin", fields).status_code == 422


# ── revision ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def cards(client, send):
    """Revision of one guide has begun; gives the first card's form."""
    assert send("/revise/begin", {"guide": GUIDE.id}).status_code == 303
    return hidden(client.get("/revise"), "/revise/rate")


def test_revision_begins_with_a_choice(client, send) -> None:
    assert GUIDE.principle in client.get("/revise").text
    assert send("/revise/begin", {}).status_code == 422


def test_a_rating_is_kept_and_can_be_taken_back(send, cards) -> None:
    part = send("/revise/rate", cards | {"rating": "3"}, htmx=True)
    assert part.status_code == 200
    with Store.open() as store:
        assert [one.rating for one in store.card_reviews()] == [3]
    assert "Taken back: good" in send("/revise/undo", {}, htmx=True).text
    with Store.open() as store:
        assert store.card_reviews() == []


def test_a_card_that_was_rated_in_another_tab_keeps_that_rating(send, cards) -> None:
    send("/revise/rate", cards | {"rating": "4"}, htmx=True)
    assert "another tab" in send("/revise/rate", cards | {"rating": "1"}, htmx=True).text
    with Store.open() as store:
        assert [one.rating for one in store.card_reviews()] == [4]


def test_a_card_can_be_put_off_and_taken_out(client, send, cards) -> None:
    later = send("/revise/later", cards, htmx=True)
    following = hidden(later, "/revise/rate")
    assert following["card"] != cards["card"]
    assert cards["card"] in following["later"]
    send("/revise/suspend", following, htmx=True)
    assert "Take it back in" in client.get("/revise/cards").text
    send("/revise/back", {"card": following["card"]})
    assert "Take it back in" not in client.get("/revise/cards").text


def test_the_cards_go_to_anki(client, cards) -> None:
    pytest.importorskip("genanki")
    got = client.get("/revise/greenroom.apkg")
    assert got.content.startswith(b"PK")
    assert "attachment" in got.headers["content-disposition"]


# ── bar raiser ──────────────────────────────────────────────────────────────────────


def sheet(page) -> dict[str, str]:
    """A whole sheet for the candidate that is shown."""
    path = tree(page).xpath("//form[@id='sheet']/@action")[0]
    grades = {f"signal:{s.id}": "1" for s in GUIDE.signals}
    return hidden(page, path) | grades | {"level": "senior", "verdict": "hire"}


def test_two_candidates_are_scored_then_comes_the_key_and_the_bias(client, send) -> None:
    path = client.get(f"{BASE}/calibrate").headers["location"]
    assert send(path, sheet(client.get(path))).headers["location"] == path
    assert send(path, sheet(client.get(path))).headers["location"] == f"{path}/key"
    key = client.get(f"{path}/key").text
    assert "A trained interviewer writes" in key
    assert key.count("you said partial") == 2 * len(GUIDE.signals)
    assert "Leniency in signals: too few yet" in client.get(f"{BASE}/bias").text
    if pytest.importorskip("leather"):
        assert "<svg" in key


def test_what_is_given_is_kept_before_it_is_handed_in(client, send) -> None:
    path = client.get(f"{BASE}/calibrate").headers["location"]
    first = GUIDE.signals[0].id
    fields = hidden(client.get(path), path) | {f"signal:{first}": "2", "keep": "yes"}
    kept = send(path, fields, htmx=True)
    assert "Kept" in kept.text
    shown = tree(client.get(path))
    assert shown.xpath(f"//input[@name='signal:{first}'][@checked]/@value") == ["2"]


def test_a_sheet_with_a_hole_is_not_taken_and_nothing_is_lost(client, send) -> None:
    path = client.get(f"{BASE}/calibrate").headers["location"]
    fields = sheet(client.get(path))
    del fields["verdict"]
    refused = send(path, fields)
    assert refused.status_code == 422
    assert "verdict" in tree(refused).xpath("//*[@id='fault']")[0].text_content()
    assert len(tree(refused).xpath("//input[@type='radio'][@checked]")) == len(GUIDE.signals) + 1


def test_a_sheet_of_a_stale_tab_is_refused_and_shown(client, send) -> None:
    path = client.get(f"{BASE}/calibrate").headers["location"]
    stale = sheet(client.get(path))
    send(path, stale | {"keep": "yes", "verdict": "no-hire"}, htmx=True)
    refused = send(path, stale)
    assert refused.status_code == 409
    assert "another tab" in refused.text
    assert tree(refused).xpath("//input[@name='verdict'][@checked]/@value") == ["hire"]


def test_a_tab_does_not_quarrel_with_what_it_sent_a_moment_before(client, send) -> None:
    path = client.get(f"{BASE}/calibrate").headers["location"]
    mine = sheet(client.get(path)) | {"tab": "one"}
    send(path, mine | {"keep": "yes", "verdict": "no-hire"}, htmx=True)
    assert send(path, mine | {"tab": "two"}).status_code == 409
    assert send(path, mine).status_code == 303
    assert send(path, mine | {"keep": "yes", "verdict": "no-hire"}, htmx=True).status_code == 409


# ── walkthrough ─────────────────────────────────────────────────────────────────────

WALK = f"{BASE}/walkthrough"


def test_a_walkthrough_shows_an_example_and_what_belongs_in_each_part(client) -> None:
    assert "An example" in client.get(WALK).text
    for part in ("situation", "task", "action", "result", "reflection"):
        page = client.get(f"{WALK}/{part}")
        assert "What belongs here" in page.text


def test_a_part_is_kept_while_it_is_typed_and_reviewed_on_the_spot(client, send) -> None:
    seen = hidden(client.get(f"{WALK}/situation"), f"{WALK}/situation")["seen"]
    kept = send(f"{WALK}/situation/keep", {"text": "We were about to dr", "seen": seen}, htmx=True)
    seen = lxml.html.fromstring(kept.text).xpath("//input[@name='seen']/@value")[0]
    assert "We were about to dr" in client.get(f"{WALK}/situation").text
    made = send(f"{WALK}/situation", {"text": "We were about to drop it.", "seen": seen}, htmx=True)
    assert "6 words" in made.text


def test_going_to_another_part_loses_nothing_that_was_typed(client, send) -> None:
    for part, text in (("situation", "One two"), ("task", "Three four")):
        seen = hidden(client.get(f"{WALK}/{part}"), f"{WALK}/{part}")["seen"]
        send(f"{WALK}/{part}/keep", {"text": text, "seen": seen}, htmx=True)
    assert "One two" in client.get(f"{WALK}/situation").text
    assert "Three four" in client.get(f"{WALK}/task").text


def test_a_part_of_a_stale_tab_is_refused_and_both_are_shown(client, send) -> None:
    seen = hidden(client.get(f"{WALK}/task"), f"{WALK}/task")["seen"]
    send(f"{WALK}/task", {"text": "From this tab.", "seen": seen})
    typed = send(f"{WALK}/task/keep", {"text": "From the oth", "seen": seen}, htmx=True)
    assert typed.status_code == 409
    refused = send(f"{WALK}/task", {"text": "From the other tab.", "seen": seen})
    assert refused.status_code == 409
    shown = tree(refused)
    assert "From this tab." in shown.xpath("//section[contains(@class, 'warn')]")[0].text_content()
    assert "From the other tab." in shown.xpath("//textarea")[0].text_content()
    taken = send(f"{WALK}/task", {"text": "From both.", "seen": hidden(refused, f"{WALK}/task")["seen"]})
    assert taken.status_code == 200


def test_the_parts_are_reviewed_together_saved_and_finished(client, send) -> None:
    for part in ("situation", "action"):
        seen = hidden(client.get(f"{WALK}/{part}"), f"{WALK}/{part}")["seen"]
        send(f"{WALK}/{part}", {"text": f"{GUIDE.signals[0].id} was my {part}.", "seen": seen})
    assert "h-verdict" in send(f"{WALK}/together", {}).text
    assert "## Situation" in client.get(f"{WALK}/answer.md").text
    with Store.open() as store:
        assert [one.part for one in store.drafts(GUIDE.id)] == ["whole"]
    assert send(f"{WALK}/finish", {}).status_code == 303
    assert "Nothing written yet" in client.get(f"{WALK}/together").text


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "{{ 7*7 }}<img src=x onerror=alert(1)>"])
def test_nothing_that_is_written_becomes_markup(client, send, hostile: str) -> None:
    seen = hidden(client.get(f"{WALK}/situation"), f"{WALK}/situation")["seen"]
    for told in (
        send(f"{WALK}/situation", {"text": hostile, "seen": seen}, htmx=True),
        client.get(f"{WALK}/situation"),
        client.get(f"{WALK}/together"),
        client.get(f"{BASE}?level={hostile}"),
        client.get(f"/revise?later={hostile}"),
        send("/settings/delete", {"confirm": hostile}),
        send("/settings", {"words_per_minute": hostile}),
    ):
        assert "<script>alert" not in told.text
        assert "<img src=x" not in told.text
        assert ">49<" not in told.text


# ── start ───────────────────────────────────────────────────────────────────────────


def test_the_first_visit_leads_to_a_review_in_one_click(client, send) -> None:
    page = client.get("/")
    assert "Hear what your interviewer will hear" in page.text
    fields = hidden(page, "/review")
    shown = send("/review", fields)
    assert shown.status_code == 200
    assert tree(shown).xpath("//*[@id='h-verdict']")


def test_the_start_page_leads_to_what_is_unfinished(client, send) -> None:
    seen = hidden(client.get(f"{WALK}/situation"), f"{WALK}/situation")["seen"]
    send(f"{WALK}/situation", {"text": "We were late.", "seen": seen})
    begun(client, send)
    page = client.get("/")
    assert f'href="{WALK}/task"' in page.text
    assert f'href="{BASE}/quiz"' in page.text
    assert "What comes next" in page.text


def test_the_start_page_counts_the_days(client, send) -> None:
    with Store.open() as store:
        store.mark_read(GUIDE.id, "card", "1", datetime.now(UTC))
    day = datetime.now().astimezone().date()
    send("/settings/interview", {"interview": day.replace(year=day.year + 1, day=1).isoformat()})
    assert re.search(r"\d+ days until your loop", client.get("/").text)
    assert send("/settings/interview", {"interview": "soon"}).status_code == 422
    send("/settings/interview", {"interview": ""})
    assert "What comes next" in client.get("/").text


def test_no_page_needs_the_judge_before_an_answer_is_read() -> None:
    class Missing:
        name = "missing"

        def read(self, *_: object) -> None:
            raise AssertionError("nobody asked")

    with client_for(judge=Missing()) as client:
        for path in ("/", "/guides", BASE, WALK, f"{WALK}/task", f"{BASE}/quiz", "/revise", "/settings"):
            assert client.get(path).status_code == 200, path
