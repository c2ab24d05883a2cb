"""Month by month: what outsiders learn from all editions together. The long series are in `benchmarks/attack.py`."""

from __future__ import annotations

from dataclasses import replace

from resilience_portal.disclosure.rules import Rules
from tests.disclosure.attacker import everything_certain
from tests.disclosure.series import monthly, ours, plain
from tests.disclosure.towns import EVERY_SPEC, town

PLACE = town({"a": 14, "b": 16, "c": 10}, {"north": 22, "other": 18}, 4, chance=0.4, seed=2)
MONTHS = [5, 12, 16, 27, 29, 40]
LEAVE = {3: [1, 7], 5: [4]}


def test_exact_and_blanked_figures_tell_nearly_everything() -> None:
    """The negative control: an attacker who finds nothing here would prove nothing below."""
    exact = monthly(PLACE, MONTHS, publish=plain(blank=()))
    assert min(exact.shares(everything_certain(exact.figures, PLACE.known)).values()) == 100
    blanked = monthly(PLACE, MONTHS, publish=plain())
    shares = blanked.shares(everything_certain(blanked.figures, PLACE.known))
    assert min(shares["value"], shares["increment"], shares["trace"]) > 20


def test_who_saw_who_came_learns_nothing_because_crossed_tables_wait_for_the_close() -> None:
    """Three of a sector were in the room, and 5 of it raised a theme: such a figure is not there until the phase closes."""
    place = replace(town({"a": 8, "b": 9, "c": 7, "d": 6}, {"north": 16, "other": 14}, 3, chance=0.4, seed=2), specs=EVERY_SPEC)
    months = [11, 30]
    always, ours_ = (monthly(place, months, publish=ours(), rules=Rules(), waits=waits) for waits in (False, True))
    assert everything_certain(always.figures, place.known, roster=always.rosters)
    assert [len(figures["tables"]) for figures in ours_.figures] == [7, 9]
    assert everything_certain(ours_.figures, place.known, roster=ours_.rosters) == []
    assert everything_certain(ours_.figures, place.known) == []


def test_ours_tell_nothing_although_somebody_leaves_and_a_report_is_corrected() -> None:
    made = monthly(PLACE, MONTHS, publish=ours(), rules=Rules(), leave=LEAVE, corrections=(4,))
    assert len(made.figures) == 4  # two of the six months wait for the gate, one edition is corrected
    assert made.waiting[0] == 5
    assert everything_certain(made.figures, PLACE.known) == []
