"""A sheet that somebody brought: its rows as they came, what was agreed about them, and what became of each."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.enums.importing import ImportKind, ImportState
from engagement.models.focus_group import FocusGroup
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from resilience_portal.sheets.issues import Issue, Severity
from resilience_portal.sheets.judging import Outcome

MOVING = (ImportState.RECEIVING, ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
WRITABLE = (Outcome.NEW, Outcome.UPDATE)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Questions about sheets."""

    def visible_to(self, user: User | None) -> Self:
        """A sheet is its bringer's alone: it holds notes that nobody has reviewed, and names."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(created_by=user)

    def for_list(self) -> Self:
        """With all that a list row shows; newest first."""
        return self.select_related("phase", "group").order_by("-created_at", "-id")

    def written(self) -> Self:
        """Those whose rows are in the portal, or on their way."""
        return self.filter(state__in=[ImportState.RUNNING, ImportState.DONE])


class ImportBatch(models.Model):
    """One sheet on its way into the portal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=ImportKind)
    state = models.CharField(_("state"), max_length=12, choices=ImportState, default=ImportState.RECEIVING)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    group = models.ForeignKey(
        FocusGroup, verbose_name=_("focus group"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file: the same one again is noticed
    is_text = models.BooleanField(default=True)  # CSV or pasted; else a workbook
    sheet = models.CharField(max_length=200, blank=True)
    heading = models.JSONField(default=list)  # words of the columns
    heading_row = models.PositiveIntegerField(default=1)
    signature = models.CharField(max_length=64, blank=True)
    fields = models.JSONField(default=list)  # field of each column
    options = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)  # column -> folded value -> what it means
    questions = models.JSONField(default=list)  # values that only a person can decide, with how many rows hold them
    told = models.JSONField(default=list)  # issues of the file as a whole, as it was read
    checked = models.JSONField(default=list)  # and as it was checked
    counts = models.JSONField(default=dict)  # outcome -> rows
    before = models.JSONField(default=dict)  # what undoing has to bring back
    rows_count = models.PositiveIntegerField(default=0)  # rows of the sheet that may be records
    to_do = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    done_through = models.PositiveIntegerField(default=0)  # number of the last row that was worked through
    is_cancelled = models.BooleanField(default=False)  # asked for; the worker looks between two steps
    problem = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey(User, verbose_name=_("brought by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("brought at"))
    updated_at = models.DateTimeField(_("changed at"))
    finished_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    privacy = declare(
        internal="id kind state phase group digest is_text heading_row signature fields options counts rows_count to_do "
        "done_count done_through is_cancelled problem created_by created_at updated_at finished_at",
        personal="name sheet heading answers questions before",
        confidential="told checked",
        kind=Kind.DRAFTS,
        lifetime=Lifetime.WORK,
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at", "-id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["created_by", "-created_at"], name="import_by_bringer")]

    def __str__(self) -> str:
        return self.name

    @property
    def belongs_to(self) -> Phase | FocusGroup | None:
        """What the records of this sheet are of: a phase, a group, or nothing but themselves."""
        return self.group or self.phase

    @property
    def is_moving(self) -> bool:
        """Whether the worker is at it."""
        return self.state in MOVING

    @property
    def file_issues(self) -> list[Issue]:
        """What is to be said about the file as a whole."""
        return [Issue.from_json(each) for each in (*self.told, *self.checked)]

    def record_id(self, number: int) -> uuid.UUID:
        """The id of what a row becomes: the same however often it is written."""
        return uuid.uuid5(self.id, str(number))


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Questions about rows."""

    def records(self) -> Self:
        """Rows that hold a record; no blank lines, totals or headings."""
        return self.filter(is_record=True)

    def after(self, number: int) -> Self:
        """In the order of the sheet, below this row."""
        return self.filter(number__gt=number).order_by("number")

    def to_write(self) -> Self:
        """Those that will be written when the person agrees."""
        return self.filter(is_record=True, outcome__in=[each.value for each in WRITABLE])


class ImportRow(models.Model):
    """One row as it came, and the verdict on it. Cells are emptied a while after the import is over."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as a spreadsheet shows it
    cells = models.JSONField(default=list)
    is_record = models.BooleanField(default=True)
    shape = models.JSONField(default=list)  # what was said of the row before its cells were read
    outcome = models.CharField(max_length=10, default=Outcome.NEW.value)
    severity = models.PositiveSmallIntegerField(default=Severity.OK.value)
    issues = models.JSONField(default=list)
    record = models.UUIDField(null=True, blank=True)  # what it became, or what was there already
    before = models.JSONField(null=True, blank=True)  # what it changed, as it was

    privacy = declare(
        internal="id batch number is_record outcome severity record",
        confidential="cells shape issues before",
        kind=Kind.DRAFTS,
        lifetime=Lifetime.WORK,
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering: ClassVar = ["batch", "number"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def all_issues(self) -> list[Issue]:
        """Everything that is to be said about this row, the worst first."""
        found = [Issue.from_json(each) for each in (*self.shape, *self.issues)]
        return sorted(found, key=lambda issue: -issue.severity)


class ImportMatching(models.Model):
    """How the columns of sheets with these headings were matched last, so that nobody does it twice."""

    kind = models.CharField(max_length=16, choices=ImportKind)
    signature = models.CharField(max_length=64)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    privacy = declare(internal="id kind signature owner fields options used_at", lifetime=Lifetime.CONTACT)

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        ordering: ClassVar = ["-used_at"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "signature", "owner"], name="import_matching_once")]

    def __str__(self) -> str:
        return self.signature[:8]
