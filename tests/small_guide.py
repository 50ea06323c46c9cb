"""A small guide of the right shape, for tests that must not hang on the shipped ones."""

from __future__ import annotations

import msgspec

from greenroom.guides.schema import Guide

SIGNALS = [
    ("spoke-up", "Spoke up", "situation"),
    ("data-backed", "Backed by data", "action"),
    ("respectful-challenge", "Challenged with respect", "action"),
    ("committed", "Committed once decided", "action"),
    ("quantified-impact", "Effect in numbers", "result"),
    ("beyond-scope", "Beyond their own scope", "situation"),
]
LEARNED = [{"kind": "learned"}]


def guide() -> Guide:
    """A small guide of the right shape; ``msgspec`` checks it as it would the YAML."""
    return msgspec.convert(
        {
            "id": "have-backbone",
            "version": "1.0.0",
            "principle": "Have Backbone; Disagree and Commit",
            "question": "Describe a decision that you believed was wrong. What did you do?",
            "tagline": "Say it with facts, then carry the decision.",
            "definition": "Leaders say so when they disagree, and then carry what was decided.",
            "core_test": "Did they speak up with facts, and did they mean it when they committed?",
            "core_signal": "A disagreement of their own, on facts, and wholehearted work after the ruling.",
            "company_framing": "A leader who only nods leaves the company with one head fewer.",
            "is_not": ["Being stubborn.", "Winning an argument."],
            "depth_tip": {"text": "Keep the opening short.", "opening_seconds": 50, "action_share": 0.7},
            "signals": [
                {
                    "id": i,
                    "name": name,
                    "listens_for": f"What shows <{name.lower()}> in the candidate's own doing.",
                    "cues": ["I said so before anyone asked", "I put the figures beside it"],
                    "why": "Without it the story is somebody else's.",
                    "common_miss": "My lead asked me to look.",
                    "miss_why": "The start was not theirs.",
                    "absent": f"Nothing in the answer shows this: {name.lower()}.",
                    "fix": "I saw [what], and I said so to [whom].",
                    "filled": "I saw the fault, and I said so to the owner.",
                    "ask_for": "[the number, before and after]",
                    "part": part,
                    "detect": LEARNED,
                }
                for i, name, part in SIGNALS
            ],
            "disqualifiers": [
                {
                    "id": i,
                    "name": name,
                    "said": "It worked out in the end.",
                    "why_it_fails": why,
                    "self_check": "Would a stranger know what changed?",
                    "fix": "Because of it, [what] went from [before] to [after].",
                    "advice": "Say what changed, for whom, and by how much.",
                    "final": i == "manager-assigned",
                    "from_level": "senior" if i == "small-scope" else None,
                    "detect": LEARNED,
                }
                for i, name, why in [
                    ("no-impact", "No impact or outcome", "An act without an effect gives the interviewer nothing."),
                    ("emotional-disagreement", "Disagreement by feeling", "A feeling cannot be weighed by others."),
                    ("manager-assigned", "Assigned by a manager", "The initiative was somebody else's."),
                    ("small-scope", "Scope too small", "It stays inside one's own work."),
                ]
            ],
            "red_flags": [
                {
                    "id": i,
                    "name": name,
                    "said": "I think maybe it was probably wrong.",
                    "why_it_fails": "It reads as if you did not believe it yourself.",
                    "fix": "I was sure that [claim], because [fact].",
                    "advice": advice,
                    "at_most": "hire" if i == "we-overuse" else "strong-hire",
                    "detect": LEARNED,
                }
                for i, name, advice in [
                    ("passive-voice", "Passive voice", "Name who did it."),
                    ("we-overuse", "Told as we", "Say which part was yours."),
                    ("hedging", "Hedging", "State the claim, then its limit."),
                ]
            ],
            "triggers": {
                "direct": ["When did you disagree with a decision?"],
                "indirect": ["When did you carry out a plan you did not believe in?"],
                "recognise": "It asks for a disagreement and for what came after it.",
                "keywords": ["disagree", "push back"],
            },
            "not_to_confuse": [{"competency": "highest-standards", "difference": "There the bar is at stake."}],
            "probes": [
                {
                    "id": "number",
                    "question": "How did you know?",
                    "tests": "The fact behind it.",
                    "settles": ["data-backed"],
                    "weak": {"reply": "I just knew.", "why": "Nothing to weigh."},
                    "strong": "I had counted the cases of [period]: [number] of [number].",
                    "key_phrase": "I had counted",
                }
            ],
            "lenses": [
                {
                    "company": "google",
                    "name": "Googleyness: constructive dissent",
                    "focus": "Whether you change your mind.",
                    "waits_for": "A reason that moved you.",
                    "sounds_like": "She told me something that I had not known.",
                    "example_question": "When did somebody change your mind?",
                    "elevates": "Say what you would have missed.",
                    "elevated_example": "Without her I would have cut the wrong line.",
                }
            ],
            "levels": [
                {
                    "level": level,
                    "expects": f"What a person at {level} is expected to show here.",
                    "shows": ["Their own act.", "Its effect."],
                    "anti_pattern": "Only what was asked for.",
                }
                for level in ("sde1", "sde2", "senior", "staff")
            ],
            "archetypes": [
                {
                    "id": "lost-and-carried",
                    "name": "Lost and carried it",
                    "why": "It shows the commitment best.",
                    "example": "You argued for a later date, lost, and made the earlier one work.",
                    "also_covers": ["deliver-results"],
                }
            ],
            "not_recommended": [{"story": "A quarrel about taste.", "why": "No fact can settle it."}],
            "preparation": "Write down the ruling and what you did the day after it.",
            "card": {
                "headline": "Disagree on facts, then carry it.",
                "chain": ["saw it", "said it with facts", "lost or won", "carried it"],
                "top_disqualifier": "No commitment.",
                "delivery_red_flag": "Hedging.",
                "preparation": "Know your number.",
            },
            "verdict": {"core": [{"any": ["spoke-up"]}, {"any": ["data-backed"]}, {"any": ["committed"]}]},
        },
        Guide,
    )
