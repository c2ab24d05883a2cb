"""The figures are those of the published worked examples, to three decimals."""

from __future__ import annotations

import pytest

from engagement.domain.agreement import Coded, cohen_kappa, interval, krippendorff_alpha, measure


def pairs(table):
    """One pair for each count of a square table: rows are one coder, columns the other."""
    return [(row, column) for row, line in enumerate(table) for column, count in enumerate(line) for _ in range(count)]


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, table 2.
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.492),
        # Fleiss, Levin and Paik 2003, "Statistical methods for rates and proportions", table 18.1: diagnoses of 100 subjects.
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.676),
    ],
)
def test_kappa_as_published(table, kappa):
    assert cohen_kappa(pairs(table)) == pytest.approx(kappa, abs=0.0005)


# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", Annenberg School for Communication.
MEG, OWEN = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)  # section A: binary, two observers
BEN, GERRY = "aabbdcccedda", "babbbccceddd"  # section B: nominal, two observers
N = None
FOUR = (  # section C: any number of observers, missing data
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)


@pytest.mark.parametrize(
    ("units", "difference", "alpha"),
    [
        (zip(MEG, OWEN, strict=True), None, 0.095),
        (zip(map(ord, BEN), map(ord, GERRY), strict=True), None, 0.692),
        (zip(*FOUR, strict=True), None, 0.743),
        (zip(*FOUR, strict=True), interval, 0.849),  # section D: other metrics
    ],
)
def test_alpha_as_published(units, difference, alpha):
    found = krippendorff_alpha(units, difference) if difference else krippendorff_alpha(units)
    assert found == pytest.approx(alpha, abs=0.0005)


@pytest.mark.parametrize("same", [[], [(1, 1)] * 9, [(0, 0)]])
def test_where_chance_would_always_agree_there_is_no_figure(same):
    assert cohen_kappa(same) is None
    assert krippendorff_alpha(same) is None


def test_each_theme_on_each_talk_is_one_decision():
    book = frozenset("ABC")
    found = measure([
        Coded(frozenset("A"), frozenset("A"), book),
        Coded(frozenset("AB"), frozenset("A"), book),
        Coded(frozenset(), frozenset("C"), book),
    ])  # fmt: skip
    assert found.units == 3
    assert [(row.code, row.both, row.only_first, row.only_second, row.neither) for row in found.themes] == [
        ("A", 2, 0, 0, 1), ("B", 0, 1, 0, 2), ("C", 0, 0, 1, 2),
    ]  # fmt: skip
    assert found.themes[0].kappa == 1
    assert found.themes[1].kappa == 0
    assert found.kappa == pytest.approx(cohen_kappa([(1, 1)] * 2 + [(1, 0), (0, 1)] + [(0, 0)] * 5))
