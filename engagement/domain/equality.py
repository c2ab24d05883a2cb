"""Voluntary answers (GBA+): whoever reads the tables, or two backups of them, can't find out who gave which.

A row of answers, or a total that moves with each person, would lie beside their registration in order and in time. So answers are
sealed, and opened together once five people have given some; what is left is how many gave each answer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cryptography.fernet import InvalidToken

from engagement.enums.equality import ANSWERS, NO_ANSWER, EqualityQuestion
from engagement.models import EqualityTotal, FocusGroup, SealedAnswers
from phases.policies import GROUPS_OVER
from resilience_portal.privacy import sealing

LEAST = 5  # people who answered: fewer are neither added up nor shown
SEAL = "equality"  # what the key is for
LENGTH = 240  # bytes of what is sealed, whatever was answered: its length tells nothing

Answers = Mapping[str, Sequence[str]]  # question -> what was chosen


def keep(*, group: FocusGroup, answers: Answers) -> None:
    """Seals what one person sent, also when it is nothing: that somebody answered is not to be seen either. The fifth who did
    has all of them added up.
    """
    FocusGroup.objects.select_for_update(no_key=True, of=("self",)).get(pk=group.pk)  # two at once would add up the same four
    SealedAnswers.objects.create(group=group, sealed=_seal(answers))
    waiting = SealedAnswers.objects.filter(group=group)
    opened = [_unseal(row.sealed) for row in waiting]
    if sum(any(each.values()) for each in opened) >= LEAST:
        add_up(group=group, people=opened)
        waiting.delete()


def add_up(*, group: FocusGroup, people: Iterable[Answers]) -> None:
    """Adds these people to the group's totals. All totals are written anew, so that none looks younger than another."""
    totals = Counter({(row.question, row.answer): row.people for row in EqualityTotal.objects.filter(group=group)})
    for answers in people:
        totals.update((question.value, answer) for question in EqualityQuestion for answer in answers.get(question) or [""])
    EqualityTotal.objects.filter(group=group).delete()
    EqualityTotal.objects.bulk_create(
        EqualityTotal(group=group, question=question, answer=answer, people=count)
        for (question, answer), count in sorted(totals.items())
    )


def told(group: FocusGroup) -> list[dict[str, Any]]:
    """What staff may read: of every question the answers that five people or more gave, as figures in fives. Nobody and a few
    are the same word, for all other answers together. Empty before anything was added up.
    """
    totals = {(row.question, row.answer): row.people for row in EqualityTotal.objects.filter(group=group)}
    found = []
    for question in EqualityQuestion if totals else ():
        labels = dict([*ANSWERS[question].choices, NO_ANSWER])
        labels = {answer: answer for asked, answer in sorted(totals) if asked == question} | labels
        figures = [(label, totals.get((question, answer), 0)) for answer, label in labels.items()]
        rows = [{"label": label, "cell": _cell(people)} for label, people in figures if people >= LEAST]
        found.append({"label": question.label, "rows": rows, "others": _cell(0)})
    return found


def forget_leftovers() -> int:
    """Throws away what waits in groups that are over: fewer than five answered, and nobody is to be counted among so few."""
    gone, _each = SealedAnswers.objects.filter(group__state__in=GROUPS_OVER).delete()
    return gone


def _cell(people: int) -> dict[str, Any]:
    value = people - people % LEAST
    return {"value": value, "word": "about" if value else "fewer_than"}


def _seal(answers: Answers) -> bytes:
    words = json.dumps({question: list(chosen) for question, chosen in answers.items() if chosen})
    if len(words) > LENGTH:
        raise ValueError("these answers are longer than any that can be chosen")
    return sealing.seal(words.ljust(LENGTH), purpose=SEAL)


def _unseal(sealed: bytes | memoryview) -> Answers:
    try:
        answers: Answers = json.loads(sealing.unseal(sealed, purpose=SEAL))
    except InvalidToken:  # the secret was changed: what waited can't be read by anybody, and must not stop who comes now
        return {}
    return answers
