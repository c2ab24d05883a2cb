"""Forms of the plan's items: what is written in three languages stands side by side, the rest below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import slugify
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from engagement.domain import plan_edits, planning
from engagement.forms import plan_checks
from engagement.forms.plan_choices import Shared, offer
from engagement.forms.sentences import room_for
from engagement.models import (
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    GuideQuestion,
    Indicator,
    Objective,
    Project,
    ProjectDocument,
    ProjectFinding,
    ProjectPartner,
    ProjectStep,
    PublicCommitment,
    RecruitmentCriterion,
)
from engagement.reporting import items
from phases.enums import ItemKind
from phases.models import EngagementPlan, Milestone, Phase, ReleasedItem
from resilience_portal.accounts.models import User
from resilience_portal.ui.layout import Row, Section, inside

LANGUAGES = [code for code, _name in settings.LANGUAGES]
NAMES = {code: get_language_info(code)["name_local"] for code in LANGUAGES}
PLAIN: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.PLAN: (),
    ItemKind.PHASE: ("kind", "starts_on", "ends_on", "report_due_on", "iap2_level", "edmonton_role", "universe_count"),
    ItemKind.FOCUS_GROUP: (
        "reference", "phase", "state", "language", "host", "target_min", "target_max", "honorarium", "takes_interest",
        "list_held_by", "host_agreed_on", "tests",
    ),
    ItemKind.SESSION: (
        "reference", "group", "state", "held_on", "start_time", "duration_minutes", "mode", "place", "place_is_public", "ward",
        "facilitator", "co_facilitator", "note_taker", "capacity", "debrief",
    ),
    ItemKind.GROUP_FINDING: ("reference", "group", "question", "how_many", "themes"),
    ItemKind.PROJECT: (
        "reference", "phase", "outcome_area", "starts_on", "ends_on", "budget", "budget_is_public", "contact", "notes",
    ),
    ItemKind.COMMITMENT: ("themes", "project"),
}  # fmt: skip
MODELS: dict[ItemKind, type[models.Model]] = {
    ItemKind.PLAN: EngagementPlan,
    ItemKind.PHASE: Phase,
    ItemKind.FOCUS_GROUP: FocusGroup,
    ItemKind.SESSION: FocusGroupSession,
    ItemKind.GROUP_FINDING: GroupFinding,
    ItemKind.PROJECT: Project,
    ItemKind.COMMITMENT: PublicCommitment,
}
# Their title in the first language is what the others follow.
TITLED = (ItemKind.PLAN, ItemKind.PHASE, ItemKind.FOCUS_GROUP, ItemKind.PROJECT)
MADE_HERE = (
    ItemKind.PLAN, ItemKind.PHASE, ItemKind.FOCUS_GROUP, ItemKind.SESSION, ItemKind.GROUP_FINDING, ItemKind.PROJECT,
)  # fmt: skip
ONCE: dict[ItemKind, tuple[str, ...]] = {ItemKind.PHASE: ("number",)}  # asked for a new item only: addresses and reports name it


@dataclass(frozen=True)
class Part:
    """Rows that belong to an item and are kept on a page of their own."""

    label: Any
    model: type[models.Model]
    key: str
    texts: tuple[str, ...]
    plain: tuple[str, ...]


def parts_of(kind: ItemKind) -> dict[str, Part]:
    """By name in the address."""
    found: dict[ItemKind, dict[str, Part]] = {
        ItemKind.PHASE: {
            "milestones": Part(_("Steps"), Milestone, "phase", ("title",), ("starts_on", "due_on", "done_on", "progress")),
        },
        ItemKind.FOCUS_GROUP: {
            "criteria": Part(_("Who can take part"), RecruitmentCriterion, "group", ("text",), ("kind", "order")),
            "questions": Part(_("Discussion guide"), GuideQuestion, "group", (), ("number", "kind", "language", "text")),
        },
        ItemKind.PROJECT: {
            "answers": Part(
                _("Findings it answers"), ProjectFinding, "project", ("why",), ("finding", "group_finding", "bearing")
            ),
            "partners": Part(
                _("Partners"), ProjectPartner, "project", ("contribution",),
                ("organization", "role", "mou_state", "mou_signed_on", "is_named"),
            ),
            "objectives": Part(_("Objectives"), Objective, "project", ("text",), ("order",)),
            "steps": Part(_("Steps"), ProjectStep, "project", ("title", "note"), ("due_on", "state", "done_on")),
            "documents": Part(_("Documents"), ProjectDocument, "project", ("title",), ("url", "licence")),
        },
    }  # fmt: skip
    return found.get(kind, {})


INDICATORS = Part(
    "", Indicator, "objective", ("text", "source"), ("unit", "baseline", "target", "actual", "as_of", "order")
)  # one page an objective


def dress(form: forms.BaseForm, shared: Shared | None = None) -> None:
    """Days and times as the browser's own fields, choices in words; texts in their own direction."""
    offer(form, shared)
    for name, field in form.fields.items():
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        elif isinstance(field, forms.TimeField):
            field.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        language = name.rpartition("_")[2]
        if language in LANGUAGES and isinstance(field, forms.CharField):
            direction = "rtl" if language == "ar" else "ltr"
            rows = room_for(field)
            field.widget.attrs.update({"lang": language, "dir": direction, "rows": rows})
            told = {"what": str(field.label).removesuffix(f" [{language}]"), "language": NAMES[language]}
            field.label = _("%(what)s (%(language)s)") % told if str(field.label).endswith("]") else field.label
            field.required = False


def _by_language(texts: tuple[str, ...]) -> list[str]:
    return [f"{text}_{code}" for text in texts for code in LANGUAGES]


def item_form(kind: ItemKind, *, by: User, is_new: bool = False) -> type[forms.ModelForm[Any]]:
    """The form of one kind. `by`: who fills it in."""
    plain = (*(ONCE.get(kind, ()) if is_new else ()), *PLAIN[kind])
    model, texts = MODELS[kind], () if kind == ItemKind.COMMITMENT else items.KINDS[kind].texts
    base = forms.modelform_factory(model, fields=[*_by_language(texts), *plain])

    class ItemForm(base):  # type: ignore[valid-type, misc]
        """Texts side by side, then the rest."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            dress(self, Shared(by=by))
            if kind in TITLED:
                self.fields[f"{texts[0]}_{LANGUAGES[0]}"].required = True
            if kind == ItemKind.PHASE:
                _settle_phase(self)
            rows = [Row(*[f"{text}_{code}" for code in LANGUAGES], css_class="row three") for text in texts]
            layout = [Section(_("In three languages"), *rows, css_id="words")] if rows else []
            if plain:
                layout.append(Section(_("Dates and facts"), Row(*plain, css_class="row twos"), css_id="facts"))
            self.helper = inside(*layout)

        def clean(self) -> dict[str, Any]:
            """A note taker is another person."""
            cleaned: dict[str, Any] = super().clean() or self.cleaned_data
            if cleaned.get("note_taker") and cleaned.get("note_taker") == cleaned.get("facilitator"):
                self.add_error("note_taker", _("Somebody else than the facilitator takes notes."))
            plan_checks.check_state(self, cleaned.get("state"))
            plan_checks.check_number(self, cleaned.get("number"))
            plan_checks.check_days(self, cleaned)
            return cleaned

        def fields_given(self) -> dict[str, Any]:
            """What the verb writes; a new item gets its address from its title, once."""
            given = dict(self.cleaned_data)
            if self.instance._state.adding:
                given["slug"] = _address(kind, given)
            return given

    return ItemForm


def _address(kind: ItemKind, given: dict[str, Any]) -> str:
    """Wanted for a new item: its title, as far as fits with the number of a second; without a Latin letter in it, its kind."""
    room = int(MODELS[kind]._meta.get_field("slug").max_length) - 4  # type: ignore[union-attr, arg-type]
    words = given.get(f"title_{LANGUAGES[0]}") or given["reference"]
    spare = given.get("reference") or f"{kind}-{given.get('number', 1)}"
    return slugify(words)[:room].strip("-") or slugify(spare)


def _settle_phase(form: forms.ModelForm[Any]) -> None:
    """Of a new one the number is asked, the next suggested; the day that the public knows of another moves elsewhere."""
    if not form.instance._state.adding:
        last = _told_last(ItemKind.PHASE, form.instance)
        if last and last.payload["report_due_on"]:
            _lock(form, "report_due_on")
        return
    field = form.fields["number"]
    field.initial = form.initial["number"] = planning.next_number()
    field.validators.append(MinValueValidator(1))
    field.widget.attrs["min"] = 1
    field.help_text = _("It stays once the phase is made: reports and references name it.")


def _told_last(kind: ItemKind, record: models.Model) -> ReleasedItem | None:
    """What the public was told last of an item, even where it was taken back since."""
    return ReleasedItem.objects.of(kind, items.address_of(record)).order_by("-version").first()


def _lock(form: forms.BaseForm, name: str) -> None:
    """A day that the public knows moves elsewhere, with its reason."""
    form.fields[name].disabled = True
    form.fields[name].help_text = _("The public knows this day. “Move the date” keeps it beside the new one.")


def _of_document(form: forms.ModelForm[Any]) -> tuple[str, ...]:
    """A file keeps its bytes: its words and its licence may change. Something elsewhere needs its address."""
    if form.instance.file_id:
        del form.fields["url"]
        form.fields["licence"].required = True
        return ("licence",)
    form.fields["url"].required = True
    return ("url", "licence")


NAMING = {"organization", "finding", "group_finding"}
DATED = (Milestone, ProjectStep)
LONG = 200  # characters: from here on a field has a line of its own


def _facts(form: forms.BaseForm, names: tuple[str, ...]) -> list[Any]:
    """What is written once: long ones on lines of their own, the rest beside each other."""
    long = [name for name in names if (getattr(form.fields[name], "max_length", None) or 0) >= LONG]
    return [*long, Row(*[name for name in names if name not in long])]


class Rows(forms.BaseInlineFormSet[Any, Any, Any]):
    """The rows of a part. A step that the public knows is moved or ended in the open; it does not vanish."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Without its “Delete”."""
        super().add_fields(form, index)
        if form.is_told:
            del form.fields[DELETION_FIELD_NAME]


def _field(field: models.Field[Any, Any], **given: Any) -> forms.Field | None:
    """The model's own form field; an address without a scheme is one of https."""
    return field.formfield(**given | ({"assume_scheme": "https"} if isinstance(field, models.URLField) else {}))


def part_formset(part: Part, parent: models.Model, kind: ItemKind, *, by: User) -> type[forms.BaseInlineFormSet[Any, Any, Any]]:
    """Rows of one part, and one empty row more. Steps that the public knows stay, and so do their days."""
    there = part.model._default_manager.filter(**{part.key: parent})
    last = _told_last(kind, parent) if part.model in DATED else None
    new = plan_edits.made_since(parent.pk, last.released_at) if last else set()
    fields = [*_by_language(part.texts), *part.plain]
    base = forms.modelform_factory(part.model, fields=fields, formfield_callback=_field)
    named = there.values_list("organization", flat=True) if "organization" in part.plain else ()
    shared = Shared(by=by, named=named)

    class RowForm(base):  # type: ignore[valid-type, misc]
        """One row."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            dress(self, shared)
            plain = part.plain
            row = f"{self.instance._meta.label_lower}:{self.instance.pk}"
            self.is_told = bool(last) and not self.instance._state.adding and row not in new
            if self.is_told:
                _lock(self, "due_on")
            if part.model is ProjectDocument:
                plain = _of_document(self)
            rows = [Row(*[f"{text}_{code}" for code in LANGUAGES], css_class="row three") for text in part.texts]
            self.helper = inside(*rows, *_facts(self, plain))

        def called(self) -> str:
            """What a person calls this row: whom or what it names, else what it says."""
            for name in NAMING & self.fields.keys():
                if value := self.initial.get(name):
                    return shared.called(name, value)
            return self.instance.text if part.model is GuideQuestion else str(self.instance)  # its number stands before it

        def clean(self) -> dict[str, Any]:
            """Criteria name a situation or a role."""
            cleaned: dict[str, Any] = super().clean() or self.cleaned_data
            if part.model is RecruitmentCriterion:
                plan_checks.check_criterion(self, cleaned)
            return cleaned

    return forms.inlineformset_factory(type(parent), part.model, form=RowForm, formset=Rows, fk_name=part.key, extra=1)
