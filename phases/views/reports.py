"""Released reports, every version at its own address, and their files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from phases.exports import notices, share_card, structured
from phases.exports.page import context
from phases.models import PublishedFile, PublishedReport
from phases.views.downloads import offered, with_sizes
from phases.views.frame import page, public


@public
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report, its newest version first."""
    return page(request, "phases/report_list.html", "reports", reports=PublishedReport.objects.readable())


@public
def report_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version of one report."""
    report = PublishedReport.objects.newest_of(slug)
    if report is None:
        raise Http404
    return _report(request, report)


@public
def report_version(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """One version; an older one says that it was superseded."""
    return _report(request, get_object_or_404(PublishedReport.objects.readable(), slug=slug, version=version))


def _report(request: HttpRequest, report: PublishedReport) -> HttpResponse:
    versions = PublishedReport.objects.readable().filter(slug=report.slug).order_by("-version")
    facts: dict[str, Any] = {"report": report, "versions": versions, "notice": notices.banner(report.notice)}
    if report.is_withdrawn:
        return page(request, "phases/report_withdrawn.html", "reports", **facts)
    facts["share"] = {"path": reverse("phases:report-card", args=[report.slug, report.version]), "words": report.title}
    files = offered(report, with_sizes().filter(report=report), get_language() or "en")
    facts |= {"downloads": files, "structured": structured.element(structured.dataset(report, files))}
    return page(request, "phases/report_detail.html", "reports", **context(report.payload), **facts)


def _file(slug: str, version: int, name: str, language: str = "") -> HttpResponse:
    found = get_object_or_404(
        PublishedFile.objects.filter(report__in=PublishedReport.objects.readable()),
        report__slug=slug,
        report__version=version,
        name=name,
        **({"language": language} if language else {}),
    )
    response = HttpResponse(bytes(found.body), content_type=found.media_type)
    response["Content-Disposition"] = (
        f'{"inline" if name.endswith(".pdf") else "attachment"}; filename="{slug}-v{version}-{name}"'
    )
    response["Cache-Control"] = "public, max-age=60"
    return response


@public
def report_pdf(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The PDF in the language of the address."""
    return _file(slug, version, "report.pdf", get_language() or "en")


@public
def report_card(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The picture beside a link to a version. One that was taken back has none."""
    report = get_object_or_404(PublishedReport.objects.readable(), slug=slug, version=version)
    if report.is_withdrawn:
        raise Http404
    return HttpResponse(share_card.of_report(report.payload), content_type="image/png")


@public
def data_file(request: HttpRequest, slug: str, version: int, name: str) -> HttpResponse:
    """A file of the open data of a version. The PDF has its own address, one a language."""
    if name == "report.pdf":
        raise Http404
    return _file(slug, version, name)
