"""The story bank in the browser: what is typed survives, a stale save is refused, nothing is lost."""

from __future__ import annotations

import re
from importlib.resources import files

import lxml.html
import pytest
from conftest import client_for

from greenroom.guides.loader import load_guide
from greenroom.store import Store
from greenroom.stories.bank import Bank

GUIDE = load_guide("have-backbone")
TEXT = f"I raised it. {GUIDE.signals[0].id} was what I did. Errors fell from 9% to 2%."
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}'
WAIT_S = 60


def tree(answer):
    return lxml.html.fromstring(answer.text)


def fields(answer, action: str) -> dict[str, str]:
    """What the form at ``action`` would send."""
    form = next(one for one in tree(answer).forms if one.get("action") == action)
    # The line feed after <textarea> is none of its text.
    return {name: value.removeprefix("\n") for name, value in form.form_values() if name != "csrf"}


@pytest.fixture
def add(send):
    def added(title: str = "Whole pallets", text: str = TEXT, **more: str) -> str:
        return send("/stories/add", {"title": title, "text": text, **more}).headers["location"].partition("?")[0]

    return added


@pytest.fixture
def done(client):
    """Waits for the job that an answer began; its fault, if it has one."""

    def waited(answer):
        job = client.app.state.shared.jobs.get(re.search("job=([^&#]+)", answer.headers["location"])[1])
        job.wait(WAIT_S)
        return job.fault

    return waited


@pytest.mark.parametrize(
    "path",
    ["/stories", "/stories/coverage", "/stories/loop", "/stories/loop/people", "/stories/ask", "/stories/mine",
     "/stories/add", "/stories/import", "/stories/history", "/progress", "/progress/days"],
)  # fmt: skip
def test_every_page_is_there_while_the_bank_is_empty(client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert len(tree(answer).xpath("//h1")) == 1


def test_a_story_is_added_with_its_facts_and_found_by_its_words(client, add) -> None:
    place = add(text=f"When: spring 2024\n{TEXT}", **{"fact-person": "Ioana, head of stock\nBen"})
    page = client.get(place)
    assert tree(page).xpath("//dd/text()") == ["spring 2024", "Ioana, head of stock", "Ben"]
    assert "Whole pallets" in client.get("/stories?q=ioana ben").text
    assert "Nothing found" in client.get("/stories?q=ioana nobody").text


def test_what_was_typed_stays_where_adding_fails(client, send) -> None:
    answer = send("/stories/add", {"title": "", "text": "", "fact-where": "stock, a chain of garden centres"})
    assert answer.status_code == 422
    assert fields(answer, "/stories/add")["fact-where"] == "stock, a chain of garden centres"


def test_what_is_typed_is_kept_until_it_is_sent(client, send) -> None:
    kept = send("/stories/keep", {"draft_of": "add", "draft": "0", "title": "Begun"})
    assert kept.json() == {"number": 1}
    assert fields(client.get("/stories/add"), "/stories/add")["title"] == "Begun"
    send("/stories/add", {"title": "Begun", "draft": "1"})
    assert fields(client.get("/stories/add"), "/stories/add")["title"] == ""


def test_a_draft_of_another_window_is_not_written_over(client, send) -> None:
    send("/stories/keep", {"draft_of": "add", "draft": "0", "title": "One"})
    assert send("/stories/keep", {"draft_of": "add", "draft": "0", "title": "Other"}).status_code == 409
    assert fields(client.get("/stories/add"), "/stories/add")["title"] == "One"


def test_only_what_is_typed_here_can_be_kept(send) -> None:
    assert send("/stories/keep", {"draft_of": "have-backbone", "draft": "0", "text": "x"}).status_code == 422
    assert send("/stories/keep", {"draft_of": "edit:nothing", "draft": "0"}).status_code == 404


def test_a_stale_save_is_refused_and_both_are_shown(client, send, add) -> None:
    place = add()
    mine = fields(client.get(place + "/edit"), place + "/edit")
    other = mine | {"title": "Pallets, of the other window"}
    assert send(place + "/edit", other).status_code == 303
    refused = send(place + "/edit", mine | {"title": "Pallets, mine"})
    assert refused.status_code == 409
    assert "Pallets, of the other window" in tree(refused).xpath("string(//*[@aria-labelledby='h-now'])")
    again = fields(refused, place + "/edit")
    assert again["title"] == "Pallets, mine"
    assert fields(client.get(place + "/edit"), place + "/edit")["title"] == "Pallets, mine"
    assert send(place + "/edit", again).status_code == 303
    assert tree(client.get(place)).xpath("string(//h1)") == "Pallets, mine"


def test_a_save_of_what_is_here_already_makes_no_version(client, send, add) -> None:
    place = add(**{"fact-number": "214 orders", "fact-when": "2024"})
    answer = send(place + "/edit", fields(client.get(place + "/edit"), place + "/edit"))
    assert answer.headers["location"].endswith("?done=same")


def test_a_change_is_taken_back_once_and_brought_back(client, send, add) -> None:
    add()
    change = fields(client.get("/stories"), "/stories/undo")
    assert send("/stories/undo", change).status_code == 303
    assert "No stories yet" in client.get("/stories").text
    assert send("/stories/undo", change).status_code == 409
    send("/stories/undo", fields(client.get("/stories"), "/stories/undo"))
    assert "Whole pallets" in client.get("/stories").text


def test_an_archived_story_is_kept_aside(client, send, add) -> None:
    place = add()
    send(place + "/archive", {"archived": "yes"})
    assert not tree(client.get("/stories")).xpath("//ul[@class='bank']/li")
    assert tree(client.get("/stories?archived=yes")).xpath("//ul[@class='bank']/li")


def test_a_telling_is_kept_and_reviewed(client, send, add, done) -> None:
    place = add(text="")
    told = send(place + "/tell", {"text": TEXT, "competency": "have-backbone", "level": "senior"})
    assert done(told) is None
    page = client.get(place + "/tellings/1?for=have-backbone&at=senior")
    assert "at Senior" in tree(page).xpath("string(//*[@id='h-verdict'])")
    assert tree(client.get("/stories")).xpath("//*[@class='covers']//*[contains(@class, 'badge')]")
    assert "nothing that was found" in client.get(place + "/check").text


def test_an_empty_telling_is_refused_and_its_choices_stay(client, send, add) -> None:
    place = add()
    answer = send(place + "/tell", {"text": " ", "competency": "", "level": "staff", "question": "Why?"})
    assert answer.status_code == 422
    assert fields(answer, place + "/tell")["level"] == "staff"
    assert fields(answer, place + "/tell")["question"] == "Why?"


def test_two_tellings_are_compared_sentence_by_sentence(client, send, add) -> None:
    place = add(text="I saw it. I fixed it.")
    send(place + "/tell", {"text": "I saw it. I repaired it."})
    page = tree(client.get(place + "/compare"))
    assert page.xpath("//del/text()") == ["I fixed it."]
    assert page.xpath("//ins/text()") == ["I repaired it."]


def test_notes_are_shown_split_corrected_and_then_brought_in(client, send, done) -> None:
    notes = (files("greenroom") / "examples" / "story-notes.md").read_text(encoding="utf-8")
    assert done(send("/stories/import", {"text": notes})) is None
    shown = fields(client.get("/stories/import"), "/stories/import/take")
    assert shown["n"] == "12"
    send("/stories/keep", shown | {"draft_of": "import", "title-0": "Pallets"})
    kept = fields(client.get("/stories/import"), "/stories/import/take")
    assert kept["title-0"] == "Pallets"
    assert send("/stories/import/take", kept | {"join": "1"}).status_code == 303
    joined = fields(client.get("/stories/import"), "/stories/import/take")
    assert joined["n"] == "11"
    assert shown["title-1"] in joined["words-0"]
    del joined["take-2"]
    assert send("/stories/import/take", joined).status_code == 303
    assert len(tree(client.get("/stories")).xpath("//ul[@class='bank']/li")) == 10
    send("/stories/undo", fields(client.get("/stories"), "/stories/undo"))
    assert "No stories yet" in client.get("/stories").text


def test_a_file_goes_by_what_it_holds_and_pasted_notes_survive_a_fault(client, send, done) -> None:
    picture = {"file": ("notes.md", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "text/markdown")}
    fault = done(send("/stories/import", {"text": "# One\nMy notes."}, files=picture))
    assert "picture" in fault.what
    assert fields(client.get("/stories/import"), "/stories/import")["text"] == "# One\nMy notes."


def test_what_was_taken_out_is_brought_in_again(client, send, add, done) -> None:
    add()
    exported = client.get("/stories/export.json")
    assert "attachment" in exported.headers["content-disposition"]
    send("/stories/undo", fields(client.get("/stories"), "/stories/undo"))
    assert done(send("/stories/import", {}, files={"file": ("x", exported.content, "text/plain")})) is None
    assert "Whole pallets" in client.get("/stories/import").text
    send("/stories/import/take", {})
    assert TEXT in client.get("/stories/bank/whole-pallets/tellings/1").text


def test_the_conversation_goes_on_page_by_page_and_ends_in_a_story(client, send) -> None:
    place = "/stories/mine/have-backbone"

    def answer(**given: str):
        return send(place, fields(client.get(place), place) | given)

    answer(text="cross-team-risk")
    answer(do="pass")
    send(place + "/keep", {"step": "event", "text": "The stock group"})
    assert fields(client.get(place), place)["text"] == "The stock group"
    answer(text="The stock group rounded up.")
    stale = fields(client.get(place), place)
    assert answer(text=" ").status_code == 422
    answer(text="Whole pallets")
    refused = send(place, stale | {"text": "Another title"})
    assert refused.status_code == 409
    assert "Another title" in refused.text
    steps = 0
    while place in [one.get("action") for one in tree(client.get(place)).forms]:
        answer(text="" if steps else "spring 2024")
        steps += 1
        assert steps < 30
    assert "spring 2024" in client.get(place).text
    held = client.get(send(place + "/finish", {}).headers["location"])
    assert tree(held).xpath("string(//h1)") == "Whole pallets"
    assert "begun" not in client.get("/stories/mine").text


def test_a_question_names_the_telling_and_what_to_change(client, send, add, done) -> None:
    place = add(text="")
    done(send(place + "/tell", {"text": TEXT, "competency": "have-backbone", "level": "sde2"}))
    asked = "?q=When did you last tell your boss no?&level=sde2"
    page = tree(client.get("/stories/ask" + asked))
    assert page.xpath("string(//section[contains(@class, 'best')]//h3)") == "Whole pallets"
    assert "For this question" in client.get("/stories/ask/changes" + asked).text
    assert "no story is proposed" in client.get("/stories/ask?q=What is your name").text


def test_coverage_says_in_words_what_its_colours_say(client, add) -> None:
    add(archetypes="have-backbone/cross-team-risk")
    boxes = tree(client.get("/stories/coverage")).xpath("//td/a")
    assert any(box.text_content().split() == ["40", "expected"] for box in boxes)
    assert all("not reviewed" in box.get("aria-label") for box in boxes)


def test_a_story_put_into_a_slot_stays_there(client, send, add) -> None:
    pytest.importorskip("highspy")
    for title in ("Pallets", "Deploys"):
        add(title, archetypes="have-backbone/cross-team-risk")
    people = {"n": "1", "draft": "0", "name-0": "Dana", "asks-0-0": "have-backbone", "title": "Friday"}
    assert send("/stories/loop/people", people).status_code == 303
    before = tree(client.get("/stories/loop")).xpath("//*[@data-slot='0']//*[@data-story]/@data-story")
    other = ({"pallets", "deploys"} - set(before)).pop()
    form = fields(client.get("/stories/loop"), "/stories/loop/told")
    assert send("/stories/loop/told", form | {"slot-0": other}).status_code == 303
    page = client.get("/stories/loop")
    assert tree(page).xpath("//*[@data-slot='0']//*[@data-story]/@data-story") == [other]
    assert "your choice" in page.text
    assert send("/stories/loop/told", form | {"slot-0": before[0]}).status_code == 409
    now = fields(page, "/stories/loop/told")
    assert send("/stories/loop/told", now | {"slot-0": "nothing"}).status_code == 422


def test_a_loop_without_the_solver_is_one_clear_line(client, send, add, monkeypatch) -> None:
    add(archetypes="have-backbone/cross-team-risk")
    send("/stories/loop/typical", {"company": "amazon"})
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)
    page = client.get("/stories/loop")
    assert page.status_code == 200
    assert "not installed" in tree(page).xpath("string(//*[@id='fault'])")


def test_what_is_wrong_with_the_people_of_a_loop_leaves_them_in_the_form(send) -> None:
    answer = send("/stories/loop/people", {"n": "1", "draft": "0", "name-0": "Dana"})
    assert answer.status_code == 422
    assert fields(answer, "/stories/loop/people")["name-0"] == "Dana"


def test_the_day_of_the_interview_is_kept_and_the_days_are_planned(client, send) -> None:
    from datetime import date, timedelta

    day = (date.today() + timedelta(days=3)).isoformat()
    assert send("/progress/days", {"date": day, "hours": "1"}).status_code == 303
    assert len(tree(client.get("/progress/days")).xpath("//ol[@class='days']/li")) == 4
    assert send("/progress/days", {"date": "soon", "hours": "1"}).status_code == 422
    assert client.app.state.shared.settings.interview == day
    assert "3 days until your loop" in client.get("/").text


def test_the_first_of_the_days_reviews_what_nobody_has_reviewed(client, send, add) -> None:
    from datetime import date, timedelta

    add()
    assert send("/progress/days", {"date": (date.today() + timedelta(days=3)).isoformat(), "hours": "1"}).is_redirect
    first = tree(client.get("/progress/days")).xpath("//ol[@class='days']/li")[0].text_content()
    assert "Have your stories reviewed: " in first


def test_notes_of_hundreds_of_stories_come_in_whole(client, send, done) -> None:
    notes = "# Notes\n\n" + "".join(f"## Story {n}\n\nI saw it, and repaired it.\n\n" for n in range(250))
    assert done(send("/stories/import", {"text": notes})) is None
    form = fields(client.get("/stories/import"), "/stories/import/take")
    assert send("/stories/keep", form).status_code == 200
    assert send("/stories/import/take", form).status_code == 303
    assert "250 stories" in client.get("/stories").text


def test_the_days_name_the_stories_that_were_never_reviewed(client, send, add) -> None:
    from datetime import date, timedelta

    add()
    send("/progress/days", {"date": (date.today() + timedelta(days=9)).isoformat(), "hours": "2"})
    page = client.get("/progress/days")
    assert page.status_code == 200
    assert tree(page).xpath("//ol[@class='days']//a[text()='Have your stories reviewed']/@href")[0] == "/stories"


def test_progress_has_a_chart_and_its_figures(client, send, add, done) -> None:
    done(send(add() + "/tell", {"text": TEXT, "competency": "have-backbone"}))
    page = tree(client.get("/progress"))
    assert page.xpath("//table//tbody/tr")
    assert page.xpath("//*[local-name()='svg'] | //*[contains(@class, 'notice')]")


def test_markup_in_a_story_is_text_on_every_page(client, send, add) -> None:
    place = add(HOSTILE, HOSTILE, **{"fact-number": HOSTILE, "archetypes": "have-backbone/cross-team-risk"})
    for path in ("/stories", place, place + "/edit", place + "/tellings/1", "/stories/coverage", "/stories/history"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "alert(1)" in page.text or path == "/stories/history"


def test_a_very_long_bank_is_a_page_all_the_same(client) -> None:
    from datetime import UTC, datetime

    with Store.open() as store:
        bank = Bank(store)
        for n in range(40):
            bank.add(f"Story {n} " + "very long " * 15, [], (), "word " * 900, datetime.now(UTC))
    assert len(tree(client.get("/stories")).xpath("//ul[@class='bank']/li")) == 40


@pytest.mark.parametrize("path", ["/stories/bank/nothing", "/stories/mine/nothing", "/stories/bank/nothing/tellings/1"])
def test_what_is_not_there_is_said_so(path: str) -> None:
    with client_for() as client:
        assert client.get(path).status_code == 404
