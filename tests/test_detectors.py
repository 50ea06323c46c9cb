"""Each kind of rule: where it holds, where it does not, and what it marks."""

from __future__ import annotations

import numpy as np
import pytest
from builders import backbone, heads_of, parsed_of

from greenroom.detectors import TABLE, Context, detect
from greenroom.guides import schema
from greenroom.language.parsed import Nearness

GUIDE = backbone()


def hit(rule, parsed, entry="data-backed", found=None):
    entries = {e.id: e for e in (*GUIDE.signals, *GUIDE.disqualifiers, *GUIDE.red_flags)}
    return detect(rule, Context(parsed, GUIDE, entries[entry], found or {}))


def marked(parsed, got):
    return [parsed.answer.text[s.start : s.end] for s in got.spans]


def test_every_kind_of_rule_in_the_schema_has_a_detector():
    assert set(TABLE) == set(schema.AnyRule.__args__)


def test_learned_gives_the_heads_grade_and_its_evidence_sentences():
    told = [("I joined in May.", "situation"), ("I pulled the refund logs.", "action")]
    heads = heads_of(2, grades={"data-backed": 2}, evidence={"data-backed": [1]})
    parsed = parsed_of(told, heads=heads)
    got = hit(schema.Learned(), parsed)
    assert (got.grade, marked(parsed, got)) == (2, ["I pulled the refund logs."])


def test_learned_never_claims_a_signal_without_a_place():
    heads = heads_of(2, grades={"data-backed": 1})
    heads.evidence["data-backed"][:] = np.array([0.2, 0.4], dtype=np.float32)
    parsed = parsed_of([("One.", "situation"), ("Two.", "action")], heads=heads)
    assert marked(parsed, hit(schema.Learned(), parsed)) == ["Two."]


def test_learned_is_silent_for_a_label_that_the_model_does_not_know():
    parsed = parsed_of([("One.", "action")], heads=heads_of(1, grades={}))
    assert hit(schema.Learned(), parsed) is None


def test_similar_needs_nearness_and_a_margin_over_the_counterexamples():
    told = [("I measured it.", "action"), ("It was nice.", "other")]
    near = {"data-backed": Nearness(pro=(0.7, 0.6), contra=(0.3, 0.59))}
    parsed = parsed_of(told, near=near)
    assert marked(parsed, hit(schema.Similar(), parsed)) == ["I measured it."]
    assert hit(schema.Similar(near=0.9), parsed) is None


PHRASE = schema.Phrase(any=(r"pulled the logs",))


@pytest.mark.parametrize(
    "sentence",
    ["I never pulled the logs.", "I would have pulled the logs.", "The guide says “pulled the logs” there."],
)
def test_phrase_does_not_count_negated_hypothetical_or_quoted_words(sentence):
    assert hit(PHRASE, parsed_of([(sentence, "action")])) is None


def test_phrase_marks_its_words():
    parsed = parsed_of([("So I pulled the logs, all of them.", "action")])
    assert marked(parsed, hit(PHRASE, parsed)) == ["pulled the logs"]


def test_phrase_can_ask_whose_act_it_is():
    rule = schema.Phrase(any=("pulled",), speaker="candidate")
    own = parsed_of([("I pulled the logs.", "action")], tags={"subj_i": ["pulled"]})
    others = parsed_of([("They pulled the logs.", "action")], tags={"subj_we": ["pulled"]})
    assert hit(rule, own)
    assert hit(rule, others) is None


def test_phrase_can_keep_to_parts():
    rule = schema.Phrase(any=("pulled",), parts=("result",))
    assert hit(rule, parsed_of([("I pulled the logs.", "action")])) is None


def test_hedges_of_others_do_not_count():
    rule = schema.Hedge(words=(r"i guess", r"sort of", "maybe"))
    own = parsed_of([("I guess it was sort of wrong.", "action")])
    theirs = parsed_of([("He said maybe it was fine.", "action"), ("She said “I guess” twice.", "action")])
    assert marked(own, hit(rule, own)) == ["I guess", "sort of"]
    assert hit(rule, theirs) is None


def test_passive_needs_a_share_of_the_telling():
    told = [("The bug was found.", "action"), ("It was fixed.", "action")]
    parsed = parsed_of(told, tags={"passive": ["found", "fixed"]})
    assert len(hit(schema.Passive(), parsed).spans) == 2
    active = [*told, ("I wrote a test, I ran it, I read it, I told Ana, I fixed it, I left, I rang.", "action")]
    tags = {"passive": ["found", "fixed."], "subj_i": ["wrote", "ran", "read", "told", "fixed it", "left", "rang"]}
    assert hit(schema.Passive(), parsed_of(active, tags=tags)) is None


def test_a_harmless_passive_in_the_situation_is_not_counted():
    told = [("The bug was found.", "situation"), ("It was fixed.", "situation")]
    assert hit(schema.Passive(), parsed_of(told, tags={"passive": ["found", "fixed"]})) is None


def test_pronoun_balance_weighs_we_against_i():
    told = [("We met, we wrote it, we shipped.", "action")]
    tags = {"subj_we": ["met", "wrote", "shipped"]}
    assert hit(schema.PronounBalance(), parsed_of(told, tags=tags)).grade == 2
    mixed = [("We met, I wrote it, I ran it, I shipped it, we left, I paid, we won.", "action")]
    tags = {"subj_we": ["met", "left", "won"], "subj_i": ["wrote", "ran", "shipped", "paid"]}
    assert hit(schema.PronounBalance(), parsed_of(mixed, tags=tags)) is None


def test_quantity_hears_an_effect_and_not_a_team_size():
    effect = parsed_of([("Refunds dropped from 9% to 2% after that.", "result")])
    size = parsed_of([("We are a team of 12 and it was 2021.", "situation")])
    assert hit(schema.Quantity(), effect)
    assert hit(schema.Quantity(), size) is None


def test_absence_says_what_it_looked_for():
    parsed = parsed_of([("I spoke to him.", "action")])
    got = hit(schema.Absence(parts=("result",), quantity=True), parsed)
    assert got.spans == ()
    assert "result" in got.why
    assert hit(schema.Absence(parts=("action",)), parsed) is None


def test_absence_looks_at_what_was_found_before():
    parsed = parsed_of([("I spoke to him.", "action")])
    assert hit(schema.Absence(signals=("committed",)), parsed, found={"committed": 1}) is None


def test_presence_needs_all():
    parsed = parsed_of([("I spoke to him.", "action")])
    rule = schema.Presence(findings=("blaming", "hedging"))
    assert hit(rule, parsed, found={"blaming": 1}) is None
    assert hit(rule, parsed, found={"blaming": 1, "hedging": 1})


def test_share_of_a_part():
    told = [("One two three four five six.", "situation"), ("Seven eight.", "action")]
    assert hit(schema.SentenceShare(parts=("situation",), least=0.6), parsed_of(told))
    assert hit(schema.SentenceShare(parts=("action",), least=0.6), parsed_of(told)) is None


def test_no_story_follows_the_encoder():
    told = [("Backbone means to disagree.", "other")]
    assert hit(schema.NoStory(), parsed_of(told, heads=heads_of(1, story=0.1)))
    assert hit(schema.NoStory(), parsed_of(told, heads=heads_of(1, story=0.9))) is None


def test_recital_hears_the_guides_own_wording_and_not_a_story():
    words = f"{GUIDE.definition} {GUIDE.core_test} {GUIDE.signals[0].listens_for}"
    assert hit(schema.Recital(), parsed_of([(words, "other")]))
    story = "Last spring the vans were to leave at six and I had the scan data of four months on my desk."
    assert hit(schema.Recital(), parsed_of([(story, "situation")])) is None
