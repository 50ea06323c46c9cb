"""Whether the text can be read at all: the shipped encoder knows English only."""

from __future__ import annotations

import re

SMALLEST = 25
"""Words below which no guess about the language is made."""

_WORDS = {
    "English": "the and to of in that it was for on with as we they this had but not my our from have is at i",
    "Spanish": "el la los las de que y en un una por con para se no su lo como más pero fue muy ya al del",
    "German": "der die das und ich nicht ist wir ein eine zu mit auf für den dem war haben hat auch es von als",
    "French": "le la les de des et que je nous pas un une est pour dans qui sur avec il elle mais plus ce au du",
    "Portuguese": "o os as de que e em um uma por com para não se eu nós foi mais mas do da no na ao isso",
    "Italian": "il lo la gli le di che e un una per con non si era mi ho ma più del della nel sono abbiamo",
    "Dutch": "de het een en van ik niet dat die in op te met voor zijn was we maar er om heb hebben ook naar",
    "Polish": "i w na z do nie że się to jest był ale jak po za od przez oraz mnie mi były tego co byłem",
    "Hindi (romanised)": "hai tha ki ka ke mein maine nahi aur se ko ye woh kya bhi toh hum mera kiya raha",
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def not_english(text: str) -> str | None:
    """Why the text cannot be judged, or None where it reads as English (or is too short to tell)."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c < "\u0250" for c in letters) < 0.5 * len(letters):
        return "the text is not in Latin letters; this judge reads English only"
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < SMALLEST:
        return None
    counts = {name: sum(w in known for w in words) for name, known in FUNCTION_WORDS.items()}
    likeliest = max(counts, key=lambda name: counts[name])
    if likeliest != "English" and counts[likeliest] > 1.5 * counts["English"] and counts[likeliest] > 0.15 * len(words):
        return f"the text reads as {likeliest}; this judge reads English only"
    return None
