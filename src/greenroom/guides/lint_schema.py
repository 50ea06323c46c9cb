"""What the published JSON Schema finds wrong in a file, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from greenroom.guides.entry import Entry
from greenroom.guides.faults import Fault, View, nearest
from greenroom.guides.json_schema import schema_of

_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_PATTERNS = {
    "^[a-z]": ("is not an id", "small letters, digits and single hyphens, beginning with a letter"),
    r"^\d": ("is not a version", "three numbers, such as 1.0.0"),
}


@lru_cache
def _validator(kind: type[Entry]) -> Any:
    return Draft202012Validator(schema_of(kind))


def check(view: View, kind: type[Entry]) -> Iterator[Fault]:
    """Every deviation of the file from the schema of ``kind``."""
    seen = set()
    for error in _validator(kind).iter_errors(view.value):
        for one in _innermost(error):
            for fault in _in_words(view, one):
                if fault not in seen:
                    seen.add(fault)
                    yield fault


def _innermost(error: ValidationError) -> Iterator[ValidationError]:
    """For a choice between kinds, only the errors of the kind that was meant."""
    if error.validator != "anyOf":
        yield error
        return
    branches: Any = error.validator_value
    rules: Any = error.schema
    tag = rules.get("discriminator", {})
    if tag:
        given = error.instance.get(tag["propertyName"]) if isinstance(error.instance, dict) else None
        meant = tag["mapping"].get(given) if isinstance(given, str) else None
        chosen = next((i for i, b in enumerate(branches) if b.get("$ref") == meant), None)
    else:
        # A value or nothing: what was written is meant as a value.
        chosen = next((i for i, b in enumerate(branches) if b.get("type") != "null"), None)
    if chosen is None:
        yield error
        return
    for inner in error.context or ():
        if inner.schema_path[0] == chosen:
            yield from _innermost(inner)


def _in_words(view: View, error: ValidationError) -> Iterator[Fault]:
    here = _at(view, tuple(error.absolute_path))
    rule = str(error.validator)
    limit: Any = error.validator_value
    schema: Any = error.schema
    given: Any = error.instance
    if rule == "additionalProperties":
        known = list(schema["properties"])
        for key in given:
            if key not in known:
                hint = nearest(key, known) or "remove it"
                fault = here[key].fault(f"unknown key '{key}'", allowed=", ".join(known), do=hint, key=True)
                yield replace(fault, where=here.where)
    elif rule == "required":
        for key in schema["properties"]:
            if key in limit and key not in given:
                about = schema["properties"][key].get("description", "")
                do = f"add '{key}:'{f' - {about}' if about else ''}"
                yield here.fault(f"key '{key}' is missing", do=do, key=True)
    elif rule == "anyOf":
        tag = schema["discriminator"]
        yield from _bad_kind(here, tag["propertyName"], list(tag["mapping"]), given)
    elif rule == "type":
        wanted = _NAMES.get(str(limit), str(limit))
        do = "put quotes around it" if limit == "string" and not isinstance(given, dict | list | None) else ""
        yield here.fault(f"is {_kind_of(given)}, must be {wanted}", do=do)
    elif rule == "enum":
        allowed = [str(x) for x in limit]
        yield here.fault(f"'{given}' is not allowed here", allowed=", ".join(allowed), do=nearest(str(given), allowed))
    elif rule == "pattern":
        what, allowed_ = next((v for k, v in _PATTERNS.items() if str(limit).startswith(k)), ("is wrong", str(limit)))
        at = here[given] if here.value != given else here  # the name of a key is checked at its mapping
        yield at.fault(f"'{given}' {what}", allowed=allowed_, key=at is not here)
    elif rule in {"minItems", "minLength", "minProperties"}:
        yield here.fault(
            "is empty", allowed="at least one item" if rule == "minItems" else "some text", do="fill it in"
        )
    elif rule in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
        yield here.fault(f"{given} is out of range", allowed=_range(schema))
    else:
        yield here.fault(error.message)


def _at(view: View, path: tuple[str | int, ...]) -> View:
    value = view.value
    for step in path:
        value = value[step]
    return View(view.file, view.document, value, path)


def _bad_kind(here: View, name: str, kinds: list[str], given: Any) -> Iterator[Fault]:
    allowed = ", ".join(kinds)
    if not isinstance(given, dict):
        yield here.fault(f"is {_kind_of(given)}, must be a mapping with '{name}'", allowed=allowed)
    elif name not in given:
        yield here.fault(f"key '{name}' is missing", allowed=allowed, do=f"add '{name}:'")
    else:
        said = str(given[name])
        yield here[name].fault(f"there is no {name} of rule '{said}'", allowed=allowed, do=nearest(said, kinds))


def _kind_of(value: Any) -> str:
    if value is None:
        return "empty"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a mapping"}
    name = kinds.get(type(value), type(value).__name__)
    return f"{name} ({value})" if isinstance(value, bool | int | float) else name


def _range(schema: dict[str, Any]) -> str:
    words = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
    return " ".join(f"{word} {schema[key]}" for key, word in words.items() if key in schema)
