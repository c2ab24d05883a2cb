"""Two people in one form: what is saved now beside what was typed over an older version of it.

saved = Saved(make(None), [record], names, post)     `post` is None while nothing was sent
saved.differences                                    to be chosen between, where somebody else was faster
saved.sent_seen                                      goes out with the form: what stood there, as a whole and field by field
make(saved.data)                                     the form as it was sent, with what was chosen
verb(..., seen=saved.seen)                           writes over exactly this, or raises Conflict
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from engagement.domain.plan_edits import fingerprint
from engagement.forms.drafts import Difference, Typed, as_typed, chosen, differences, in_words, marks, stood_there

SEEN = "seen"  # the hidden field of a form: what stood there when it was opened
CHOICE = "choose-"


class Saved:
    """What is saved of a form that is open. `names`: the fields of the records that it holds; None: all."""

    def __init__(
        self, form: forms.BaseForm, records: Iterable[Model], names: Collection[str] | None, post: QueryDict | None
    ) -> None:
        self.form, self.seen = form, fingerprint(records, names)
        self.typed: Typed = {name: values for name, values in as_typed(form).items() if names is None or name in names}
        self.data = chosen(post, self.typed) if post is not None else None
        self.token = _token(self.seen, self.typed)
        self.sent_seen = self.data.get(SEEN, "") if self.data is not None else self.token
        self.differences = self._differences() if _whole(self.sent_seen) != self.seen else []
        self.added: list[str] = []

    def _differences(self) -> list[Difference]:
        sent = dict(cast("QueryDict", self.data).lists())
        found = differences(self.form, sent, self.typed, was=_by_field(self.sent_seen))
        return [row for row in found if row.name in self.typed]


class SavedRows:
    """The same for the rows of one part. Rows are told apart by their keys, wherever they stand in the form by now."""

    def __init__(self, rows: forms.BaseInlineFormSet[Any, Any, Any], records: Iterable[Model], post: QueryDict | None) -> None:
        self.rows, self.prefix, self.seen = rows, str(rows.prefix), fingerprint(records)
        self.kept = [form for form in rows.forms if not form.instance._state.adding]
        self.added: list[str] = []
        self.differences: list[Difference] = []
        self.keys = {name: self._key(form, name) for form in self.kept for name in as_typed(form)}
        self.token = _token(self.seen, {self.keys[name]: values for form in self.kept for name, values in as_typed(form).items()})
        self.sent_seen = self.token if post is None else post.get(SEEN, "")
        self.data = None if post is None else self._read(post)

    def _key(self, form: forms.BaseForm, name: str) -> str:
        """A field of a row, wherever the row stands."""
        return f"{cast('forms.ModelForm[Any]', form).instance.pk} {name.removeprefix(f'{form.prefix}-')}"

    def _read(self, post: QueryDict) -> QueryDict:
        """What was sent, in the order of what is saved, with what was chosen."""
        kept, new = self._apart(_rows_of(post, self.prefix))
        aligned, gone = self._laid(post, [*kept, *new]), self._gone(new)
        typed: Typed = {name: values for form in self.kept for name, values in as_typed(form).items()}
        typed |= {f"{row}-{DELETION_FIELD_NAME}": ["on"] for row in gone}
        data = chosen(aligned, typed)
        if _whole(self.sent_seen) != self.seen:
            self.differences = self._differences(dict(data.lists()), typed, gone)
        if self.differences:
            return data
        rows = _rows_of(data, self.prefix)
        left = [row for row in rows[len(kept) :] if not (_key(row) and row.get(DELETION_FIELD_NAME))]
        return self._laid(data, [*rows[: len(kept)], *[row | {"id": [""]} for row in left]])  # one that is no more is made anew

    def _apart(self, sent: list[Typed]) -> tuple[list[Typed], list[Typed]]:
        """Rows in the order of those that are saved, and below them the new ones and those that are saved no more."""
        by_key, kept = {_key(row): row for row in sent if _key(row)}, []
        for form in self.kept:
            row = by_key.pop(str(form.instance.pk), None)
            if row is None:
                row = {name.removeprefix(f"{form.prefix}-"): values for name, values in as_typed(form).items()}
                self.added.append(_told(form, row))
            kept.append(row)
        return kept, [row for row in sent if not _key(row) or _key(row) in by_key]

    def _gone(self, new: list[Typed]) -> list[str]:
        """The prefixes of rows that somebody else took out."""
        return [f"{self.prefix}-{number}" for number, row in enumerate(new, len(self.kept)) if _key(row)]

    def _laid(self, post: QueryDict, rows: list[Typed]) -> QueryDict:
        """The same with these rows for its own."""
        data = post.copy()
        for name in [name for name in data if name.removeprefix(CHOICE).startswith(f"{self.prefix}-")]:
            del data[name]
        for number, row in enumerate(rows):
            _put(data, self.prefix, number, row)
        data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(len(self.kept))
        data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(len(rows))
        return data

    def _differences(self, mine: Typed, typed: Typed, gone: list[str]) -> list[Difference]:
        noun, was, found = capfirst(self.rows.empty_form.instance._meta.verbose_name), _by_field(self.sent_seen), []
        for number, form in enumerate(self.kept, 1):
            rows = differences(form, mine, typed, was=was, keys=self.keys)
            found += [replace(row, label=f"{noun} {number}: {row.label}") for row in rows]
        for row in gone:
            if not mine.get(f"{row}-{DELETION_FIELD_NAME}"):
                fields = {name.removeprefix(f"{row}-"): values for name, values in mine.items() if name.startswith(f"{row}-")}
                by = self._taken_out_by(fields, was)
                told = _told(self.rows.empty_form, fields)
                found.append(Difference(f"{row}-{DELETION_FIELD_NAME}", noun, told, _("Taken out"), False, by))
        return found

    def _taken_out_by(self, row: Typed, was: str) -> str:
        """Whoever only left a row as it was has nothing against its being taken out."""
        if not was:
            return ""
        typed = [name for name in self.rows.empty_form.fields if name not in ("id", DELETION_FIELD_NAME, self.rows.fk.name)]
        is_left = all(stood_there(was, f"{_key(row)} {name}", row.get(name, [])) for name in typed)
        return "theirs" if is_left else "both"


def _token(seen: str, stood: Typed) -> str:
    return f"{seen}:{marks(stood)}"


def _whole(token: str) -> str:
    """The fingerprint of all that stood there."""
    return token.partition(":")[0]


def _by_field(token: str) -> str:
    """The marks of what stood in each field."""
    return token.partition(":")[2]


def _key(row: Typed) -> str:
    """Of the record that a row was read from; empty for a new one."""
    return row.get("id", [""])[-1]


def _rows_of(post: QueryDict, prefix: str) -> list[Typed]:
    """What was sent of each row: the end of a field's name -> its values; a choice keeps its mark before that."""
    found: dict[int, Typed] = {}
    for name, values in post.lists():
        mark = CHOICE if name.startswith(CHOICE) else ""
        number, _dash, end = name.removeprefix(CHOICE).removeprefix(f"{prefix}-").partition("-")
        if name.removeprefix(CHOICE).startswith(f"{prefix}-") and number.isascii() and number.isdecimal() and len(number) < 4:
            found.setdefault(int(number), {})[mark + end] = values
    return [row for _number, row in sorted(found.items())]


def _put(data: QueryDict, prefix: str, number: int, row: Typed) -> None:
    for end, values in row.items():
        mark = CHOICE if end.startswith(CHOICE) else ""
        data.setlist(f"{mark}{prefix}-{number}-{end.removeprefix(CHOICE)}", values)


def _told(form: forms.BaseForm, values: Typed) -> str:
    """A row in words."""
    fields = [(name, field) for name, field in form.fields.items() if name != DELETION_FIELD_NAME and not field.widget.is_hidden]
    words = [in_words(field, values.get(name, [])) for name, field in fields]
    return ", ".join(word for word in words if word)
