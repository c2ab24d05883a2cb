"""Public addresses without a language: the way in, open data, the read API, feeds, and what machines ask for."""

from django.urls import include, path

from phases import feeds
from phases.views import items, log, machine, reports

app_name = "released"
urlpatterns = [
    path("", machine.root, name="root"),
    path("data/log.jsonl", log.log_file, name="log"),
    path("data/verify.py", log.program, name="verifier"),
    path("data/<slug:slug>/v<int:version>/<str:name>", reports.data_file, name="data-file"),
    path("data/items/<slug:kind>/<slug:slug>/v<int:version>.json", items.item_file, name="item-file"),
    path("data/items/project/<slug:slug>/documents/<str:name>", items.document, name="item-document"),
    path("data/catalog.jsonld", machine.catalogue, name="catalogue"),
    path("feeds/all.atom", feeds.ReleasesFeed(), name="feed"),
    path("feeds/calendar.ics", machine.calendar, name="calendar"),
    path("api/v1/", include("phases.api.urls")),
    path("robots.txt", machine.robots, name="robots"),
    path("sitemap.xml", machine.sitemap, name="sitemap"),
    path("healthz", machine.healthz, name="healthz"),
    path("readyz", machine.readyz, name="readyz"),
]
