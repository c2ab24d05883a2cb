"""The list of conversations: found by facets and words, seen in columns, sorted in bulk, taken along as a sheet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement import policies
from engagement.domain import bulk, listing, preferences
from engagement.domain.bulk import Outcome
from engagement.enums.importing import ImportKind
from engagement.exports import conversation_sheet
from engagement.exports.conversation_sheet import COLUMNS, FIRST
from engagement.forms.filters import BulkForm, ConversationFilter, ViewForm, position, ticked
from engagement.models import Conversation, ListColumns, SavedView
from engagement.models.conversation_questions import ConversationQuerySet
from engagement.policies import desk
from engagement.policies.importing import can_import
from engagement.views.access import asker, for_roles, tells_refusals
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.ui.phrases import named
from stakeholders.models import Tag

PAGE = 25
MOST_EXPORTED = 5_000
KINDS = {
    "csv": (conversation_sheet.as_csv, conversation_sheet.CSV),
    "xlsx": (conversation_sheet.as_xlsx, conversation_sheet.XLSX),
}


def check_may_list(user: User) -> None:
    """The page exists for those who may open any record at all."""
    reads_notes = user.has_role(Role.ADMINISTRATOR) and user.may_read_notes
    if not (user.has_role(*ENGAGEMENT_ROLES, Role.LIAISON) or reads_notes):
        raise Http404


def searched(request: HttpRequest) -> str:
    """The words looked for: from the body only, so that they stand in no address and no log."""
    return request.POST.get("q", "")[:200].replace("\x00", "").strip()


def found_by(request: HttpRequest, facets: ConversationFilter) -> ConversationQuerySet:
    """What the facets and the words leave of the visible records."""
    found = facets.narrow(Conversation.objects.visible_to(facets.user))
    return found.matching(words) if (words := searched(request)) else found


def quickly_found_by(request: HttpRequest, facets: ConversationFilter) -> ConversationQuerySet | None:
    """The same by numbers of facets, where the database keeps them."""
    if not listing.is_quick():
        return None
    found = facets.narrow_quickly(Conversation.objects.visible_to(facets.user))
    return found.mentioning(words) if (words := searched(request)) else found


def columns_of(user: User) -> list[str]:
    """Those that the account chose last."""
    kept = ListColumns.objects.filter(owner=user).values_list("names", flat=True).first()
    return [name for name in COLUMNS if name in kept] if kept else list(FIRST)


def views_of(user: User) -> list[dict[str, Any]]:
    """Saved views as links."""
    shown = SavedView.objects.visible_to(user).select_related("owner")[:50]
    return [{"view": view, "query": urlencode(view.facets), "is_own": view.owner_id == user.pk} for view in shown]


@require_http_methods(["GET", "HEAD", "POST"])
def conversation_list(request: HttpRequest) -> HttpResponse:
    """Rows of visible records, newest first, one page after the other; a search and its pages come by POST."""
    user = asker(request)
    check_may_list(user)
    facets = ConversationFilter(request.GET, user=user)
    place = position((request.POST if request.method == "POST" else request.GET).get("after", ""))
    page = listing.page(found_by(request, facets), quick=quickly_found_by(request, facets), after=place, size=PAGE)
    names = columns_of(user)
    context = {
        "nav": "conversations",
        "page": page,
        "rows": page.rows,
        "table": list(zip(page.rows, _drawn(page.rows, names, user), strict=True)),
        "facets": facets,
        "here": facets.address(request.path),
        "count_here": facets.address(reverse("engagement:conversation-count")),
        "page_size": PAGE,
        "words": searched(request),
        "is_later_page": place is not None,
    }
    return render(request, "engagement/conversation_list.html", context | _furniture(user, names))


@require_POST
def conversation_count(request: HttpRequest) -> HttpResponse:
    """How many there are of what is listed: asked for by the page once it stands, words in the body as ever."""
    user = asker(request)
    check_may_list(user)
    facets = ConversationFilter(request.GET, user=user)
    quick = quickly_found_by(request, facets)
    total = listing.count(found_by(request, facets) if quick is None else quick)
    return render(request, "engagement/parts/list_count.html", {"total": total, "is_many": total > listing.COUNTED})


def _drawn(rows: list[Conversation], names: list[str], user: User) -> list[list[dict[str, Any]]]:
    """Cells with their heading; the page draws some of them by name."""
    found = conversation_sheet.cells(rows, names, seen_by=user)
    return [
        [{"name": name, "label": COLUMNS[name].label, "text": text} for name, text in zip(names, line, strict=True)]
        for line in found
    ]


def _furniture(user: User, names: list[str]) -> dict[str, Any]:
    """Around the rows: headings, views, and what may be done."""
    return {
        "columns": [(name, column.label, name in names) for name, column in COLUMNS.items()],
        "headings": [(name, COLUMNS[name].label) for name in names],
        "views": views_of(user),
        "tags": Tag.objects.all()[:200],
        "bulk": BulkForm(auto_id="bulk-%s"),
        "can_record": policies.can_record(by=user),
        "can_import": can_import(ImportKind.CONVERSATIONS, by=user),
        "can_sort": desk.can_sort(by=user),
    }


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def conversation_bulk(request: HttpRequest) -> HttpResponse:
    """One step for all that were ticked. Says what was done, and of each of the others why not."""
    user, form = asker(request), BulkForm(request.POST)
    facets = ConversationFilter(request.GET, user=user)
    keys = ticked(request.POST.getlist("chosen"))
    is_export = request.POST.get("action") in KINDS
    if not form.is_valid() or not (keys or is_export):
        told = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, told or _("Tick the conversations first."))
        return redirect(facets.address(reverse("engagement:conversation-list")))
    found = Conversation.objects.visible_to(user).filter(pk__in=keys).for_list()
    if is_export:
        return _export(request, found if keys else found_by(request, facets).for_list(), form.cleaned_data["action"])
    return _told(request, _stepped(form, found, user), form, facets, len(keys))


def _stepped(form: BulkForm, found: ConversationQuerySet, user: User) -> Outcome:
    """The one call inward."""
    now, chosen = timezone.now(), form.cleaned_data
    if chosen["action"] == "assign":
        return bulk.assign(conversations=found, to=chosen["to"], by=user, now=now)
    if chosen["action"] == "submit":
        return bulk.submit(conversations=found, by=user, now=now)
    step = bulk.tag if chosen["action"] == "tag" else bulk.untag
    return step(conversations=found, tag=bulk.named_tag(name=chosen["tag"], by=user), by=user, now=now)


def _told(request: HttpRequest, outcome: Outcome, form: BulkForm, facets: ConversationFilter, asked: int) -> HttpResponse:
    """What came of it."""
    context = {
        "nav": "conversations",
        "outcome": outcome,
        "missing": asked - len(outcome.done) - len(outcome.left_out),
        "action": form.cleaned_data["action"],
        "tag": form.cleaned_data["tag"],
        "to": form.cleaned_data["to"],
        "here": facets.address(reverse("engagement:conversation-list")),
        "bulk_here": facets.address(reverse("engagement:conversation-bulk")),
        "words": searched(request),
    }
    return render(request, "engagement/conversation_bulk.html", context)


def _export(request: HttpRequest, found: ConversationQuerySet, kind: str) -> HttpResponse:
    """The ticked rows, or all that is found, in the columns that are seen."""
    user, rows = asker(request), list(found[:MOST_EXPORTED])
    names = ["reference", *(name for name in columns_of(user) if name != "reference")]
    bulk.note_export(count=len(rows), kind=kind, columns=names, by=user, now=timezone.now())
    write, content_type = KINDS[kind]
    response = HttpResponse(write(rows, names, seen_by=user), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{conversation_sheet.file_name(kind)}"'
    return response


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def conversation_columns(request: HttpRequest) -> HttpResponse:
    """Remembers the columns."""
    user = asker(request)
    names = [name for name in COLUMNS if name in request.POST.getlist("columns")] or list(FIRST)
    preferences.choose_columns(names=names, by=user, now=timezone.now())
    return redirect(ConversationFilter(request.GET, user=user).address(reverse("engagement:conversation-list")))


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def view_save(request: HttpRequest) -> HttpResponse:
    """Keeps the facets of the address under a name."""
    user, form = asker(request), ViewForm(request.POST)
    facets = ConversationFilter(request.GET, user=user)
    facets.is_valid()
    if form.is_valid():
        preferences.save_view(facets=facets.chosen(), by=user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved as “%(name)s”.") % {"name": named(form.cleaned_data["name"])})
    else:
        messages.error(request, _("Give the view a name of at most 60 characters."))
    return redirect(facets.address(reverse("engagement:conversation-list")))


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def view_delete(request: HttpRequest, pk: Any) -> HttpResponse:
    """Throws one's own view away; the conversations stay."""
    view = get_object_or_404(SavedView.objects.visible_to(asker(request)), pk=pk)
    preferences.delete_view(view=view, by=asker(request), now=timezone.now())
    messages.info(request, _("The view was deleted."))
    return redirect("engagement:conversation-list")
