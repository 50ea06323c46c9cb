"""Whatever the OpenAPI document allows, and what it does not, is answered as it says, never with a fault of ours."""

from __future__ import annotations

import warnings

import pytest
from conftest import BASE
from fake_judge import FakeJudge
from hypothesis import HealthCheck, Phase, settings

from greenroom.settings import Settings
from greenroom.web.app import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a library of the library
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis.specs.openapi.checks import positive_data_acceptance

PHASES = [Phase.explicit, Phase.generate]
EXAMPLES = 15
"""Requests of each operation and kind; derandomised, so that every run sends the same."""
APP = create_app(Settings(), judge=FakeJudge())
SCHEMA = schemathesis.openapi.from_asgi("/api/openapi.json", APP, headers={"Host": BASE[7:]})


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
)
def test_every_request_is_answered_as_the_document_says(case) -> None:
    # A competency that there is no guide for is refused, and no schema can name those that there are.
    refused = [positive_data_acceptance]
    case.call_and_validate(headers={"Host": BASE[7:]}, excluded_checks=refused)
