"""Writes the reference in ``docs/writing-a-guide.md`` from the docstrings of the schema.

``python -m greenroom.guides.reference`` writes it; with ``--check`` it only says whether
it is up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from greenroom.errors import OutputError
from greenroom.guides import pairs, rules, schema, walkthroughs
from greenroom.guides.json_schema import field_texts, plain, schema_of, struct_named

PAGE = Path("docs/writing-a-guide.md")
BEGIN, END = "<!-- reference:begin -->", "<!-- reference:end -->"

EXAMPLES = {
    "learned": """
- kind: learned
  label: data-backed    # only where the entry has another id
  role: finds
  grade: 2
""",
    "similar": """
- kind: similar
  near: 0.5
  at_least: 0.1
  grade: 1
""",
    "phrase": r"""
- kind: phrase
  any: ['\bI (measured|counted|timed)\b', '\bI ran the numbers\b']
  unless: [negated, hypothetical, quoted]
  speaker: candidate
  parts: [action, result]
""",
    "passive": """
- kind: passive
  parts: [action]
  at_least: 3
  share: 0.4
""",
    "pronoun-balance": """
- kind: pronoun-balance
  parts: [action]
  at_least: 4
  share: 0.7
""",
    "hedge": r"""
- kind: hedge
  words: ['\b(sort|kind) of\b', '\bI guess\b', '\bprobably\b']
  at_least: 3
""",
    "quantity": """
- kind: quantity
  role: caps            # without a number of effect, grade 1 at most
  grade: 1
  parts: [result]
  change: true
""",
    "absence": """
- kind: absence
  signals: [quantified-impact]
  parts: [result]
  quantity: true
""",
    "presence": """
- kind: presence
  role: vetoes          # not found where there are data
  findings: [data-backed]
  parts: [action]
""",
    "no-story": """
- kind: no-story
  role: vetoes
  at_least: 0.6
""",
    "recital": """
- kind: recital
  role: vetoes
  overlap: 0.5
""",
    "sentence-share": """
- kind: sentence-share
  parts: [situation, task]
  least: 0.5
""",
}
"""Kind of rule -> an example as it stands in a guide."""

ENTRIES = (
    schema.Guide,
    schema.DepthTip,
    schema.Signal,
    schema.Disqualifier,
    schema.RedFlag,
    schema.Trigger,
    schema.Confusion,
    schema.Probe,
    schema.WeakReply,
    schema.Lens,
    schema.LevelExpectation,
    schema.Archetype,
    schema.NotRecommended,
    schema.Card,
    schema.VerdictRule,
    schema.Core,
    schema.Cases,
    schema.Found,
    schema.NotFound,
    schema.KnownFailure,
    walkthroughs.Walkthroughs,
    walkthroughs.Walkthrough,
    walkthroughs.ExamplePart,
    walkthroughs.ExampleSentence,
    walkthroughs.WeakPart,
    walkthroughs.WeakFault,
    pairs.Pairs,
    pairs.Pair,
    pairs.Candidate,
    pairs.Key,
    pairs.Heard,
    pairs.Marked,
    schema.PackFile,
    schema.Competency,
)
"""What the reference tells of, in its order."""


def reference() -> str:
    """The reference as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield from ("## Reference", "", "### Rules", "", plain(rules.Rule, "`"), "")
    yield "Every rule has these keys, and those of its kind:"
    yield ""
    yield from _table(rules.Rule, {"role", "grade"})
    for kind in get_args(rules.AnyRule):
        tag = kind.__struct_config__.tag
        yield from (f"#### `{tag}`", "", _first(plain(kind, "`")), "")
        yield from ("```yaml", *EXAMPLES[tag].strip("\n").split("\n"), "```", "")
        yield from _table(kind, set(kind.__struct_fields__) - {"role", "grade"})
    yield from ("### Entries", "")
    yield "What stands in `guide.yaml`, `examples.yaml`, `walkthroughs.yaml`, `pairs.yaml` and `pack.yaml`."
    yield "Keys without a default must be there."
    yield ""
    for entry in ENTRIES:
        yield from (f"#### {_title(entry)}", "", _first(plain(entry, "`")), "")
        yield from _table(entry, set(entry.__struct_fields__) - {"pack"})


def _first(text: str) -> str:
    return text.split("\n\n", maxsplit=1)[0]


def _title(entry: type[schema.Entry]) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in entry.__name__).strip()
    return words[0].upper() + words[1:]


def _table(struct: type[schema.Entry], fields: set[str]) -> Iterator[str]:
    told = field_texts(struct)
    given = _properties(struct)
    if not fields:
        return
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for name in struct.__struct_fields__:
        if name in fields:
            value = given[name]
            default = _default(value["default"]) if "default" in value else ""
            yield f"| `{name}` | {_kind(value)} | {default} | {told.get(name, '')} |"
    yield ""


def _properties(struct: type[schema.Entry]) -> dict[str, Any]:
    # The base of the rules has no schema of its own; its fields are those of any kind.
    owner = schema.Learned if struct is rules.Rule else struct
    definitions: dict[str, Any] = schema_of(owner)["$defs"]
    properties: dict[str, Any] = definitions[owner.__name__]["properties"]
    return properties


def _kind(value: dict[str, Any]) -> str:
    if "anyOf" in value and "discriminator" not in value:
        value = next(v for v in value["anyOf"] if v.get("type") != "null")
    if "enum" in value:
        return ", ".join(f"`{x}`" for x in value["enum"])
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        title = _title(struct_named(name)).lower()
        return f"[{title}](#{title.replace(' ', '-')})"
    if "discriminator" in value:
        return "[rule](#rules)"
    if value.get("type") == "array":
        inner = _kind(value["items"])
        return f"list of {inner}" if not inner.startswith("`") else f"list: {inner}"
    if value.get("type") in {"integer", "number"}:
        low = value.get("minimum", value.get("exclusiveMinimum"))
        high = value.get("maximum", value.get("exclusiveMaximum"))
        name = "whole number" if value["type"] == "integer" else "number"
        return f"{name}{f' from {low}' if low is not None else ''}{f' to {high}' if high is not None else ''}"
    if value.get("type") == "object":
        return f"id: {_kind(value['additionalProperties'])}"
    if "pattern" in value:
        return "id" if "a-z" in value["pattern"] else "version"
    return {"string": "text", "boolean": "`true`, `false`"}[value["type"]]


def _default(value: Any) -> str:
    if value in (None, "", (), []):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return ", ".join(f"`{x}`" for x in (value if isinstance(value, list | tuple) else [value]))


def updated(page: str) -> str:
    """The text of the page with a fresh reference between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """The command; 1 where ``--check`` finds the page stale."""
    check = "--check" in arguments
    file = next((Path(a) for a in arguments if not a.startswith("-")), PAGE)
    try:
        page = file.read_text(encoding="utf-8")
        fresh = updated(page)
        if fresh == page:
            return 0
        if not check:
            file.write_text(fresh, encoding="utf-8")
    except OSError as fault:
        raise OutputError(f"cannot be read or written ({fault.strerror})", where=str(file)) from None
    sys.stdout.write(f"{file} {'is out of date: python -m greenroom.guides.reference' if check else 'written'}\n")
    return int(check)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
