"""`manage.py load_demo`: the Edmonton case, once. 55 organizations, 141 conversations, everybody in them invented."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from engagement.domain import retention
from engagement.management import (
    edmonton_analysis,
    edmonton_groups,
    edmonton_notice,
    edmonton_people,
    edmonton_plan,
    edmonton_projects,
    edmonton_releases,
    edmonton_talks,
)
from engagement.models import Conversation
from phases.models import EngagementPlan
from resilience_portal.audit.record import record as audit
from stakeholders.domain.directory import touch_contact


class Command(BaseCommand):
    """All or nothing; the second time nothing."""

    help = "Load the Edmonton demo set (55 organizations, 141 conversations) into an empty portal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses in production and over data of one's own."""
        if settings.PRODUCTION:
            raise CommandError("This is production: the demo accounts have no place here.")
        if EngagementPlan.objects.filter(slug="edmonton").exists():
            if options["verbosity"]:
                self.stdout.write("The demo data is loaded already.")
            return
        if EngagementPlan.objects.exists():
            raise CommandError("This portal has a plan of its own. The demo data goes into an empty portal only.")
        with transaction.atomic():
            load()
        if options["verbosity"]:
            self.stdout.write("Loaded 55 organizations and 141 conversations.")


def load() -> None:
    """Everything, in the order of what needs what."""
    now = timezone.now()
    edmonton_people.load_accounts(now)
    edmonton_people.load_sectors()
    edmonton_people.load_organizations()
    notice = edmonton_notice.load_notice()
    edmonton_people.load_consents(now, notice=notice)
    edmonton_plan.load_plan()
    edmonton_plan.load_codebook()
    talks = edmonton_talks.load_conversations(notice)
    edmonton_talks.load_coding(talks)
    edmonton_analysis.load_second_coding(talks, now)
    edmonton_talks.load_quotes(talks)
    edmonton_talks.load_findings(talks)
    edmonton_talks.load_commitments(talks)
    groups = edmonton_groups.load_groups()
    edmonton_groups.load_registrations(edmonton_groups.load_sessions(groups))
    edmonton_groups.load_group_findings(groups)
    edmonton_projects.load_promises(edmonton_projects.load_projects())
    edmonton_releases.release_plan(now)
    edmonton_releases.release_groups(now)
    edmonton_releases.release_projects(now)
    retention.forget_due(now=now)  # what the worker would let go within the hour: nobody of 2019 is known by name
    newest = Conversation.objects.order_by().values("organization").annotate(last=Max("held_on"))
    for row in newest:
        organization = next(talk.organization for talk in talks.values() if talk.organization_id == row["organization"])
        touch_contact(organization=organization, held_on=row["last"])
    audit("demo.loaded", by=None, on=None, now=now, details={"conversations": len(talks)})
