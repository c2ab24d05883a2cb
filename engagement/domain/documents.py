"""Documents of projects: brought as files, cleaned as every file is, public only with the project's own release.

    bring(project=project, name="Evaluation.pdf", body=…, fields={"title_en": …, "licence": …}, by=user, now=now)

A proposal freezes the digest of each document; the bytes stay here until nothing asks for them any more. What becomes public is
copied through the hatch (`engagement.reporting.item_release`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement.domain.attaching.apart import clean_apart
from engagement.domain.attaching.kinds import kind_of
from engagement.domain.plan_edits import changing
from engagement.models import DocumentFile, ItemRelease, Project, ProjectDocument
from phases.models import ReleasedDocument
from phases.policies import Refused, check_can_plan
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

MOST = 30  # of one project: each is copied into what is public


def address_of(project: Project, name: str, ending: str) -> str:
    """The last part of its public address, free within the project: letters, digits and hyphens."""
    stem = slugify(PurePosixPath(name).stem)[:60].strip("-_") or "document"
    taken = set(project.documents.exclude(address="").values_list("address", flat=True))
    tries = (f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}" for number in range(1, MOST + 2))
    return next(wanted for wanted in tries if wanted not in taken)


def bring(*, project: Project, name: str, body: bytes, fields: Mapping[str, Any], by: User, now: datetime) -> ProjectDocument:
    """Takes a file in. Raises Unfit where it does not fit, Refused. Slow work first, then one short transaction."""
    check_can_plan(by=by)
    kind = kind_of(body, name)
    clean = clean_apart(body, kind)
    sha256 = hashlib.sha256(clean).hexdigest()
    with transaction.atomic():
        project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        if project.documents.count() >= MOST:
            raise Refused(_("A project has at most %(most)s documents. Take one out first.") % {"most": MOST})
        given = {"kind": kind.name, "size": len(clean), "body": clean, "added_by": by, "added_at": now}
        file, _is_new = DocumentFile.objects.get_or_create(sha256=sha256, defaults=given)
        address = address_of(project, name, kind.endings[0])
        with changing(also=project.documents.all, subject=project.pk, part="documents", by=by, now=now):
            made = ProjectDocument.objects.create(project=project, file=file, address=address, **fields)
        details = {"document": str(made.pk), "kind": kind.name, "size": len(clean)}
        audit("project.document_brought", by=by, on=project, now=now, details=details)
    return made


@transaction.atomic
def note_read(*, file: DocumentFile, by: User, now: datetime) -> None:
    """Writes down that a file that is not public was taken out."""
    audit("document.read", by=by, on=file, now=now)


def drop_unused() -> int:
    """Files that no document, no open proposal and nothing public names are gone. Returns how many."""
    asked = {
        row["file"]["sha256"]
        for payload in ItemRelease.objects.open().filter(kind="project").values_list("payload", flat=True)
        for row in payload.get("documents", [])
        if row.get("file")
    }
    public = ReleasedDocument.objects.values("sha256")
    unused = DocumentFile.objects.filter(documents=None).exclude(sha256__in=asked).exclude(sha256__in=public)
    return unused.delete()[0]
