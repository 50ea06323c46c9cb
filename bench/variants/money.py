"""The same amount in other signs: a number tied to a change stays one, whatever its unit."""

from __future__ import annotations

import random
import re

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SIZE = r"(?:k|K|m|M|bn)\b|\s?(?:thousand|million|billion)\b"
_WORDS = r"(?:euros?|dollars?|pounds?|rupees?|rand|naira|reais|pesos?|EUR|USD|GBP|INR)\b"
_AMOUNT = re.compile(
    rf"(?P<sign>[$€£₹])\s?(?P<a>{_NUMBER})(?P<s>{_SIZE})?(?![\d\w])|(?P<b>{_NUMBER})(?P<t>{_SIZE})?\s(?P<word>{_WORDS})"
)
_WORD = {"$": "dollars", "€": "euros", "£": "pounds", "₹": "rupees"}
_CODE = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR"}
_SIGN_OF = {"dollar": "$", "usd": "$", "euro": "€", "eur": "€", "pound": "£", "gbp": "£", "rupee": "₹", "inr": "₹"}
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


def other_currency(text: str, rng: random.Random) -> str | None:
    """Every amount in one other currency: sign for sign, word for word, code for code."""
    signs = [_sign(m) for m in _AMOUNT.finditer(text)]
    if not signs:
        return None
    new = rng.choice([s for s in _WORD if s not in signs] or ["₹"])

    def swap(m: re.Match[str]) -> str:
        if m["sign"]:
            return m.group().replace(m["sign"], new)
        word = _CODE[new] if m["word"].isupper() else _WORD[new]
        return m.group()[: m.start("word") - m.start()] + word

    return _AMOUNT.sub(swap, text)


def coded(text: str, rng: random.Random) -> str | None:
    """The sign becomes a code (``$7,000`` -> ``USD 7,000`` or ``7,000 USD``), the word too."""
    front = rng.random() < 0.5

    def swap(m: re.Match[str]) -> str:
        code = _CODE.get(_sign(m), "")
        number = (m["a"] or m["b"]) + (m["s"] or m["t"] or "")
        if not code or (m["word"] or "").isupper():
            return m.group()
        return f"{code} {number}" if front else f"{number} {code}"

    return _AMOUNT.sub(swap, text)


def lakh(text: str, rng: random.Random) -> str | None:
    """Amounts from 100,000 in rupees by lakh and crore, the size kept (``$2.3M`` -> ``₹23 lakh``)."""

    def swap(m: re.Match[str]) -> str:
        size = (m["s"] or m["t"] or "").strip().lower()
        value = float((m["a"] or m["b"]).replace(",", "")) * _TIMES.get(size, 1.0)
        if value < 1e5:
            return m.group()
        unit, many = ("crore", value / 1e7) if value >= 1e7 else ("lakh", value / 1e5)
        number = f"{many:.2f}".rstrip("0").rstrip(".")
        return f"₹{number} {unit}" if m["sign"] else f"{number} {unit} rupees"

    return _AMOUNT.sub(swap, text)


def grouped(text: str, rng: random.Random) -> str | None:
    """Thousands without commas, or with them where they lacked (years and codes are left alone)."""
    if re.search(r"\d,\d{3}\b", text):
        return re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return re.sub(r"(?<![\w.,:#/-])\d{5,7}(?![\w.,:/-])", lambda m: f"{int(m[0]):,}", text)


_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_THINGS = r"(?= (?:weeks?|days?|months?|hours?|years?|people|teams?|customers?|errors?|times|of (?:us|them)|out of))"


def numerals(text: str, rng: random.Random) -> str | None:
    """Words to digits ("three weeks" -> "3 weeks") where there are words, else digits to words."""
    words = "|".join(_SMALL[2:])
    made = re.sub(rf"\b({words})\b{_THINGS}", lambda m: str(_SMALL.index(m[1])), text)
    if made != text:
        return made
    digits = "|".join(str(n) for n in range(2, 13))
    return re.sub(rf"(?<![\w.,$€£₹/-])({digits}){_THINGS}", lambda m: _SMALL[int(m[1])], text)


def _sign(m: re.Match[str]) -> str:
    if m["sign"]:
        return str(m["sign"])
    return next((s for w, s in _SIGN_OF.items() if m["word"].lower().startswith(w)), "")
