"""Public pages: each stands under /en/, /fr/ and /ar/."""

from django.urls import path

from phases import feeds
from phases.views import home, log, pages, plan, reports, themes

app_name = "phases"
urlpatterns = [
    path("", home.home, name="home"),
    path("phases/", plan.phase_list, name="phase-list"),
    path("phases/<slug:slug>/", plan.phase_detail, name="phase-detail"),
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<slug:slug>/", themes.theme_detail, name="theme-detail"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<slug:slug>/", reports.report_detail, name="report-detail"),
    path("reports/<slug:slug>/v<int:version>/", reports.report_version, name="report-version"),
    path("reports/<slug:slug>/v<int:version>/report.pdf", reports.report_pdf, name="report-pdf"),
    path("data/", pages.data, name="data"),
    path("verify/", log.verify, name="verify"),
    path("protection/", pages.protection, name="protection"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("contact/", pages.contact, name="contact"),
    path("feeds/all.atom", feeds.ReleasesFeed(), name="feed"),
]
