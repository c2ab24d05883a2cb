"""Public pages: each stands under /en/, /fr/ and /ar/."""

from django.urls import path

from phases import feeds
from phases.views import (
    commitments,
    embed,
    focus_groups,
    home,
    log,
    machine,
    pages,
    plan,
    projects,
    reports,
    search,
    themes,
)

app_name = "phases"
urlpatterns = [
    path("", home.home, name="home"),
    path("phases/", plan.phase_list, name="phase-list"),
    path("phases/<slug:slug>/", plan.phase_detail, name="phase-detail"),
    path("focus-groups/", focus_groups.focus_group_list, name="focus-group-list"),
    path("focus-groups/<slug:slug>/", focus_groups.focus_group_detail, name="focus-group-detail"),
    path("projects/", projects.project_list, name="project-list"),
    path("projects/<slug:slug>/", projects.project_detail, name="project-detail"),
    path("commitments/", commitments.commitment_list, name="commitment-list"),
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<slug:slug>/", themes.theme_detail, name="theme-detail"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<slug:slug>/", reports.report_detail, name="report-detail"),
    path("reports/<slug:slug>/v<int:version>/", reports.report_version, name="report-version"),
    path("reports/<slug:slug>/v<int:version>/report.pdf", reports.report_pdf, name="report-pdf"),
    path("reports/<slug:slug>/v<int:version>/share.png", reports.report_card, name="report-card"),
    path("share/<slug:kind>.png", pages.card, name="share-card"),
    path("share/<slug:kind>/<slug:slug>.png", pages.item_card, name="item-card"),
    path("data/", pages.data, name="data"),
    path("verify/", log.verify, name="verify"),
    path("protection/", pages.protection, name="protection"),
    path("privacy/", pages.privacy, name="privacy"),
    path("privacy/<slug:slug>/", pages.privacy_version, name="privacy-version"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("contact/", pages.contact, name="contact"),
    path("follow/", pages.follow, name="follow"),
    path("search/", search.search_page, name="search"),
    path("embed/<slug:slug>/", embed.phase_card, name="embed-phase"),
    path("feeds/all.atom", feeds.ReleasesFeed(), name="feed"),
    path("feeds/calendar.ics", machine.calendar, name="calendar"),
    path("feeds/<slug:slug>.atom", feeds.PhaseFeed(), name="phase-feed"),
]
