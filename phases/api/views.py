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

from phases.api.serializers import (
    ItemSerializer,
    PhaseSerializer,
    ReportDetailSerializer,
    ReportSerializer,
    WantedSerializer,
)
from phases.enums import ItemKind
from phases.models import PublishedReport, ReleasedItem

FRESH_FOR = "public, max-age=60"  # as the released pages: anybody may keep an answer for a minute, and ask by its ETag after


class Kept(generics.GenericAPIView[Any]):
    """The same answer for everybody, to be kept by whoever stands between."""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """With how long it stays fresh; what was not found is asked for again."""
        done = super().finalize_response(request, response, *args, **kwargs)
        if done.status_code == 200:
            done["Cache-Control"] = FRESH_FOR
        return done


class ByItem(CursorPagination):
    """Pages by cursor, in the order of kinds and addresses."""

    page_size = 50
    ordering = ("kind", "slug")


class ByReport(CursorPagination):
    """Pages by cursor: never a count, never an offset."""

    page_size = 50
    ordering = ("slug", "-version")


@extend_schema(responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}})
@api_view(["GET"])
def api_root(request: HttpRequest) -> Response:
    """Where to begin."""
    names = {"phases": "api-phase-list", "items": "api-item-list", "reports": "api-report-list", "schema": "api-schema"}
    return Response({name: reverse(f"released:{url}", request=request) for name, url in names.items()})


class PhaseList(Kept, generics.ListAPIView[ReleasedItem]):
    """Phases of the plan, as they were released, in order."""

    serializer_class = PhaseSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[ReleasedItem]:
        """Public ones."""
        return ReleasedItem.objects.of(ItemKind.PHASE).current().order_by("payload__number")


class ItemList(Kept, generics.ListAPIView[ReleasedItem]):
    """Every item that is public now: the plan, phases, focus groups, sessions, findings, projects, promises, notices."""

    serializer_class = ItemSerializer
    pagination_class = ByItem

    @extend_schema(parameters=[WantedSerializer])
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """All of them, or those of one kind."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ReleasedItem]:
        """Public ones, of the kind that is asked for."""
        if getattr(self, "swagger_fake_view", False):
            return ReleasedItem.objects.none()
        wanted = WantedSerializer(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        return ReleasedItem.objects.current().filter(**wanted.validated_data)


class ItemDetail(Kept, generics.RetrieveAPIView[ReleasedItem]):
    """One item that is public now."""

    serializer_class = ItemSerializer

    def get_queryset(self) -> QuerySet[ReleasedItem]:
        """Public ones."""
        return ReleasedItem.objects.current()

    def get_object(self) -> ReleasedItem:
        """By kind and address."""
        return generics.get_object_or_404(self.get_queryset(), kind=self.kwargs["kind"], slug=self.kwargs["slug"])


class ReportList(Kept, generics.ListAPIView[PublishedReport]):
    """Every released version of every report."""

    serializer_class = ReportSerializer
    pagination_class = ByReport

    def get_queryset(self) -> QuerySet[PublishedReport]:
        """Readable ones."""
        return PublishedReport.objects.readable().select_related("phase")


class ReportDetail(Kept, generics.RetrieveAPIView[PublishedReport]):
    """One released version with all its figures and words."""

    serializer_class = ReportDetailSerializer

    def get_queryset(self) -> QuerySet[PublishedReport]:
        """Readable ones."""
        return PublishedReport.objects.readable().select_related("phase")

    def get_object(self) -> PublishedReport:
        """By address and version."""
        wanted: dict[str, Any] = {"slug": self.kwargs["slug"], "version": self.kwargs["version"]}
        return generics.get_object_or_404(self.get_queryset(), **wanted)
