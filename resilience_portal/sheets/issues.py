"""What is to be said about a file, a row or a cell: a code and its values. The sentence is made when somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

SHOWN = 80  # characters of a cell that are repeated in a sentence


class Severity(IntEnum):
    """Info: how it was read. Warning: it goes in, but look. Error: this row stays out until it is mended."""

    OK = 0
    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing. `column` is the field it is about; empty for the whole row or file."""

    severity: Severity
    code: str
    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> list[Any]:
        """As it is stored beside the row."""
        return [int(self.severity), self.code, self.column, dict(self.values)]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> Issue:
        """The reverse of `as_json`."""
        severity, code, column, values = stored
        return cls(Severity(severity), code, column, values)


def info(code: str, column: str = "", /, **values: object) -> Issue:
    """How something was read."""
    return Issue(Severity.INFO, code, column, _shown(values))


def warning(code: str, column: str = "", /, **values: object) -> Issue:
    """It goes in, but somebody should look."""
    return Issue(Severity.WARNING, code, column, _shown(values))


def error(code: str, column: str = "", /, **values: object) -> Issue:
    """The row stays out."""
    return Issue(Severity.ERROR, code, column, _shown(values))


def worst(issues: Sequence[Issue]) -> Severity:
    """The highest severity among them."""
    return max((issue.severity for issue in issues), default=Severity.OK)


def _shown(values: Mapping[str, object]) -> dict[str, str]:
    """Values cut and made printable: what stands in a cell must not reach a terminal or a page as it came."""
    return {name: printable(str(value)) for name, value in values.items()}


def printable(text: str) -> str:
    """At most SHOWN characters, none of them a control character."""
    cut = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)
