"""Shapes of the read API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from phases.models import Phase, PublishedReport


class TextField(serializers.Field):  # type: ignore[type-arg]
    """A text in every language: {"en": …, "fr": …, "ar": …}."""

    def __init__(self, field: str, **kwargs: Any) -> None:
        self.field = field
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, str]:
        """The model's field in each language."""
        return {code: getattr(value, f"{self.field}_{code}") or "" for code, _name in settings.LANGUAGES}


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Text(TextField):
    """As above, with its description for machines."""


class PhaseSerializer(serializers.ModelSerializer[Phase]):
    """A phase of the plan."""

    title = Text("title")
    goal = Text("goal")
    promise = Text("promise")

    class Meta:
        model = Phase
        fields = (
            "number", "slug", "kind", "title", "goal", "promise", "iap2_level", "edmonton_role", "starts_on", "ends_on", "state",
            "report_due_on", "universe_count",
        )  # fmt: skip


class ReportSerializer(serializers.ModelSerializer[PublishedReport]):
    """A released version, without its content."""

    title = serializers.SerializerMethodField()
    released_on = serializers.SerializerMethodField()
    phase: serializers.SlugRelatedField[Phase] = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = PublishedReport
        fields: ClassVar[tuple[str, ...]] = ("slug", "version", "state", "title", "phase", "released_on", "payload_sha256")

    def get_title(self, report: PublishedReport) -> dict[str, str]:
        """Title in every language."""
        title: dict[str, str] = report.payload["title"]
        return title

    def get_released_on(self, report: PublishedReport) -> str:
        """Day of release."""
        return str(report.payload["released_on"])


class ReportDetailSerializer(ReportSerializer):
    """A released version with its payload (`docs/payload.md`)."""

    payload = serializers.DictField(read_only=True)

    class Meta(ReportSerializer.Meta):
        fields: ClassVar = (*ReportSerializer.Meta.fields, "payload")
