"""Which texts the judge says it cannot read."""

from __future__ import annotations

import pytest

from greenroom.language.english import not_english

SPANISH = (
    "En mi último trabajo me di cuenta de que el equipo de pagos no revisaba los errores, y por eso hablé con el "
    "jefe para que lo arreglara, pero no quiso y yo tuve que hacerlo con los datos que tenía."
)
PLAIN = (
    "ok so basically i was intern there and mr. Oyelaran he say we ship it, i say no because the log show error 3 "
    "times every hour, he was not happy but then he check it also"
)


def test_spanish_is_named():
    assert "Spanish" in not_english(SPANISH)


def test_other_scripts_are_named():
    assert "Latin" in not_english("मैंने देखा कि रिलीज़ में एक गलती थी और मैंने टीम को बताया")


@pytest.mark.parametrize("text", [PLAIN, "Müller, Łukasz und ich", "data metrics ownership KPI", "", "42"])
def test_uneven_english_short_texts_and_keywords_are_read(text):
    assert not_english(text) is None
