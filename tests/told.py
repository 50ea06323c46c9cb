"""Two told stories, and how to find one's way in them by quotation."""

from __future__ import annotations

from greenroom.model import Finding, Part, PartTime, Span, Timing

PARTS = {"S": "situation", "T": "task", "A": "action", "R": "result", "L": "reflection", "O": "other"}
STRONG = [
    (
        "S",
        "I look after invoicing at a chain of garden centres, and last spring the stock group decided to round every"
        " order up to whole pallets.",
    ),
    ("S", "It was their call; nobody had asked invoicing about it."),
    ("S", "I read the notice on a Tuesday and it bothered me, because half of our shops have no forklift."),
    (
        "A",
        "So I pulled eleven weeks of deliveries and counted: 214 of 1,930 orders would have doubled, about 38,000"
        " euros of plants that nobody could sell in time.",
    ),
    ("A", "Then I rang Ioana, who owned the change, and asked what whole pallets would buy her."),
    ("A", "She told me that broken pallets cost her a driver every morning, which I had not known."),
    (
        "A",
        "I brought her both figures side by side and two ways out: whole pallets for the shops with a forklift,"
        " or a shared van for the rest.",
    ),
    ("R", "The director heard us both and kept whole pallets for everyone until June."),
    ("A", "I would have chosen otherwise, but from that day I worked for it."),
    (
        "A",
        "I wrote the shop managers a one-page plan for the extra plants, set up a swap list between"
        " neighbouring shops, and checked it each evening for a month.",
    ),
    (
        "R",
        "Waste came to 6,200 euros against the 38,000 we had counted on, and Ioana's group put the swap list into"
        " every change since.",
    ),
    ("L", "Next time I would ring first and count afterwards; her reason would have saved me two evenings."),
]

WEAK = [
    ("O", "Um, sure, so."),
    (
        "S",
        "We were moving the booking desk to a new calendar, and the plan was to switch all nine clinics over one"
        " weekend.",
    ),
    ("T", "I was the one looking after the import."),
    ("A", "I kind of felt that it was maybe too early, I guess, because the old data was a bit messy."),
    ("A", "I told them in the Thursday meeting."),
    ("A", "It was discussed for a while and some lists were checked."),
    ("A", "We decided to go ahead and we did the weekend together, and we moved everything."),
    ("A", "I think I probably helped quite a lot with it."),
    ("R", "In the end it sort of worked out."),
]


def answer(sentences: list[tuple[str, str]]) -> str:
    """The sentences as one text; a change of part begins a paragraph."""
    text, before = "", ""
    for letter, sentence in sentences:
        text += ("" if not text else " " if letter == before else "\n\n") + sentence
        before = letter
    return text


def span(text: str, quote: str) -> Span:
    """Where ``quote`` stands in ``text``."""
    start = text.index(quote)
    return Span(start, start + len(quote))


def parts(sentences: list[tuple[str, str]]) -> tuple[Part, ...]:
    """One part a sentence."""
    text = answer(sentences)
    places = [(PARTS[letter], span(text, sentence)) for letter, sentence in sentences]
    return tuple(Part(part=part, start=s.start, end=s.end) for part, s in places)  # type: ignore[arg-type]


def finding(kind: str, ident: str, grade: int, text: str, quotes: list[str], reason: str) -> Finding:
    """A finding whose spans are given by quotation."""
    places = tuple(span(text, q) for q in quotes)
    return Finding(kind=kind, id=ident, grade=grade, spans=places, reason=reason, judge="local")  # type: ignore[arg-type]


def timing(sentences: list[tuple[str, str]], *, meaningful: bool = True, notes: tuple[str, ...] = ()) -> Timing:
    """Estimated at 150 words a minute."""
    count: dict[str, int] = {}
    for letter, sentence in sentences:
        count[letter] = count.get(letter, 0) + len(sentence.split())
    total = sum(count.values())
    times = [
        PartTime(part=PARTS[k], share=round(n / total, 3), seconds=round(n * 0.4, 1), words=n)  # type: ignore[arg-type]
        for k, n in count.items()
    ]
    return Timing(
        measured=False,
        words_per_minute=150,
        seconds=round(total * 0.4, 1),
        parts=tuple(times),
        opening_seconds=round(0.4 * (count.get("S", 0) + count.get("T", 0)), 1),
        opening_budget_s=50,
        action_share=round(count.get("A", 0) / total, 3),
        action_budget=0.7,
        meaningful=meaningful,
        notes=notes,
    )
