"""The public door of a focus group: say that you would like to come, get a number. No account, no script, nothing shown back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from engagement.domain import registering
from engagement.forms.interest import InterestForm
from engagement.models import FocusGroup
from engagement.views import intake
from engagement.views.intake import is_too_often, receipt_path
from phases.exports import plan_items
from phases.exports.items import Shown
from phases.views.frame import alternates, page, public


def _closed(request: HttpRequest, shown: Shown, others: list[Shown]) -> HttpResponse:
    """The group is there, but takes nobody now: an old link leads on to those that do."""
    coming = [row for row in plan_items.coming(others, today=timezone.localdate()) if row["takes_interest"]]
    context = {"group": shown, "coming": coming, "alternates": alternates(request.path), "nav": "plan"}
    return render(request, "engagement/interest_closed.html", context, status=409 if request.method == "POST" else 200)


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest_express(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; a mistake keeps what was typed."""
    groups = plan_items.groups()
    shown = next((row for row in groups if row["slug"] == slug), None)
    if shown is None:
        raise Http404
    group = FocusGroup.objects.select_related("phase").filter(slug=slug).first()
    if group is None or not (shown["takes_interest"] and registering.looks_for_people(group)):
        return _closed(request, shown, groups)
    form = InterestForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "interest"):
            form.add_error(None, _("Many have written from your connection in the last hour. Please try again later."))
        else:
            given, apart = form.fields_given(), form.equality_given()
            made = registering.express_interest(group=group, fields=given, answers=apart, now=timezone.now())
            day = registering.answer_by(made.created_at)
            return redirect("take_part:interest-received", receipt=receipt_path(made.receipt, answer_by=day))
    context = {"form": form, "group": shown, "alternates": alternates(request.path), "nav": "plan"}
    return render(request, "engagement/interest_express.html", context, status=422 if form.errors else 200)


@public
@never_cache
def interest_received(request: HttpRequest, receipt: str) -> HttpResponse:
    """The number, to write down, and the day by which we answer."""
    return page(request, "engagement/interest_received.html", "plan", **intake.receipt(receipt))
