"""What the component gallery shows: every part of a page with made-up content, and a form in each of its states.

Only developers read it, so its words are not translated.
"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from resilience_portal.ui.layout import Action, Dock, Fold, Pick, Row, Section

HINTS = {"totals": "Counted in figures. Nobody learns who spoke.", "quote": "Exact words, after a second person agrees."}
SECTORS = (("faith", "Faith", 9, 10), ("youth", "Youth", 12, 10), ("government", "Government", 9, 0))
STATES = (
    "draft", "submitted", "returned", "accepted", "withdrawn", "requested", "building", "ready", "released", "superseded",
    "failed", "planned", "open", "closed_analyzing", "closed_report_available", "closed_no_report", "not_going_forward",
    "proposed", "active", "inactive", "merged",
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    who = forms.ChoiceField(
        label="Stakeholder",
        help_text="Start typing a name, another name, or a person.",
        choices=[("", "Choose…"), ("1", "Northgate Youth Collective"), ("2", "Société Saint-Éloi"), ("3", "مسجد الرحمة")],
        widget=forms.Select(attrs={"picker": ""}),
    )
    held_on = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}))
    people = forms.IntegerField(label="People", required=False, min_value=1)
    method = forms.ChoiceField(label="How", choices=[("in_person", "In person"), ("phone", "Phone")], widget=forms.RadioSelect)
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 4, "data-limit": 60}))
    themes = forms.MultipleChoiceField(
        label="Themes", required=False, choices=[("a", "Trust"), ("b", "Belonging")], widget=forms.CheckboxSelectMultiple
    )
    use = forms.ChoiceField(
        label="What may be used", choices=[("totals", "Totals only"), ("quote", "Quotation")], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label="The choice was explained and agreed to")
    place = forms.CharField(label="Place", required=False)

    def __init__(self, *args: Any, mark: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Section(f"Who{mark}", "who", Row("held_on", "people"), hint="Names stay in the restricted record."),
            Section(f"What was said{mark}", "method", "notes", "themes"),
            Section(f"Consent{mark}", Pick("use", HINTS), "told"),
            Fold(f"More{mark}", "place", hint="Rarely needed"),
            Dock(Action("Hand in"), Action("Keep as draft", name="action", value="draft", tone="ghost"), hint="sends"),
        )


def parts() -> dict[str, Any]:
    """The content of the gallery."""
    low, ten = {"value": 0, "word": "fewer_than"}, {"value": 10, "word": "about"}
    nearly = {"value": 40, "word": "nearly_all"}
    moved = {"original_due_on": "2026-09-01", "moved_reason": "More time to listen.", "is_now": True}
    milestones: list[dict[str, Any]] = [
        {"title": "Conversations begin", "due_on": "2026-01-12", "done_on": "2026-01-12"},
        {"title": "First report", "due_on": "2026-12-01", **moved},
        {"title": "Focus groups begin", "due_on": "2027-04-01"},
    ]
    groups = [
        {"code": code, "label": label, "organizations": whole, "cell": ten if value else low}
        for code, label, whole, value in SECTORS
    ]
    return {
        "cells": [low, ten, nearly],
        "heat": [("Trust", [nearly, ten, low]), ("Belonging", [ten, {"value": 25, "word": "about"}, low])],
        "groups": groups,
        "states": STATES,
        "tones": ("info", "ok", "warn", "error"),
        "milestones": milestones,
        "job": [("waiting", "Waiting"), ("counting", "Counting"), ("writing", "Writing"), ("done", "Done")],
        "before": "They did not know whom to call.",
        "after": "They did not know which office to call.",
    }
