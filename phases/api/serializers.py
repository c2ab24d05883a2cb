"""Shapes of the read API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from phases.enums import Iap2Level, ItemKind, PhaseKind, PhaseState, PublicRole
from phases.models import Phase, PublishedReport, ReleasedItem


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Text(serializers.Field):  # type: ignore[type-arg]  # not generic when it runs
    """A text in every language: {"en": …, "fr": …, "ar": …}."""

    def to_representation(self, value: Any) -> dict[str, str]:
        """As the payload has it."""
        return dict(value)


class PhaseSerializer(serializers.Serializer[ReleasedItem]):
    """A phase of the plan, from its released payload."""

    number = serializers.IntegerField(source="payload.number")
    slug = serializers.SlugField()
    version = serializers.IntegerField()
    released_on = serializers.DateField(source="payload.released_on")
    kind = serializers.ChoiceField(choices=PhaseKind.choices, source="payload.phase_kind")
    title = Text(source="payload.title", read_only=True)
    goal = Text(source="payload.goal", read_only=True)
    promise = Text(source="payload.promise", read_only=True)
    iap2_level = serializers.ChoiceField(choices=Iap2Level.choices, source="payload.iap2_level")
    edmonton_role = serializers.ChoiceField(choices=PublicRole.choices, source="payload.edmonton_role")
    starts_on = serializers.DateField(source="payload.starts_on", allow_null=True)
    ends_on = serializers.DateField(source="payload.ends_on", allow_null=True)
    state = serializers.ChoiceField(choices=PhaseState.choices, source="payload.state")
    report_due_on = serializers.DateField(source="payload.report_due_on", allow_null=True)
    universe_count = serializers.IntegerField(source="payload.universe_count", allow_null=True)


class ItemSerializer(serializers.Serializer[ReleasedItem]):
    """An item of the plan as it was released: texts in every language, days, states."""

    kind = serializers.ChoiceField(choices=ItemKind.choices)
    slug = serializers.SlugField()
    version = serializers.IntegerField()
    released_on = serializers.DateField(source="payload.released_on")
    payload_sha256 = serializers.CharField()
    payload = serializers.DictField()


class WantedSerializer(serializers.Serializer[Any]):
    """Which items are asked for."""

    kind = serializers.ChoiceField(choices=ItemKind.choices, required=False)


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
