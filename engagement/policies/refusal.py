"""A refusal is a sentence; a question is a check that answers instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec


class Refused(Exception):
    """The rules forbid it. The message is a sentence for the person who asked, in their language."""


P = ParamSpec("P")


def answers(check: Callable[P, None]) -> Callable[P, bool]:
    """The question form of a check: False instead of a refusal."""

    @wraps(check)
    def answer(*args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except Refused:
            return False
        return True

    return answer
