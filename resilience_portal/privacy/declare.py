"""Declares, on the model itself, the class of each of its fields, what they are kept for, and how long.

Basis: collection limitation and retention by class (`docs/architecture.md`, "What is stored"). A field without a class
fails `tests/architecture/test_privacy_register.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class FieldClass(StrEnum):
    """Who may ever see a field, from widest to narrowest."""

    PUBLIC = "public"  # released, or about to be
    INTERNAL = "internal"  # staff; says nothing of a person who spoke
    PERSONAL = "personal"  # identifies a person or the fact of having spoken
    CONFIDENTIAL = "confidential"  # what was said
    SECRET = "secret"  # nobody reads it back  # noqa: S105


class Lifetime(StrEnum):
    """How long a row is kept; the years are settings of the operator (`lifetimes.py`)."""

    PERMANENT = "permanent"  # public record
    AUDIT = "audit"  # as long as the operator's audit schedule says
    PHASE = "phase"  # a number of years after the phase ended
    CONTACT = "contact"  # a number of years after last use
    WISH = "wish"  # until the person it is about ends it
    WORK = "work"  # until the work it carries is done


class Kind(StrEnum):
    """What is kept, as somebody would ask who is in it, and so what for: the rows of the public privacy page, in its order.

    The words are in `phrases.py`.
    """

    NOTES = "notes"
    ORGANIZATIONS = "organizations"
    PEOPLE = "people"
    PLACES = "places"
    ANSWERS = "answers"
    LETTERS = "letters"
    NEWS = "news"
    LINKS = "links"
    DRAFTS = "drafts"
    PLAN = "plan"
    COUNTED = "counted"
    LOG = "log"
    ACCOUNTS = "accounts"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Privacy:
    """The declaration of one model."""

    classes: dict[str, FieldClass]
    lifetime: Lifetime
    kind: Kind | None = None  # needed where a field tells of a person or of what was said

    @property
    def is_told(self) -> bool:
        """Whether the public is owed a word on what it is kept for."""
        return any(self.fields(FieldClass.PERSONAL, FieldClass.CONFIDENTIAL, FieldClass.SECRET))

    def of(self, field: str) -> FieldClass | None:
        """The class of `field`, or None when it was never declared."""
        return self.classes.get(field)

    def fields(self, *classes: FieldClass) -> Iterator[str]:
        """Names of the fields of these classes, in the order of their declaration."""
        return (name for name, found in self.classes.items() if found in classes)


def declare(
    *,
    lifetime: Lifetime,
    kind: Kind | None = None,
    public: str = "",
    internal: str = "",
    personal: str = "",
    confidential: str = "",
    secret: str = "",
) -> Privacy:
    """Field names, space separated, by class. Raises ValueError when a field is named twice."""
    given = {
        FieldClass.PUBLIC: public,
        FieldClass.INTERNAL: internal,
        FieldClass.PERSONAL: personal,
        FieldClass.CONFIDENTIAL: confidential,
        FieldClass.SECRET: secret,
    }
    classes: dict[str, FieldClass] = {}
    for field_class, names in given.items():
        for name in names.split():
            if name in classes:
                raise ValueError(f"field {name!r} is declared as {classes[name]} and as {field_class}")
            classes[name] = field_class
    return Privacy(classes=classes, lifetime=lifetime, kind=kind)
