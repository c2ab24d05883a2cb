"""What the public pages read live until now becomes version 1 of its released item; a moved date becomes a row of its own."""

import hashlib
import json

from django.conf import settings
from django.db import migrations
from django.utils import timezone

TEXTS = ("title", "summary", "responsible", "land_acknowledgement", "funding", "decision", "contact", "disclaimer")
CODES = [code for code, _name in settings.LANGUAGES]


def texts(row, field):
    default = getattr(row, f"{field}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}", None) or ""
    return {code: getattr(row, f"{field}_{code}", None) or default for code in CODES}


def iso(day):
    return day.isoformat() if day else None


def release(apps, schema_editor):
    EngagementPlan, Phase = apps.get_model("phases", "EngagementPlan"), apps.get_model("phases", "Phase")
    Milestone, MilestoneMove = apps.get_model("phases", "Milestone"), apps.get_model("phases", "MilestoneMove")
    now = timezone.now()
    for step in Milestone.objects.exclude(original_due_on=None).iterator():
        words = {f"reason_{code}": getattr(step, f"moved_reason_{code}", None) or "" for code in CODES}
        MilestoneMove.objects.create(
            milestone=step, from_on=step.original_due_on, to_on=step.due_on, moved_on=timezone.localdate(now),
            reason=step.moved_reason or "", **words,
        )
    for plan in EngagementPlan.objects.order_by("slug"):
        _freeze(apps, "plan", plan.slug, {name: texts(plan, name) for name in TEXTS}, now)
    for phase in Phase.objects.exclude(state="not_going_forward").order_by("number"):
        _freeze(apps, "phase", phase.slug, _phase(phase, Milestone, MilestoneMove), now)


def _phase(phase, Milestone, MilestoneMove):
    steps = []
    for step in Milestone.objects.filter(phase=phase).order_by("due_on", "order"):
        moves = [
            {"from_on": iso(move.from_on), "to_on": iso(move.to_on), "moved_on": iso(move.moved_on), "reason": texts(move, "reason")}
            for move in MilestoneMove.objects.filter(milestone=step).order_by("moved_on", "to_on")
        ]
        steps.append({
            "title": texts(step, "title"), "starts_on": iso(step.starts_on), "due_on": iso(step.due_on),
            "done_on": iso(step.done_on), "progress": step.progress, "moves": moves,
        })
    return {
        "number": phase.number, "phase_kind": phase.kind, "title": texts(phase, "title"), "goal": texts(phase, "goal"),
        "promise": texts(phase, "promise"), "iap2_level": phase.iap2_level, "edmonton_role": phase.edmonton_role,
        "starts_on": iso(phase.starts_on), "ends_on": iso(phase.ends_on), "state": phase.state,
        "report_due_on": iso(phase.report_due_on), "universe_count": phase.universe_count, "milestones": steps,
    }


def _freeze(apps, kind, slug, payload, now):
    frozen = payload | {
        "schema": "resilience-portal/item/1", "kind": kind, "slug": slug, "version": 1,
        "released_on": timezone.localdate(now).isoformat(),
    }
    text = json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    apps.get_model("phases", "ReleasedItem").objects.create(
        kind=kind, slug=slug, version=1, payload=frozen, payload_sha256=hashlib.sha256(text.encode()).hexdigest(), released_at=now
    )


def put_back(apps, schema_editor):
    for move in apps.get_model("phases", "MilestoneMove").objects.order_by("-moved_on").iterator():
        step = move.milestone
        step.original_due_on = move.from_on
        for code in CODES:
            setattr(step, f"moved_reason_{code}", getattr(move, f"reason_{code}"))
        step.save()


class Migration(migrations.Migration):

    dependencies = [
        ('phases', '0040_plan_items'),
    ]

    operations = [migrations.RunPython(release, put_back)]
