"""Addresses below /api/v1/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from phases.api import views

urlpatterns = [
    path("", views.api_root, name="api-root"),
    path("phases/", views.PhaseList.as_view(), name="api-phase-list"),
    path("items/", views.ItemList.as_view(), name="api-item-list"),
    path("items/<slug:kind>/<slug:slug>/", views.ItemDetail.as_view(), name="api-item-detail"),
    path("reports/", views.ReportList.as_view(), name="api-report-list"),
    path("reports/<slug:slug>/v<int:version>/", views.ReportDetail.as_view(), name="api-report-detail"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
