"""The public door of a focus group: say that you would like to come, get a number. No account, no script, nothing shown back."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from engagement.domain import registering
from engagement.forms.interest import InterestForm
from engagement.models import FocusGroup
from engagement.views.intake import is_too_often
from phases.enums import ItemKind
from phases.exports import plan_items
from phases.models import ReleasedItem
from phases.views.frame import alternates, page, public

RECEIPT = re.compile(r"R-[2-9A-Z]{4}-[2-9A-Z]{4}")


def _open_group(slug: str) -> FocusGroup:
    """A group that is public, and says in public that it looks for people."""
    released = ReleasedItem.objects.of(ItemKind.FOCUS_GROUP, slug).current().filter(payload__takes_interest=True)
    if not released.exists():
        raise Http404
    return get_object_or_404(FocusGroup, slug=slug, takes_interest=True)


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest_express(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; a mistake keeps what was typed."""
    group = _open_group(slug)
    form = InterestForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "interest"):
            form.add_error(None, _("Many have written from your connection in the last hour. Please try again later."))
        else:
            given, apart = form.fields_given(), form.equality_given()
            made = registering.express_interest(group=group, fields=given, answers=apart, now=timezone.now())
            return redirect("take_part:interest-received", receipt=made.receipt)
    shown = next(row for row in plan_items.groups() if row["slug"] == slug)
    context = {"form": form, "group": shown, "alternates": alternates(request.path), "nav": "plan"}
    return render(request, "engagement/interest_express.html", context, status=422 if form.errors else 200)


@public
@never_cache
def interest_received(request: HttpRequest, receipt: str) -> HttpResponse:
    """The number, to write down. Nothing is looked up: whoever guesses a number learns nothing."""
    if not RECEIPT.fullmatch(receipt):
        raise Http404
    return page(request, "engagement/interest_received.html", "plan", receipt=receipt)
