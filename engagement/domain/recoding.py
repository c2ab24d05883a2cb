"""Codings that go from one theme to another with a change of the codebook, each written down so that it can go back."""

from __future__ import annotations

from django.db.models import QuerySet

from engagement.models import CodebookVersion, Point, PointTheme, Reassignment, SecondCode, SecondCodingStep
from phases.models import Theme

BATCH = 500


def give(codings: QuerySet[PointTheme], *, to: Theme, version: CodebookVersion) -> int:
    """Gives these codings to another theme. A point that carries it already keeps its own, and the other one goes."""
    found = list(codings)
    taken = set(PointTheme.objects.filter(theme=to, point__in=[row.point_id for row in found]).values_list("point", flat=True))
    Reassignment.objects.bulk_create(
        (
            Reassignment(
                version=version,
                coding=row.pk,
                point=row.point_id,
                source_id=row.theme_id,
                target=to,
                stance=row.stance,
                coder_id=row.coder_id,
                coded_at=row.coded_at,
                is_dropped=row.point_id in taken,
            )
            for row in found
        ),
        batch_size=BATCH,
    )
    PointTheme.objects.filter(pk__in=[row.pk for row in found if row.point_id in taken]).delete()
    PointTheme.objects.filter(pk__in=[row.pk for row in found if row.point_id not in taken]).update(theme=to)
    return len(found)


def give_second_codes(theme: Theme, *, to: Theme) -> None:
    """A second coder at work goes on with the new theme; what was handed in keeps the codes of its day."""
    SecondCode.objects.filter(theme=theme, second_coding__submitted_at=None).update(theme=to)
    SecondCodingStep.objects.filter(theme=theme).delete()


def give_back(version: CodebookVersion) -> None:
    """Brings back what this version moved, as far as it still stands where it was put."""
    for row in version.reassignments.all():
        if not row.is_dropped:
            PointTheme.objects.filter(pk=row.coding, theme=row.target_id).update(theme=row.source_id)
        elif Point.objects.filter(pk=row.point).exists():
            fields = {"stance": row.stance, "coder_id": row.coder_id, "coded_at": row.coded_at, "pk": row.coding}
            PointTheme.objects.get_or_create(point_id=row.point, theme_id=row.source_id, defaults=fields)
