"""Long work: how far it is, what came of it, and its end before time."""

from __future__ import annotations

import threading

import pytest

from greenroom.errors import InputError
from greenroom.web.jobs import Job, Jobs

LONG_S = 20


@pytest.fixture
def jobs():
    made = Jobs()
    yield made
    made.close()


def test_work_says_how_far_it_is_and_what_came_of_it(jobs: Jobs) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(job: Job) -> str:
        job.step(2, 8, "second of eight")
        begun.set()
        go_on.wait(LONG_S)
        return "made"

    job = jobs.start("Counting", work)
    begun.wait(LONG_S)
    assert (job.state, job.share, job.doing) == ("running", 0.25, "second of eight")
    go_on.set()
    job.wait(LONG_S)
    assert (job.state, job.result, job.ended) == ("done", "made", True)
    assert jobs.get(job.id) is job


def test_a_job_that_is_ended_stops_at_its_next_step(jobs: Jobs) -> None:
    begun, go_on, after = threading.Event(), threading.Event(), []

    def work(job: Job) -> None:
        begun.set()
        go_on.wait(LONG_S)
        job.step(1, 2)
        after.append("went on")

    job = jobs.start("Counting", work)
    begun.wait(LONG_S)
    job.cancel()
    go_on.set()
    job.wait(LONG_S)
    assert (job.state, after) == ("cancelled", [])


def test_a_job_that_waits_is_ended_at_once(jobs: Jobs) -> None:
    go_on = threading.Event()
    running = [jobs.start("Waiting", lambda job: go_on.wait(LONG_S)) for _ in range(2)]
    waiting = jobs.start("Never begun", lambda job: None)
    waiting.cancel()
    assert waiting.state == "cancelled"
    go_on.set()
    for job in running:
        job.wait(LONG_S)


def test_faults_are_told_and_nothing_else_gets_out(jobs: Jobs) -> None:
    def refuse(job: Job) -> None:
        raise InputError("is empty", where="the recording")

    def crash(job: Job) -> None:
        raise ZeroDivisionError("inside")

    refused, crashed = jobs.start("Reading", refuse), jobs.start("Reading", crash)
    refused.wait(LONG_S)
    crashed.wait(LONG_S)
    assert (refused.state, str(refused.fault)) == ("failed", "the recording: is empty")
    assert (crashed.state, crashed.fault.what) == ("failed", "unexpected fault (ZeroDivisionError)")


def test_a_page_asks_until_it_is_done_and_then_goes_on(client, send) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(job: Job) -> None:
        job.step(1, 4, "one of four")
        begun.set()
        go_on.wait(LONG_S)

    job = client.app.state.shared.jobs.start("Reading <it>", work, then="/review")
    begun.wait(LONG_S)
    part = client.get(f"/jobs/{job.id}", headers={"HX-Request": "true"})
    assert 'hx-trigger="every' in part.text
    assert "one of four" in part.text
    assert "Reading &lt;it&gt;" in part.text
    go_on.set()
    job.wait(LONG_S)
    done = client.get(f"/jobs/{job.id}", headers={"HX-Request": "true"})
    assert "hx-trigger" not in done.text
    assert done.headers["hx-redirect"] == "/review"
    assert client.get("/jobs/nothing").status_code == 404
    assert send(f"/jobs/{job.id}/cancel", {}).status_code == 200
