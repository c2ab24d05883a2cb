"""Writing a report: what is there in which language, one part at a time, saved as it is typed, checked by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain.as_read import ReadAnew, mark
from engagement.enums import ReportSection, ReportState, TextState
from engagement.forms.report_words import LEFT_OUT, PartForm, field_name
from engagement.forms.saved import SEEN
from engagement.models import Report, ReportText
from engagement.policies import Refused
from engagement.policies import reports as policies
from engagement.reporting import reading, sections
from engagement.reporting.sections import Key, Part, WrittenElsewhere
from engagement.reporting.wording import SECTION_HINTS
from engagement.views.access import asker, tells_refusals
from resilience_portal.accounts.models import User

Found = dict[Key, ReportText]


def _report(request: HttpRequest, pk: Any) -> Report:
    return get_object_or_404(Report.objects.visible_to(asker(request)).select_related("phase", "requested_by"), pk=pk)


def _part(report: Report, name: str) -> Part:
    part = sections.part(report, name)
    if part is None:
        raise Http404
    return part


def _overstated(report: Report, found: Found, parts: list[Part]) -> dict[Key, list[reading.Overstatement]]:
    """Sentences that outrun the figures, by text; none before there are figures."""
    told: dict[Key, list[reading.Overstatement]] = {}
    if report.payload:
        for one in reading.overstated(report.payload, found, parts):
            told.setdefault(one.key, []).append(one)
    return told


def _rows(report: Report, found: Found, parts: list[Part]) -> list[dict[str, Any]]:
    """Every part with the states of its texts, language by language."""
    told = _overstated(report, found, parts)
    return [
        {
            "part": part,
            "cells": [
                [_state(found, key) for key in part.texts() if key[2] == language and key in found]
                for language in sections.LANGUAGES
            ],
            "flagged": sum(len(told.get(key, ())) for key in part.texts()),
        }
        for part in parts
    ]


def _state(found: Found, key: Key) -> dict[str, Any]:
    state = sections.state_of(found, key)
    return {"value": state.value, "label": state.label, "section": ReportSection(key[0]).label}


@require_safe
def report_words(request: HttpRequest, pk: Any) -> HttpResponse:
    """All texts of a report: what is written, checked, missing, left out, and what says more than the figures."""
    report, user = _report(request, pk), asker(request)
    parts, found = sections.parts(report), sections.texts(report)
    rows = _rows(report, found, parts)
    context = {
        "nav": "reports",
        "report": report,
        "own": [row for row in rows if not row["part"].theme],
        "themes": [row for row in rows if row["part"].theme],
        "languages": sections.LANGUAGES,
        "gaps": sections.gaps(found, parts),
        "can_write": policies.can_write(report, by=user),
    }
    return render(request, "engagement/report_words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_write(request: HttpRequest, pk: Any, part: str) -> HttpResponse:
    """One part in every language, beside the machine's figures."""
    report = _report(request, pk)
    policies.check_can_write(report, by=asker(request))
    one, found = _part(report, part), sections.texts(report)
    form = PartForm(request.POST or None, part=one, found=found)
    if request.method != "POST":
        return _show(request, report, form, found)
    if not form.is_valid():
        return _show(request, report, form, found, status=422)
    try:
        version = _number(request.POST.get("draft_version"))
        sections.write(report=report, part=one, words=form.written(), version=version, by=asker(request), now=timezone.now())
    except WrittenElsewhere as other:
        return _show(request, report, form, found | other.theirs, status=409, theirs=other.theirs)
    messages.success(request, _("Saved."))
    return _onward(request, report, one)


def _number(given: str | None) -> int:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 9 else 0


def _onward(request: HttpRequest, report: Report, part: Part) -> HttpResponse:
    """To the next part; to all of them after the last one, or when that was asked for."""
    following = _neighbour(report, part, 1)
    if following and "save" not in request.POST:
        return redirect("engagement:report-write", pk=report.pk, part=following)
    return redirect("engagement:report-words", pk=report.pk)


def _neighbour(report: Report, part: Part, step: int) -> str:
    """Name of the part before (-1) or after (1); empty at the ends."""
    names = [one.name for one in sections.parts(report)]
    place = names.index(part.name) + step
    return names[place] if 0 <= place < len(names) else ""


def _texts(report: Report, form: PartForm, found: Found, theirs: Found, user: User) -> list[dict[str, Any]]:
    """The texts of the form, each with its languages side by side."""
    told = _overstated(report, found, [form.part])
    made = []
    for section in form.part.sections:
        keys = [key for key in form.part.texts() if key[0] == section]
        fields = [
            {
                "field": form[field_name(key[0], key[2])],
                "left_out": form[f"{field_name(key[0], key[2])}_{LEFT_OUT}"],
                "state": _state(found, key),
                "row": found.get(key),
                "can_check": key in found and policies.can_check_text(found[key], by=user),
                "flags": told.get(key, []),
                "theirs": theirs.get(key),
            }
            for key in keys
        ]
        seen = mark(sections.told_to_checker(found, section, form.part.theme))
        made.append({"section": section, "label": section.label, "hint": SECTION_HINTS[section], "fields": fields, "seen": seen})
    return made


def _show(
    request: HttpRequest, report: Report, form: PartForm, found: Found, *, status: int = 200, theirs: Found | None = None,
    anew: ReadAnew | None = None,
) -> HttpResponse:  # fmt: skip
    part = form.part
    _focus(form, request.GET.get("at", ""))
    context = {
        "nav": "reports",
        "report": report,
        "form": form,
        "part": part,
        "texts": _texts(report, form, found, theirs or {}, asker(request)),
        "version": sections.version_of(found, part),
        "theirs": theirs,
        "anew": anew,
        **_around(report, part),
    }
    return render(request, "engagement/report_write.html", context, status=status)


def _around(report: Report, part: Part) -> dict[str, Any]:
    """What stands beside a part: its figures, its neighbours, whether somebody approved it already."""
    return {
        "beside": reading.beside(report.payload, part) if report.payload else None,
        "before": _neighbour(report, part, -1),
        "after": _neighbour(report, part, 1),
        "approved": report.state in (ReportState.IN_REVIEW, ReportState.APPROVED),
    }


def _focus(form: PartForm, field_id: str) -> None:
    """Puts the cursor where a gap was named."""
    field = form.fields.get(field_id.removeprefix("id_"))
    if field:
        field.widget.attrs["autofocus"] = True


@require_POST
def report_write_save(request: HttpRequest, pk: Any, part: str) -> HttpResponse:
    """Autosave. 409 when somebody else saved the part in between: nothing is overwritten; sending the form shows both."""
    report, now = _report(request, pk), timezone.now()
    one = _part(report, part)
    form = PartForm(request.POST, part=one, found=sections.texts(report))
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    version = _number(request.POST.get("draft_version"))
    try:
        found = sections.write(report=report, part=one, words=form.written(), version=version, by=asker(request), now=now)
    except WrittenElsewhere as other:
        return JsonResponse({"version": sections.version_of(other.theirs, one)}, status=409)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    saved_at = time_format(timezone.localtime(now), "TIME_FORMAT")
    return JsonResponse({"version": sections.version_of(found, one), "saved_at": saved_at})


@require_POST
@tells_refusals
def report_text_check(request: HttpRequest, pk: Any, part: str) -> HttpResponse:
    """Somebody who did not write a text has compared it with its other languages, as they stood on the page."""
    report = _report(request, pk)
    one = _part(report, part)
    section, _dot, language = request.POST.get("text", "").partition(".")
    key, seen = (section, one.theme, language), request.POST.get(f"{SEEN}-{section}", "")
    try:
        row = sections.check_text(report=report, key=key, by=asker(request), now=timezone.now(), seen=seen)
    except ReadAnew as anew:
        found = sections.texts(report)
        return _show(request, report, PartForm(part=one, found=found), found, status=409, anew=anew)
    messages.success(request, _("Marked as checked.") if row.state == TextState.CHECKED else "")
    return redirect("engagement:report-words", pk=pk)
