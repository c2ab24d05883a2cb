"""Bringing a sheet: the file or what was pasted, which column is which, what a value means."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import IO, Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagement.domain.notices import versions_begun
from engagement.enums.importing import ImportKind
from engagement.models import FocusGroup, ImportBatch
from engagement.phrases import IMPORT_FIELDS
from engagement.policies import importing as policies
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.sheets.bounds import MOST_BYTES
from resilience_portal.sheets.issues import Issue
from resilience_portal.sheets.judging import NEW, SKIP
from resilience_portal.sheets.phrases import sentence
from resilience_portal.ui.layout import Fold, Section, inside
from stakeholders.domain.importing.own import own_fields
from stakeholders.models import Organization, Person

MOST_PASTED = 1_000_000
MOST_ASKED = 40  # questions on one page
OPTIONS = ("dates", "known", "repeated", "criteria", "notice")  # what is asked about a sheet as a whole
ENDS = ".csv,.tsv,.txt,.xlsx,.ods"


def import_fields(kind: str) -> dict[str, str]:
    """What a column may be taken for, in the reader's words; of organizations with the fields of our own."""
    found = {name: str(label) for name, label in IMPORT_FIELDS[kind].items()}
    return found | ({name: field.label for name, field in own_fields().items()} if kind == ImportKind.ORGANIZATIONS else {})


class UploadForm(forms.Form):
    """A file, or cells pasted from a spreadsheet."""

    file = forms.FileField(
        required=False,
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Drop it here or choose it: .xlsx, .ods, .csv or .tsv. Nothing is imported yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ENDS}),
    )
    pasted = forms.CharField(
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        label=gettext_lazy("Or paste cells"),
        help_text=gettext_lazy("Mark the cells in your spreadsheet, with the column names, copy them and paste them here."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "spellcheck": "false"}),
    )
    phase = forms.ModelChoiceField(queryset=Phase.objects.all(), label=gettext_lazy("Phase"), empty_label=None)
    group = forms.ModelChoiceField(
        queryset=FocusGroup.objects.none(),
        label=gettext_lazy("Focus group"),
        help_text=gettext_lazy("Groups that are over, and those whose list the host holds, take no names."),
    )
    sheet = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Name of the worksheet"),
        help_text=gettext_lazy("Only if the file has several. Else the first visible one is read."),
    )

    def __init__(self, *args: Any, kind: str, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        belongs = {ImportKind.CONVERSATIONS: "phase", ImportKind.REGISTRATIONS: "group"}.get(ImportKind(kind))
        for name in {"phase", "group"} - {belongs}:
            del self.fields[name]
        if belongs == "group":
            groups = FocusGroup.objects.visible_to(by)
            taking = [group.pk for group in groups if policies.can_take_names(group)]
            cast("forms.ModelChoiceField[FocusGroup]", self.fields["group"]).queryset = groups.filter(pk__in=taking)
        first = Section(_("The sheet"), "file", "pasted", css_id="sheet")
        where = [Section(_("Where it belongs"), belongs, css_id="where")] if belongs else []
        self.helper = inside(first, *where, Fold(_("A file with several worksheets"), "sheet"))

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if not file and not (cleaned.get("pasted") or "").strip():
            self.add_error("file", _("Choose a file, or paste the cells below."))
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than %(most)s MB. Bring it in parts.") % {"most": MOST_BYTES // 1024**2})
        return cleaned

    def source(self) -> tuple[IO[bytes], str]:
        """The bytes to read, and what they are called."""
        if file := self.cleaned_data.get("file"):
            return file.file, file.name
        return io.BytesIO(self.cleaned_data["pasted"].encode()), str(_("Pasted cells"))


class MatchingForm(forms.Form):
    """One choice for each column, then what can be told of the whole sheet."""

    def __init__(self, *args: Any, batch: ImportBatch, samples: Sequence[Sequence[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.samples = batch, samples
        known = self.known = import_fields(batch.kind)
        choices = [("", _("Not used")), *((name, label) for name, label in known.items())]
        for at, words in enumerate(batch.heading):
            label = words or _("Column %(number)s") % {"number": at + 1}
            self.fields[f"column_{at}"] = forms.ChoiceField(
                choices=choices, required=False, label=label, initial=batch.fields[at]
            )
        self._offer_options(batch.options)

    def _offer_options(self, chosen: Mapping[str, str]) -> None:
        kind = self.batch.kind
        if kind != ImportKind.ORGANIZATIONS:
            orders = [("", _("As the sheet shows")), ("dmy", _("Day first: 28/02/2019")), ("mdy", _("Month first: 02/28/2019"))]
            self.fields["dates"] = self._choice(_("How dates are written"), orders, chosen.get("dates", ""))
        if kind == ImportKind.ORGANIZATIONS:
            ways = [("", _("Leave them as they are")), ("update", _("Take over what the sheet says"))]
            self.fields["known"] = self._choice(_("Organizations that are there already"), ways, chosen.get("known", ""))
        if kind == ImportKind.REGISTRATIONS:
            ways = [("", _("Not yet: they are written down, and given no place")), ("met", _("Yes: each of them meets them"))]
            label = _("Were these people held against the group's criteria?")
            self.fields["criteria"] = self._choice(label, ways, chosen.get("criteria", ""))
            begun = versions_begun(timezone.localdate())
            versions = [("", _("Not known: it stays unrecorded")), *((version, version) for version in begun)]
            label = _("Which collection notice had these people been told before they agreed?")
            self.fields["notice"] = self._choice(label, versions, chosen.get("notice", ""))
        if kind == ImportKind.CONVERSATIONS:
            ways = [("", _("Leave the second one out")), ("keep", _("They are two conversations"))]
            self.fields["repeated"] = self._choice(_("Rows that say the same"), ways, chosen.get("repeated", ""))

    def _choice(self, label: str, choices: Sequence[tuple[str, str]], initial: str) -> forms.ChoiceField:
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial, widget=forms.RadioSelect)

    def columns(self) -> list[dict[str, Any]]:
        """For the page: each column's choice beside a few of its cells."""
        return [{"field": self[f"column_{at}"], "samples": self.samples[at]} for at in range(len(self.batch.heading))]

    def options(self) -> list[forms.BoundField]:
        """What is asked about the whole sheet."""
        return [self[name] for name in OPTIONS if name in self.fields]

    def matched(self) -> tuple[list[str], dict[str, str]]:
        """Field of each column, and the options."""
        fields = [self.cleaned_data[f"column_{at}"] for at in range(len(self.batch.heading))]
        return fields, {name: self.cleaned_data[name] for name in OPTIONS if self.cleaned_data.get(name)}

    def refuse(self, problems: Sequence[Issue]) -> None:
        """Puts each problem beside the first column that has to do with it, else above the form."""
        for problem in problems:
            label = str(self.known.get(problem.column, problem.column))
            words = sentence(Issue(problem.severity, problem.code, problem.column, {"names": label} | dict(problem.values)))
            at = next((at for at in range(len(self.batch.heading)) if self.data.get(f"column_{at}") == problem.column), None)
            self.add_error(None if at is None else f"column_{at}", words)


class AnswersForm(forms.Form):
    """What values mean that only a person can decide."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.asked = batch.questions[:MOST_ASKED]
        for at, question in enumerate(self.asked):
            given = batch.answers.get(question["column"], {}).get(question["key"], "")
            self.fields[f"answer_{at}"] = forms.ChoiceField(
                choices=self._choices(question, given), required=False, initial=given, label=question["text"]
            )
            self.fields[f"reference_{at}"] = forms.CharField(required=False, max_length=20, label=_("or its reference"))

    def _choices(self, question: Mapping[str, Any], given: str) -> list[tuple[str, str]]:
        choices = [("", _("Not decided: these rows wait"))]
        choices += [(key, _("It is %(name)s") % {"name": label}) for key, label in question["suggestions"]]
        if question["may_add"]:
            choices.append((NEW, _("Add it: it is new")))
        choices.append((SKIP, _("Leave these rows out")))
        if given and given not in dict(choices):
            found = Organization.objects.filter(pk=given).first()
            choices.insert(1, (given, _("It is %(name)s") % {"name": found.name if found else given}))
        return choices

    def questions(self) -> list[dict[str, Any]]:
        """For the page."""
        return [
            {
                "text": question["text"],
                "rows": ngettext("%(count)s row", "%(count)s rows", question["rows"]) % {"count": question["rows"]},
                "answer": self[f"answer_{at}"],
                "reference": self[f"reference_{at}"],
            }
            for at, question in enumerate(self.asked)
        ]

    def clean(self) -> dict[str, Any]:
        """A reference goes before the list, and has to be one."""
        cleaned = super().clean() or self.cleaned_data
        for at, question in enumerate(self.asked):
            reference = cleaned.get(f"reference_{at}", "").strip()
            if not reference:
                continue
            is_person = question["column"] == "name" and self.batch.kind in (ImportKind.PEOPLE, ImportKind.REGISTRATIONS)
            rows = Person.objects if is_person else Organization.objects
            found = rows.filter(reference__iexact=reference).first()
            if found is None:
                self.add_error(f"reference_{at}", _("Nothing has the reference %(text)s.") % {"text": reference})
            else:
                cleaned[f"answer_{at}"] = str(found.pk)
        return cleaned

    def answers(self) -> dict[str, dict[str, str]]:
        """Column -> folded value -> what it means; "" takes an answer back."""
        found: dict[str, dict[str, str]] = {}
        for at, question in enumerate(self.asked):
            found.setdefault(question["column"], {})[question["key"]] = self.cleaned_data.get(f"answer_{at}", "")
        return found
