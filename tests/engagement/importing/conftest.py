"""The demo's registry, codebook and accounts, without a single conversation; and sheets brought by the lead."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest

from engagement.domain.importing import checking, receiving, writing
from engagement.enums.importing import ImportKind
from engagement.management import edmonton_people, edmonton_plan
from engagement.models import ImportBatch
from phases.models import Phase
from resilience_portal.accounts.models import User
from tests.conftest import NOW


@pytest.fixture(scope="module")
def _registry(kept: None) -> None:
    edmonton_people.load_accounts(NOW)
    edmonton_people.load_sectors()
    edmonton_people.load_organizations()
    edmonton_plan.load_plan()
    edmonton_plan.load_codebook()


@pytest.fixture
def registry(_registry: None, db: None) -> None:
    """55 organizations, their people, the plan, the codebook, one account per role; what a test changes is undone behind it."""


@pytest.fixture
def bring(registry: None, now: datetime) -> Callable[..., ImportBatch]:
    """Receives bytes and checks them, as the account `by`."""

    def run(body: bytes, kind: str = ImportKind.CONVERSATIONS, *, by: str = "lead", **more: str) -> ImportBatch:
        phase = Phase.objects.get(number=1) if kind == ImportKind.CONVERSATIONS else None
        user = User.objects.get(username=by)
        batch = receiving.receive(
            kind=kind, source=io.BytesIO(body), name=more.get("name", "sheet.csv"), phase=phase, by=user, now=now,
            sheet=more.get("sheet", ""),
        )  # fmt: skip
        return check(batch, now)

    return run


def check(batch: ImportBatch, now: datetime, **options: str) -> ImportBatch:
    """Matches the columns as they were recognised, and checks."""
    problems = receiving.match(batch=batch, fields=batch.fields, options=options, by=batch.created_by, now=now)
    assert not problems, problems
    checking.begin(batch=batch, by=batch.created_by, now=now)
    return checking.check(batch_id=batch.pk, now=now)


def carry_out(batch: ImportBatch, now: datetime) -> ImportBatch:
    """Agreed, and the worker's part done here."""
    writing.start(batch=batch, by=batch.created_by, now=now, in_worker=False)
    return writing.run(batch_id=batch.pk, now=now)
