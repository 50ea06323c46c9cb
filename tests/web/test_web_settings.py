"""Settings and data: what is written where, what is checked before it is taken, what is deleted and what is not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import lxml.html
import pytest
from conftest import BASE
from fake_judge import FakeJudge
from starlette.testclient import TestClient

from greenroom.settings import Settings, config_path, load_settings, save_settings
from greenroom.store import Store, database_file
from greenroom.web.app import create_app

FIELDS = {
    "words_per_minute": "130",
    "level": "senior",
    "company": "google",
    "interview": "2027-01-20",
    "judge": "local",
    "new_cards_a_day": "7",
}


def text(response) -> str:
    return " ".join(lxml.html.fromstring(response.text).text_content().split())


@pytest.fixture
def kept(own_data) -> None:
    """Something is kept."""
    with Store.open() as store:
        store.mark_read("have-backbone", "card", "1.0.0+a", datetime.now(UTC))


def test_settings_are_saved_and_hold_at_once(client, send) -> None:
    assert send("/settings", FIELDS).headers["location"] == "/settings?saved=1"
    made = load_settings()
    assert (made.words_per_minute, made.level, made.company, made.new_cards_a_day) == (130, "senior", "google", 7)
    assert made.interview == "2027-01-20"
    shown = lxml.html.fromstring(client.get("/settings").text)
    assert shown.xpath("//select[@id='level']/option[@selected]/@value") == ["senior"]
    guide = lxml.html.fromstring(client.get("/guides/have-backbone").text)
    assert guide.xpath("//button[@aria-pressed='true']/@value") == ["senior", "google"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words_per_minute", "fast"),
        ("words_per_minute", "9999999"),
        ("words_per_minute", "nan"),
        ("level", "boss"),
        ("company", "acme"),
        ("judge", "oracle"),
        ("interview", "2027-13-40"),
        ("new_cards_a_day", "-1"),
    ],
)
def test_a_wrong_setting_is_told_and_nothing_that_was_typed_is_lost(send, field: str, value: str) -> None:
    refused = send("/settings", FIELDS | {field: value})
    assert refused.status_code == 422
    assert not config_path().exists()
    if field not in ("level", "company", "judge"):
        assert f'value="{value}"' in refused.text


def test_settings_of_a_stale_tab_are_refused_and_both_are_shown(client, send) -> None:
    page = lxml.html.fromstring(client.get("/settings").text)
    before = page.xpath("//input[@name='before']/@value")
    send("/settings", FIELDS)
    refused = send("/settings", FIELDS | {"words_per_minute": "150", "before": before})
    assert refused.status_code == 409
    assert "Now: 130" in refused.text
    assert 'value="150"' in refused.text
    assert load_settings().words_per_minute == 130


def test_what_a_person_wrote_into_the_file_stays(own_data) -> None:
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text('# mine\nwords_per_minute = 120  # slow\nthreads = 2\nspeaker_voice = "a # b"\n', encoding="utf-8")
    made = save_settings({"words_per_minute": 131, "level": "staff", "company": ""})
    assert path.read_text(encoding="utf-8") == (
        '# mine\nwords_per_minute = 131  # slow\nthreads = 2\nspeaker_voice = "a # b"\nlevel = "staff"\n'
    )
    assert load_settings() == made


def test_the_data_are_taken_along_and_brought_back(client, send, kept) -> None:
    got = client.get("/settings/greenroom.json")
    assert "attachment" in got.headers["content-disposition"]
    assert json.loads(got.content)["sections_read"][0]["section"] == "card"
    assert send("/settings/delete", {"confirm": "Delete  everything"}).status_code == 200
    assert not database_file().exists()
    uploaded = send("/settings/import", {}, files={"file": ("../x.png", got.content, "image/png")})
    preview = settled(client, uploaded.headers["location"])
    assert "New here 1 section read" in text(preview)
    with Store.open() as store:
        assert store.sections_read("have-backbone") == {}
    taken = send(uploaded.headers["location"], {})
    assert "Added 1 section read" in text(taken)
    with Store.open() as store:
        assert list(store.sections_read("have-backbone")) == ["card"]
    assert send(uploaded.headers["location"], {}).status_code == 409


def settled(client, path: str):
    """The page of an import, once its check is done."""
    job = client.app.state.shared.jobs.get(path.rpartition("/")[2])
    job.wait(30)
    return client.get(path)


def test_what_differs_is_asked_about(client, send, kept) -> None:
    export = json.loads(client.get("/settings/greenroom.json").content)
    export["sections_read"][0]["version"] = "2.0.0+b"
    uploaded = send("/settings/import", {}, files={"file": ("a.json", json.dumps(export).encode())})
    path = uploaded.headers["location"]
    assert "whose counts?" in text(settled(client, path))
    assert send(path, {}).status_code == 422
    send(path, {"prefer": "file"})
    with Store.open() as store:
        assert store.sections_read("have-backbone")["card"].version == "2.0.0+b"


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n", b"{}", b"[1, 2", b'{"schema": 99}', b"PK\x03\x04" + bytes(50)])
def test_what_is_no_export_is_refused_before_anything_is_written(client, send, raw: bytes) -> None:
    uploaded = send("/settings/import", {}, files={"file": ("a.json", raw)})
    refused = settled(client, uploaded.headers["location"])
    assert "the file" in text(refused)
    assert "Take it" not in refused.text


def test_nothing_goes_without_the_words(client, send, kept) -> None:
    assert send("/settings/delete", {"confirm": "yes"}).status_code == 422
    assert database_file().exists()
    assert "1 section read" in text(client.get("/settings/delete"))


def test_the_cards_about_the_judge_are_pages(client) -> None:
    reliability = client.get("/settings/reliability")
    assert "How far to trust the judge" in reliability.text
    assert "<table>" in reliability.text
    model = client.get("/settings/model")
    assert "Model card" in model.text
    for page in (reliability, model):
        assert "style=" not in page.text
        assert "](" not in lxml.html.fromstring(page.text).text_content()


def test_every_extra_is_listed(client) -> None:
    shown = text(client.get("/settings"))
    for name in ("voice", "charts", "plan", "anki", "web"):
        assert name in shown


def test_the_level_and_company_of_the_settings_begin_a_review_and_a_rehearsal() -> None:
    app = create_app(Settings(level="senior", company="google"), judge=FakeJudge())
    with TestClient(app, base_url=BASE) as client:
        for path in ("/review", "/rehearse"):
            shown = client.get(path).text
            assert '<option value="senior" selected>' in shown
            assert '<option value="google" selected>' in shown
