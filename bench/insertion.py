"""Put in a passage that clearly shows a label: it must be found."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from bench import deletion, figures
from bench.pool import DATA, TABLES, Reader, Reading, Told
from bench.variants.words import sentences
from greenroom.model import PartName
from greenroom.review.fixes import place_for

ACTS = 2
"""Sentences of action that a host has at least: a passage needs a story around it."""


@functools.cache
def passages() -> dict[str, Any]:
    """``bench/data/insertions.yaml``: competency (or ``both``) -> label -> part, texts, without."""
    held: dict[str, Any] = yaml.safe_load((TABLES / "insertions.yaml").read_text(encoding="utf-8"))
    return held


@functools.cache
def gold_labels() -> dict[str, Any]:
    """The gold labels by id."""
    lines = [x for p in ("dev", "plain") for x in (DATA / "gold" / f"{p}.labels.jsonl").read_text("utf-8").splitlines()]
    return {r["id"]: r for r in map(json.loads, lines)}


def told_in(label: Mapping[str, Any]) -> set[str]:
    """Everything that the raters found in an answer."""
    return {*label["signals"], *label["disqualifiers"], *label["red_flags"]}


def put_in(text: str, passage: str, part: PartName, reading: Reading) -> str:
    """The text with the passage behind the last sentence of its part, on the same line."""
    at = place_for(part, reading.judgement, len(text.rstrip()))
    ends = [s.end for s in sentences(text) if s.end >= at] or [len(text.rstrip())]
    end = ends[0]
    mark = "" if text[end - 1] in ".!?…\"'”’)" else "."
    return f"{text[:end]}{mark} {passage}{text[end:]}"


def hosts(
    competency: str, label: str, without: Sequence[str], answers: Sequence[Told], reader: Reader
) -> Iterator[Told]:
    """Stories in which neither raters nor judge found the label, nor the raters what contradicts it.

    Where these give out: stories that had it, with the sentences taken out that the raters marked for it.
    """
    fitting = [
        t
        for t in answers
        if t.competency == competency
        and (known := gold_labels()[t.id])["star"].count("A") >= ACTS
        and known["signals"]
        and not told_in(known) & set(without)
    ]
    for told in fitting:
        if label not in told_in(gold_labels()[told.id]) and not _found(reader, told, label):
            yield told
    for told in fitting:
        known = gold_labels()[told.id]
        place = {**{k: v[1] for k, v in known["signals"].items()}, **known["disqualifiers"], **known["red_flags"]}
        if where := place.get(label):
            left = deletion.without(told.text, [told.sentences[i] for i in where])
            cut = dataclasses.replace(told, id=f"{told.id}~cut", text=left, sentences=())
            if left and not _found(reader, cut, label):
                yield cut


def _found(reader: Reader, told: Told, label: str) -> bool:
    return any(name == label for _, name in reader.read(told).grades)


def cases(reader: Reader, answers: Sequence[Told], count: int) -> Iterator[dict[str, Any]]:
    """Every passage in ``count`` hosts (as many as there are), and the grade it got there."""
    for group in ("have-backbone", "highest-standards", "both"):
        for label, held in passages()[group].items():
            competencies = ("have-backbone", "highest-standards") if group == "both" else (group,)
            found = {
                c: _first(hosts(c, label, held.get("without", ()), answers, reader), count * 4) for c in competencies
            }
            for k, text in enumerate(held["texts"]):
                competency = competencies[k % len(competencies)]
                choice = sorted(found[competency], key=lambda t: hashlib.sha256(f"{t.id}{k}".encode()).hexdigest())
                for told in choice[:count]:
                    before = reader.read(told)
                    after = reader.read(told, put_in(told.text, text, held["part"], before))
                    grade, kind = next(((g, kd) for (kd, n), g in after.grades.items() if n == label), (0, ""))
                    yield {
                        "id": told.id,
                        "label": f"{competency}:{label}" if _is_signal(told, label) else label,
                        "signal": _is_signal(told, label),
                        "passage": k,
                        "grade": grade,
                        "kind": kind,
                        "text": text,
                    }


def _is_signal(told: Told, label: str) -> bool:
    return label in {s.id for s in told.guide.signals}


def _first(found: Iterator[Told], count: int) -> list[Told]:
    return [told for told, _ in zip(found, range(count), strict=False)]


def measured(reader: Reader, answers: Sequence[Told], sample: int) -> dict[str, Any]:
    """The figures with ``sample`` hosts a passage: overall, signals, faults, by label."""
    listed = list(cases(reader, answers, sample))
    labels: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case in listed:
        labels[case["label"]].append(case)
    return {
        "hosts": sample,
        "overall": counted(listed),
        "signals": counted([c for c in listed if c["signal"]]),
        "faults": counted([c for c in listed if not c["signal"]]),
        "labels": {k: counted(v) for k, v in labels.items()},
        "cases": [c for c in listed if not c["grade"]],
    }


def counted(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Share in which the label appeared, share clear (signals), passages that worked in no host."""
    by_text: dict[str, list[int]] = defaultdict(list)
    for c in listed:
        by_text[c["label"] + c["text"]].append(c["grade"])
    signals = [c for c in listed if c["signal"]]
    return {
        "appeared": figures.share(sum(c["grade"] > 0 for c in listed), len(listed)),
        "clear": figures.share(sum(c["grade"] == 2 for c in signals), len(signals)) if signals else None,
        "never": sum(not any(grades) for grades in by_text.values()),
    }


def rows(made: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of the table."""
    yield "**all**", made["overall"]
    yield "signals", made["signals"]
    yield "disqualifiers, red flags", made["faults"]
    yield from made["labels"].items()
