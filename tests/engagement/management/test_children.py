"""The processes of `make demo`: waited for, watched, and ended with it."""

from __future__ import annotations

import sys

import pytest

from engagement.management.children import ChildDied, Children
from engagement.management.commands.demo import Stop, Stopped


@pytest.fixture
def children(tmp_path):
    made = Children(logs=tmp_path, environment={})
    yield made
    made.stop()


def test_one_that_did_its_work_may_end(children):
    children.start("assets", sys.executable, "-c", "print('made')")
    children.wait_for("assets")
    children.check()


def test_one_that_could_not_says_why(children):
    children.start("assets", sys.executable, "-c", "raise SystemExit('no room on the disk')")
    with pytest.raises(ChildDied, match="no room on the disk"):
        children.wait_for("assets")


def test_a_signal_that_came_inside_somebody_elses_hook_is_not_lost():
    stop = Stop()
    stop.check()
    try:
        stop(2, None)
    except Stopped:
        pass  # as Python does with what a hook around a fork raises
    with pytest.raises(Stopped, match="SIGINT"):
        stop.check()
