"""The codebook: themes with what stands behind them, and every change that may be made to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain import codebook, codebook_undo, recording, strength
from engagement.forms.codebook import GroupForm, MergeForm, ReasonForm, SplitForm, ThemeForm
from engagement.forms.saved import SEEN, Saved
from engagement.models import CodebookVersion, Point, PointTheme
from engagement.policies import analysis
from engagement.reporting.theme_words import check_language
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.theme_words import in_languages, theme_in
from engagement.views.two_versions import sent, shows_conflicts, two_versions
from phases.models import Theme, ThemeGroup
from phases.policies import Refused as RefusedByThePlan
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from stakeholders.models import Organization

SHOWN = 25
MOST_TO_SPLIT = 300
MOST_VERSIONS = 200
THEME_TEXTS = ("name", "definition", "full_definition", "use_when", "do_not_use_when", "example")


def _theme(code: str) -> Theme:
    return get_object_or_404(Theme.objects.select_related("group", "merged_into"), code=code)


def _rows(user: User) -> list[dict[str, Any]]:
    """Every theme with what stands behind it, and the name of an organization that outweighs the others."""
    found = strength.by_theme(user)
    names = dict(Organization.objects.filter(pk__in=[row.dominant for row in found.values()]).values_list("pk", "name"))
    return [
        {"theme": theme, "strength": row, "dominant": names.get(row.dominant) if row and row.dominant else None}
        for theme in Theme.objects.select_related("group", "merged_into")
        for row in [found.get(theme.pk)]
    ]


def _page(request: HttpRequest, name: str, context: dict[str, Any], form: Any = None) -> HttpResponse:
    shared = {"nav": "codebook", "can_keep": analysis.can_keep_codebook(by=asker(request)), "form": form}
    return render(request, name, shared | context, status=422 if form is not None and form.errors else 200)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def codebook_list(request: HttpRequest) -> HttpResponse:
    """The whole codebook, by group; it prints as it stands."""
    rows = _rows(asker(request))
    context = {
        "rows": [row for row in rows if not row["theme"].retired_at],
        "retired": [row for row in rows if row["theme"].retired_at],
        "groups": ThemeGroup.objects.all(),
        "version": codebook.current_number(),
        "undoable": codebook_undo.last_change(),
    }
    return _page(request, "engagement/codebook_list.html", context)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def theme_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One theme: its words, what stands behind it, and the newest passages that carry it."""
    return _detail(request, code)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def theme_check(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """A person has read this language; where its words were changed since, they stand on the page that comes back."""
    given: dict[str, Any] = {"theme": theme_in(code, language), "language": language, "seen": request.POST.get(SEEN, "")}
    try:
        check_language(**given, by=asker(request), now=timezone.now())
    except RefusedByThePlan as refusal:
        messages.error(request, str(refusal))
        shown = _detail(request, code)
        shown.status_code = 409
        return shown
    return redirect("engagement:theme-detail", code=code)


def _detail(request: HttpRequest, code: str) -> HttpResponse:
    theme, user = _theme(code), asker(request)
    [row] = [row for row in _rows(user) if row["theme"] == theme]
    behind = (
        PointTheme.objects.filter(theme=theme, point__in=Point.objects.visible_to(user))
        .order_by()
        .values("point__conversation__organization__name")
        .annotate(conversations=Count("point__conversation", distinct=True), points=Count("point", distinct=True))
    )
    context = {
        **row,
        "behind": behind.order_by("-conversations", "-points", "point__conversation__organization__name")[:SHOWN],
        "passages": _passages(request, theme, list(_codings(theme, user)[:SHOWN])),
        "history": _history(theme),
        "undoable": last if (last := codebook_undo.last_change()) and theme.code in last.subjects else None,
        **in_languages(theme),
    }
    return _page(request, "engagement/theme_detail.html", context)


def _history(theme: Theme) -> list[CodebookVersion]:
    made = CodebookVersion.objects.select_related("made_by").defer("content")[:MOST_VERSIONS]
    return [version for version in made if theme.code in version.subjects]


def _codings(theme: Theme, user: User) -> QuerySet[PointTheme]:
    """Codings of a theme that this account may see, newest first."""
    found = PointTheme.objects.filter(theme=theme, point__in=Point.objects.visible_to(user))
    return found.select_related("point__conversation__organization").order_by("-coded_at", "pk")


def _passages(request: HttpRequest, theme: Theme, codings: list[PointTheme]) -> list[dict[str, Any]]:
    """With the words of the notes that they lie on; that these were shown is written down."""
    shown = [coding.point.conversation for coding in codings if coding.point.start is not None or coding.point.lost_words]
    recording.passages_read(conversations=shown, on=theme, by=asker(request), now=timezone.now())
    return [_passage(coding) for coding in codings]


def _passage(coding: PointTheme) -> dict[str, Any]:
    point, notes = coding.point, coding.point.conversation.notes
    return {"coding": coding, "text": notes[point.start : point.end] if point.start is not None else point.lost_words}


def _kept(request: HttpRequest, theme: Theme | None, told: str) -> HttpResponse:
    messages.success(request, told % {"number": codebook.current_number()})
    return redirect("engagement:theme-detail", code=theme.code) if theme else redirect("engagement:codebook-list")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def theme_create(request: HttpRequest) -> HttpResponse:
    """A new theme."""
    analysis.check_can_keep_codebook(by=asker(request))
    form = ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        theme = codebook.add(fields=form.kept(), reason=form.cleaned_data["reason"], by=asker(request), now=timezone.now())
        return _kept(request, theme, _("Added. The codebook is at version %(number)s."))
    return _page(request, "engagement/theme_form.html", {}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def theme_change(request: HttpRequest, code: str) -> HttpResponse:
    """Other words for a theme."""
    theme = _theme(code)
    analysis.check_can_keep_codebook(by=asker(request))
    make = partial(ThemeForm, instance=_theme(code))
    saved = Saved(make(), [theme], make().fields.keys() - {"reason"}, sent(request))
    if saved.differences:
        return two_versions(request, saved, up=(reverse("engagement:theme-detail", args=[code]), theme), nav="codebook")
    form = make(saved.data)
    if form.is_valid():
        given = {"fields": form.kept(), "reason": form.cleaned_data["reason"], "seen": saved.seen}
        made = codebook.change(theme=theme, **given, by=asker(request), now=timezone.now())
        return _kept(request, theme, _("Changed. The codebook is at version %(number)s.") if made else _("Nothing was changed."))
    return _page(request, "engagement/theme_form.html", {"theme": theme, "seen": saved.sent_seen}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def theme_merge(request: HttpRequest, code: str) -> HttpResponse:
    """Asks where its codings go, and how many they are, before they go."""
    theme = _theme(code)
    analysis.check_can_keep_codebook(by=asker(request))
    form = MergeForm(request.POST or None, theme=theme)
    if request.method == "POST" and form.is_valid():
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        codebook.merge(theme=theme, into=into, reason=reason, by=asker(request), now=timezone.now())
        return _kept(request, into, _("Merged. The codebook is at version %(number)s, and can be brought back."))
    moving = PointTheme.objects.filter(theme=theme).count()
    return _page(request, "engagement/theme_merge.html", {"theme": theme, "moving": moving}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def theme_split(request: HttpRequest, code: str) -> HttpResponse:
    """A new theme takes the passages that are ticked."""
    theme = _theme(code)
    analysis.check_can_keep_codebook(by=asker(request))
    codings = list(_codings(theme, asker(request))[:MOST_TO_SPLIT])
    form = SplitForm(request.POST or None, codings=codings, initial={"group": theme.group_id})
    if request.method == "POST" and form.is_valid():
        given = {"fields": form.kept(), "codings": form.chosen(), "reason": form.cleaned_data["reason"]}
        made = codebook.split(theme=theme, **given, by=asker(request), now=timezone.now())
        return _kept(request, made, _("Split. The codebook is at version %(number)s, and can be brought back."))
    ticked = set(request.POST.getlist("codings"))
    rows = [{**row, "ticked": str(row["coding"].pk) in ticked} for row in _passages(request, theme, codings)]
    unseen = PointTheme.objects.filter(theme=theme).count() - len(codings)
    return _page(request, "engagement/theme_split.html", {"theme": theme, "rows": rows, "unseen": unseen}, form)


def _with_reason(request: HttpRequest, code: str, verb: Callable[..., Any], name: str, told: str) -> HttpResponse:
    theme, form = _theme(code), ReasonForm(request.POST or None)
    analysis.check_can_keep_codebook(by=asker(request))
    if request.method == "POST" and form.is_valid():
        verb(theme=theme, reason=form.cleaned_data["reason"], by=asker(request), now=timezone.now())
        return _kept(request, theme, told)
    return _page(request, name, {"theme": theme, "in_use": PointTheme.objects.filter(theme=theme).count()}, form)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def theme_retire(request: HttpRequest, code: str) -> HttpResponse:
    """Asks why, then retires."""
    told = _("Retired. The codebook is at version %(number)s.")
    return _with_reason(request, code, codebook.retire, "engagement/theme_retire.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def theme_restore(request: HttpRequest, code: str) -> HttpResponse:
    """Asks why, then brings back."""
    return _with_reason(
        request, code, codebook.restore, "engagement/theme_restore.html", _("Back in use. The codebook is at version %(number)s.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def theme_group_keep(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new group, or other words for one."""
    analysis.check_can_keep_codebook(by=asker(request))
    group = get_object_or_404(ThemeGroup, code=code) if code else None
    make = partial(GroupForm, instance=get_object_or_404(ThemeGroup, code=code) if code else None)
    saved = Saved(make(), [group] if group else [], make().fields.keys() - {"reason"}, sent(request))
    if group and saved.differences:
        return two_versions(request, saved, up=(reverse("engagement:codebook-list"), _("Codebook")), nav="codebook")
    form = make(saved.data)
    if form.is_valid():
        given = {"fields": form.kept(), "reason": form.cleaned_data["reason"], "seen": saved.seen if group else None}
        codebook.keep_group(group=group, **given, by=asker(request), now=timezone.now())
        return _kept(request, None, _("Saved. The codebook is at version %(number)s."))
    return _page(request, "engagement/theme_group_form.html", {"group": group, "seen": saved.sent_seen}, form)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def codebook_versions(request: HttpRequest) -> HttpResponse:
    """Who changed what, when and why."""
    return _page(
        request,
        "engagement/codebook_versions.html",
        {"versions": CodebookVersion.objects.select_related("made_by").defer("content")},
    )


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def codebook_version(request: HttpRequest, number: int) -> HttpResponse:
    """The codebook as it was, in the reader's language."""
    made = get_object_or_404(CodebookVersion.objects.select_related("made_by"), number=number)
    themes: dict[str, list[dict[str, Any]]] = {}
    for row in made.content["themes"]:
        themes.setdefault(row["group"], []).append(_in_my_language(row, THEME_TEXTS))
    groups = [(_in_my_language(row, ("name",)), themes.get(row["code"], [])) for row in made.content["groups"]]
    return _page(request, "engagement/codebook_version.html", {"version": made, "groups": groups})


def _in_my_language(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """A group or theme of a version with its words in the reader's language, else in the portal's first."""
    mine, first = get_language() or "", settings.MODELTRANSLATION_DEFAULT_LANGUAGE
    return {**row, **{name: row.get(f"{name}_{mine}") or row.get(f"{name}_{first}", "") for name in fields}}


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def codebook_undo_last(request: HttpRequest) -> HttpResponse:
    """Takes the last change back."""
    made = codebook_undo.undo(by=asker(request), now=timezone.now())
    messages.success(request, _("Undone. The codebook is at version %(number)s.") % {"number": made.number})
    return redirect("engagement:codebook-list")
