"""Addresses that only forms are sent to lead whoever comes there by a reload back to the page of the form."""

from __future__ import annotations

import importlib
import re

import pytest

from greenroom.web import pages

ROUTES = [route for name in pages.modules() for route in importlib.import_module(name).router.routes]
ONLY_SENT = sorted({route.path for route in ROUTES} - {route.path for route in ROUTES if "GET" in route.methods})
A_WORD = {"ident": "have-backbone", "guide": "have-backbone", "part": "action"}


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/settings/import", "/settings"),
        ("/review/try", "/review"),
        ("/review/keep?format=html", "/review"),
        ("/rehearse/answer", "/rehearse"),
        ("/stories/bank/the-keys/archive", "/stories/bank/the-keys"),
        ("/guides/have-backbone/walkthrough/for", "/guides/have-backbone/walkthrough"),
        ("/guides/have-backbone/walkthrough/action/keep", "/guides/have-backbone/walkthrough/action"),
        ("/guides/have-backbone/quiz/begin", "/guides/have-backbone/quiz"),
        ("/stories/mine/a%3Fb%0Dc/drop", "/stories/mine/a%3Fb%0Dc"),
    ],
)
def test_a_reload_leads_to_the_page_of_the_form(client, address: str, page: str) -> None:
    led = client.get(address)
    assert (led.status_code, led.headers["location"]) == (303, page)


@pytest.mark.parametrize("path", ONLY_SENT)
def test_no_address_of_a_form_is_a_dead_end(client, path: str) -> None:
    led = client.get(re.sub(r"\{(\w+)\}", lambda found: A_WORD.get(found[1], "1"), path))
    assert led.status_code == 303
    page = client.get(led.headers["location"], follow_redirects=True)
    assert page.headers["content-type"].startswith("text/html")
    assert page.status_code in (200, 404)  # 404: of a story or a job that is not there
