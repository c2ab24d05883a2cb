"""Doors of the read API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.decorators import api_view
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.reverse import reverse

from phases.api.serializers import PhaseSerializer, ReportDetailSerializer, ReportSerializer
from phases.enums import ItemKind
from phases.models import PublishedReport, ReleasedItem


class ByReport(CursorPagination):
    """Pages by cursor: never a count, never an offset."""

    page_size = 50
    ordering = ("slug", "-version")


@extend_schema(responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}})
@api_view(["GET"])
def api_root(request: HttpRequest) -> Response:
    """Where to begin."""
    names = {"phases": "api-phase-list", "reports": "api-report-list", "schema": "api-schema"}
    return Response({name: reverse(f"released:{url}", request=request) for name, url in names.items()})


class PhaseList(generics.ListAPIView[ReleasedItem]):
    """Phases of the plan, as they were released, in order."""

    serializer_class = PhaseSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[ReleasedItem]:
        """Public ones."""
        return ReleasedItem.objects.of(ItemKind.PHASE).current().order_by("payload__number")


class ReportList(generics.ListAPIView[PublishedReport]):
    """Every released version of every report."""

    serializer_class = ReportSerializer
    pagination_class = ByReport

    def get_queryset(self) -> QuerySet[PublishedReport]:
        """Readable ones."""
        return PublishedReport.objects.readable().select_related("phase")


class ReportDetail(generics.RetrieveAPIView[PublishedReport]):
    """One released version with all its figures and words."""

    serializer_class = ReportDetailSerializer

    def get_queryset(self) -> QuerySet[PublishedReport]:
        """Readable ones."""
        return PublishedReport.objects.readable().select_related("phase")

    def get_object(self) -> PublishedReport:
        """By address and version."""
        wanted: dict[str, Any] = {"slug": self.kwargs["slug"], "version": self.kwargs["version"]}
        return generics.get_object_or_404(self.get_queryset(), **wanted)
