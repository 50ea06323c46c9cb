"""A rehearsal in a real browser: by keyboard in two tabs, and with a microphone that a recording stands in for."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

CHROMIUM = Path("/usr/bin/chromium")
SPOKEN = Path(__file__).parents[1] / "data" / "speech" / "answer.mp3"
PATIENCE_MS = 120_000  # judge and recogniser are loaded meanwhile, on a machine that may be busy
ANSWER = (
    "We had a nightly import that the finance team relied on. My manager wanted to ship a rewrite before the audit. "
    "I disagreed, because the logs showed 9% of the rows failing. I wrote a page with the causes and showed it to him. "
    "We tried it in one region first. Errors fell from 9% to 2%. I learned to bring the data before the argument."
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
]


def begin(page, **fields: str) -> None:
    """A new rehearsal."""
    page.goto("/rehearse")
    page.get_by_label("Have Backbone").check()
    page.get_by_label("Most follow-up questions each").fill(fields.get("probes", "1"))
    page.get_by_label("Show the clock").check()
    page.get_by_role("button", name="Begin the rehearsal").click()
    expect(page.locator("#question")).to_have_text(re.compile("^Tell me about|^Describe|^Give|^When|^Have|[?.]$"))


def test_by_keyboard_over_reloads_and_two_tabs(page, axe) -> None:
    page.goto("/rehearse")
    assert axe() == []
    begin(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Your answer").fill(ANSWER[:80])
    expect(page.locator("#saved")).to_have_text("Kept", timeout=PATIENCE_MS)
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value(ANSWER[:80])
    expect(page.locator("#clock")).to_contain_text(re.compile(r"^\d:\d\d of 2:47 · your words take 0:0\d to say$"))

    second = page.context.new_page()
    second.goto("/rehearse/room")
    second.get_by_label("Your answer").fill("Written in the second tab.")
    expect(second.locator("#saved")).to_have_text("Kept", timeout=PATIENCE_MS)
    page.get_by_label("Your answer").fill(ANSWER)
    expect(page.locator("#theirs")).to_have_text("Written in the second tab.", timeout=PATIENCE_MS)
    expect(page.get_by_label("Your answer")).to_have_value(ANSWER)
    assert axe() == []
    page.get_by_role("button", name="Keep what is in the box").press("Enter")
    expect(page.locator("#saved")).to_have_text("Kept", timeout=PATIENCE_MS)

    page.get_by_label("Your answer").press("Control+Enter")
    expect(page.get_by_text("Follow-up 1 of at most 1")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#said")).to_have_text(page.locator("#question").inner_text())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe() == []

    second.get_by_role("button", name="Answer").click()
    expect(second.get_by_text("The rehearsal went on in another tab")).to_be_visible(timeout=PATIENCE_MS)
    second.get_by_role("link", name="Go to the question that is due").click()
    expect(second.locator("#question")).to_have_text(page.locator("#question").inner_text())
    second.close()

    page.get_by_label("Your reply").fill("I told the owner on the same day what I had found, and he agreed to wait.")
    page.get_by_role("button", name="Reply").click()
    page.get_by_role("button", name="Nothing to add").click(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible(timeout=PATIENCE_MS)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe() == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as Markdown").click()
    assert "Ledger" in Path(saved.value.path()).read_text(encoding="utf-8")


# ── by voice ────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording as the .wav file that stands in for a microphone."""
    pytest.importorskip("av")
    if find_spec("faster_whisper") is None:
        pytest.skip("the extra voice is not installed")
    from greenroom.speech.audio import RATE, read_sound

    samples = read_sound(SPOKEN).samples
    out = tmp_path_factory.mktemp("spoken") / "answer.wav"
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return out


@pytest.fixture
def speaking(browser, server, spoken: Path) -> Iterator[object]:
    """A tab of a browser whose microphone hears the recording."""
    flags = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags.append(f"--use-file-for-fake-audio-capture={spoken}")
    opened = browser.browser_type.launch(executable_path=str(CHROMIUM), args=flags)
    tab = opened.new_context(base_url=server.address, reduced_motion="reduce").new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(f"threw {error}"))
    tab.on("console", lambda m: wrong.append(m.text) if "Content Security Policy" in m.text else None)
    yield tab
    opened.close()
    assert wrong == []


def test_spoken_corrected_judged_probed_and_debriefed(speaking, axe) -> None:
    page = speaking
    begin(page)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("progressbar", name="Loudness")).not_to_have_js_property("value", 0, timeout=PATIENCE_MS)
    assert axe(page) == []
    expect(page.get_by_role("timer").last).to_have_text("0:09", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Stop recording").click()
    answer = page.get_by_label("Your answer")
    expect(answer).to_have_value(re.compile("old log"), timeout=PATIENCE_MS)
    expect(answer).to_be_focused()
    expect(page.get_by_text("This is what was heard")).to_be_visible()
    expect(page.get_by_text(re.compile("You spoke for"))).to_be_visible()
    expect(page.get_by_text("Follow-up")).to_have_count(0)  # nothing is judged yet
    expect(page.locator("#saved")).to_have_text("Kept", timeout=PATIENCE_MS)

    page.reload()
    expect(answer).to_have_value(re.compile("old log"))
    answer.press("Control+End")
    answer.type(" I showed my manager the incidents, and we kept them for two weeks.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Follow-up 1 of at most 1")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("How it was spoken")).to_be_visible()

    # The reply is spoken too; the recording begins anew, so the same words are heard, and corrected into a reply.
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("timer").last).to_have_text("0:05", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Stop recording").click()
    reply = page.get_by_label("Your reply")
    expect(reply).to_have_value(re.compile(r"\w+ \w+ \w+"), timeout=PATIENCE_MS)
    expect(page.get_by_text("This is what was heard")).to_be_visible()
    heard = reply.input_value()
    reply.press("Control+End")
    reply.type(" The incidents of that week were what convinced my manager.")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.get_by_role("button", name="Nothing to add").click(timeout=PATIENCE_MS)
    ledger = page.locator(".ledger")
    expect(ledger).to_contain_text(heard.split(".")[0], timeout=PATIENCE_MS)
    expect(ledger).to_contain_text("what convinced my manager")
    expect(page.get_by_role("heading", name="How it was spoken")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("It is not the procedure of Amazon")).to_be_visible()


def test_a_microphone_that_is_refused_is_told_and_typing_stays(page) -> None:
    begin(page)
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    record = page.get_by_role("button", name="Record", exact=True)
    if record.count() == 0:
        pytest.skip("the extra voice is not installed")
    record.click()
    expect(page.get_by_text("The browser does not let this page use the microphone")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_be_editable()
    expect(record).to_be_enabled()
