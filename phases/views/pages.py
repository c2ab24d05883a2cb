"""Pages of words: how people are protected, privacy, accessibility, contact, open data."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from phases.exports import accessibility as accessibility_results
from phases.exports import collection_notice, items, share_card
from phases.models import PublishedReport
from phases.phrases import SPOKEN
from phases.views.downloads import offered, with_sizes
from phases.views.frame import page, public
from resilience_portal.privacy.phrases import kept


@public
def data(request: HttpRequest) -> HttpResponse:
    """What can be taken away, and on which terms."""
    reports = PublishedReport.objects.current().prefetch_related(Prefetch("files", with_sizes()))
    language = get_language() or "en"
    rows = [{"report": report, "downloads": offered(report, report.files.all(), language)} for report in reports]
    return page(request, "phases/data.html", "data", rows=rows)


@public
def card(request: HttpRequest, kind: str) -> HttpResponse:
    """The picture beside a link to a page of this kind."""
    if kind not in share_card.TITLES:
        raise Http404
    return HttpResponse(share_card.of_kind(kind), content_type="image/png")


@public
def item_card(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The picture beside a link to one phase, group, project or theme."""
    picture = share_card.of_item(kind, slug)
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


@public
def protection(request: HttpRequest) -> HttpResponse:
    """How numbers and words are made safe, for everyone."""
    return page(request, "phases/protection.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is written down, why, and how to have it corrected or taken out."""
    versions = collection_notice.versions(today=timezone.localdate())
    notice = next((row for row in versions if row["is_in_force"]), None)
    return page(request, "phases/privacy.html", plan=items.plan(), notice=notice, versions=versions, kept=kept())


@public
def privacy_version(request: HttpRequest, slug: str) -> HttpResponse:
    """One version of the collection notice, at the address that it keeps."""
    versions = collection_notice.versions(today=timezone.localdate())
    notice = next((row for row in versions if row["slug"] == slug), None)
    if notice is None:
        raise Http404
    return page(request, "phases/privacy_version.html", notice=notice, versions=versions)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known to be missing, whom to tell."""
    tested = accessibility_results.results()
    names = [SPOKEN.get(code, code) for code in tested.languages] if tested else []
    return page(request, "phases/accessibility.html", plan=items.plan(), tested=tested, names=names)


@public
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask."""
    return page(request, "phases/contact.html", plan=items.plan())


@public
def follow(request: HttpRequest) -> HttpResponse:
    """Every way to hear of news: feeds, calendar, card."""
    return page(request, "phases/follow.html", phases=items.phases(today=timezone.localdate()))
