"""Address x role. The one table of who may open what; `test_urls.py` walks it.

PUBLIC: a visitor reads it. ACCOUNT: the sign-in pages, open by their nature or to every account. STAFF: by role.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from engagement.domain import answering, codebook
from engagement.enums import ConversationState, FindingState, PointStatus, ReportState, SecondCodingState, StepKind
from engagement.enums.importing import ImportKind, ImportState
from engagement.models import (
    CodingStep,
    Commitment,
    ConversationDraft,
    DocumentFile,
    Finding,
    FollowUp,
    ImportBatch,
    ItemRelease,
    PlanEdit,
    Point,
    PointTheme,
    Quote,
    Report,
    SavedView,
    SecondCode,
    SecondCoding,
)
from engagement.reporting.group_payload import group_payload
from phases.enums import ItemKind
from phases.models import Phase
from resilience_portal.accounts.roles import Role
from stakeholders.domain import merging
from tests.cast import Cast
from tests.engagement import scene
from tests.engagement.scene import NOW
from tests.factories.items import release as release_item
from tests.factories.phases import payload
from tests.factories.plan import make_finding, make_group, make_project, make_registration, make_session
from tests.factories.stakeholders import make_organization, make_person

OFFICER, ANALYST, REVIEWER, LEAD, LIAISON, ADMINISTRATOR, AUDITOR = (role.value for role in Role)
TEAM = frozenset({OFFICER, ANALYST, REVIEWER, LEAD})
KEEPERS = frozenset({OFFICER, LEAD})  # of what the officer owns
NOBODY: frozenset[str] = frozenset()
KNOW, KEEP = TEAM | {ADMINISTRATOR}, frozenset({LEAD, ADMINISTRATOR})  # whom we talk to
CODERS = frozenset({ANALYST, LEAD})
EVERYBODY = frozenset({*(role.value for role in Role), "none"})

IMPORTERS = frozenset({OFFICER, LEAD, ADMINISTRATOR})


@dataclass(frozen=True)
class World:
    """The records that the addresses are tried on."""

    cast: Cast
    ids: dict[str, Any]

    def without(self, record: str) -> World:
        """The same world, in which the id of `record` belongs to nothing."""
        return replace(self, ids={**self.ids, record: uuid.uuid4()})


@dataclass(frozen=True)
class Row:
    """Who gets an answer, and who may see the record but is refused in words (409).

    Everybody else: 404 when signed in, the sign-in page when not.
    """

    roles: frozenset[str]
    record: str = ""  # key into World.ids
    refused: frozenset[str] = frozenset()
    argument: str = "pk"
    method: str = "GET"
    more: dict[str, str] = field(default_factory=dict)
    pair: str = ""  # a second record, as `other`
    pressed_on: str = ""  # the page whose button leads here, where it sends along what was read

    def kwargs(self, world: World) -> dict[str, Any]:
        """What the address needs."""
        other = {"other": world.ids[self.pair]} if self.pair else {}
        return ({self.argument: world.ids[self.record]} if self.record else {}) | other | self.more

    def is_right(self, role: str, response: HttpResponse) -> bool:
        """Whether that role should get this answer."""
        to_login = response.status_code == 302 and "/login/" in response.headers["Location"]
        if role == "anonymous":
            return to_login
        if role in self.refused:
            return response.status_code == 409
        if role in self.roles:
            return response.status_code in {200, 302, 422} and not to_login
        return response.status_code == 404


def sheet(cast: Cast, phase: Phase, state: ImportState) -> ImportBatch:
    """A sheet of conversations that the officer brought."""
    return ImportBatch.objects.create(
        kind=ImportKind.CONVERSATIONS, state=state, phase=phase, name="talks.csv", to_do=1, created_by=cast.ana,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def make_world(cast: Cast) -> World:
    """One record of each kind and state, logged by the officer; the report was asked for by somebody who is not in the table."""
    handed_in = scene.coded(scene.conversation(cast.ana, ConversationState.SUBMITTED), coder=cast.nia)
    coding = PointTheme.objects.create(
        point=handed_in.points.first(), theme=scene.theme(), stance=scene.Stance.CONCERN, coder=cast.nia, coded_at=NOW
    )
    hopeless = Point.objects.create(
        conversation=handed_in, start=0, end=4, created_at=NOW, status=PointStatus.NOT_RESOLVABLE, closing_reason_en="No money.",
        closed_by=cast.nia,
    )  # fmt: skip
    CodingStep.objects.create(
        conversation=handed_in, coder=cast.nia, number=1, kind=StepKind.RATING, subject=hopeless.pk, at=NOW,
        before={"seriousness": "low"}, after={"seriousness": ""},
    )  # fmt: skip
    words = {f"statement_{code}": "Tools first." for code in ("en", "fr", "ar")}
    finding = Finding.objects.create(reference="F1-01", phase=handed_in.phase, written_by=cast.nia, **words)
    finding.conversations.add(handed_in)
    handed_finding = Finding.objects.create(reference="F1-02", phase=handed_in.phase, state=FindingState.IN_REVIEW, **words)
    handed_finding.conversations.add(handed_in)
    codebook.open_first(by=None, now=NOW)
    asked = {"asked_by": cast.lea, "asked_at": NOW}
    twice = SecondCoding.objects.create(
        conversation=scene.coded(scene.conversation(cast.ana, ConversationState.ACCEPTED), "TRU-STIG", coder=cast.nia), **asked,
        coder=scene.staff("another.analyst", Role.ANALYST), state=SecondCodingState.SUBMITTED, submitted_at=NOW,
    )  # fmt: skip
    other = scene.coded(scene.conversation(cast.ana, ConversationState.SUBMITTED), "TRU-STIG", coder=cast.nia)
    blind = SecondCoding.objects.create(conversation=other, coder=cast.lea, **asked)
    report = Report.objects.create(
        phase=handed_in.phase,
        slug="what-we-heard-phase-1",
        title="What we heard",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 11, 1),
        state=ReportState.READY,
        requested_by=scene.staff("another.lead", Role.LEAD),
        requested_at=NOW,
        payload=payload(),
    )
    out = Report.objects.create(
        phase=handed_in.phase,
        slug="progress-phase-1",
        title="Progress",
        period_from=date(2026, 1, 1),
        period_to=date(2026, 11, 1),
        state=ReportState.RELEASED,
        requested_by=report.requested_by,
        requested_at=NOW,
        approved_by=scene.staff("another.reviewer", Role.REVIEWER),
        approved_at=NOW,
        released_at=NOW,
        payload=payload(),
    )
    alike = make_organization("Organization One", created_at=NOW)
    gone = make_organization("Spruce Society")
    person = make_person("Wren Alder", organization=handed_in.organization)
    project = make_project(make_finding())
    open_session, made, public_group = make_session(), make_group(), make_group()
    release_item(ItemKind.FOCUS_GROUP, public_group, title={"en": "As it was called first"})
    release_item(ItemKind.FOCUS_GROUP, public_group)
    ids = {
        "group": open_session.group.pk,
        "public group": public_group.pk,
        "session": open_session.pk,
        "registration": make_registration(open_session).pk,
        "project": project.pk,
        "objective": project.objectives.get().pk,
        "edit": PlanEdit.objects.create(subject=made.pk, before={}, after={}, by=cast.lea, at=NOW).pk,
        "document": DocumentFile.objects.create(
            sha256="0" * 64, kind="txt", size=5, body=b"words", added_by=cast.lea, added_at=NOW
        ).pk,
        "step": project.steps.get().pk,
        "phase": scene.phase(number=9, slug="ninth", report_due_on=date(2027, 1, 1)).pk,
        "proposal": ItemRelease.objects.create(
            kind=ItemKind.FOCUS_GROUP,
            subject=made.pk,
            slug=made.slug,
            payload=group_payload(made),
            proposed_by=scene.staff("another.lead", Role.LEAD),
            proposed_at=NOW,
        ).pk,
        "organization": handed_in.organization.pk,
        "letter": answering.receive(fields={"kind": "question", "message": "Where is the report?"}, now=NOW).pk,
        "alike": alike.pk,
        "person": person.pk,
        "affiliation": person.affiliations.get().pk,
        "merge": merging.merge(kept=alike, gone=gone, chosen={}, by=cast.lea, now=timezone.now()).pk,
        "draft": scene.conversation(cast.ana).pk,
        "handed in": handed_in.pk,
        "not summed up": scene.conversation(cast.ana, ConversationState.SUBMITTED, public_summary="").pk,
        "coding": coding.pk,
        "point": coding.point_id,
        "quote": Quote.objects.create(conversation=handed_in, text="People remember.", language="en", proposed_by=cast.nia).pk,
        "finding": finding.pk,
        "handed finding": handed_finding.pk,
        "second coding": twice.pk,
        "accepted": twice.conversation_id,
        "blind coding": blind.pk,
        "second code": SecondCode.objects.create(second_coding=blind, theme=coding.theme, coded_at=NOW).pk,
        "hopeless point": hopeless.pk,
        "unsent": ConversationDraft.objects.create(owner=cast.ana, updated_at=NOW).pk,
        "new": uuid.uuid4(),
        "report": report.pk,
        "file": scene.attachment(handed_in, cast.ana).pk,
        "check": scene.check(scene.conversation(cast.ana, ConversationState.SUBMITTED), cast.ana).pk,
        "attempt": scene.attempt(cast.ana).pk,
        "released report": out.pk,
        "view": SavedView.objects.create(owner=cast.ana, name="Mine", is_shared=True).pk,
        "commitment": Commitment.objects.create(
            conversation=handed_in, text="Send the guide", owner=cast.ana, due_on=date(2026, 12, 1), created_by=cast.ana
        ).pk,
        "follow-up": FollowUp.objects.create(
            conversation=handed_in, text="Call back", owner=cast.ana, due_on=date(2026, 12, 1), created_by=cast.ana
        ).pk,
        "checked sheet": sheet(cast, handed_in.phase, ImportState.CHECKED).pk,
        "imported sheet": sheet(cast, handed_in.phase, ImportState.DONE).pk,
    }
    return World(cast=cast, ids=ids)


PUBLIC = {
    "released:root", "released:data-file", "released:item-file", "released:item-document", "released:feed", "released:log",
    "released:verifier", "released:robots", "released:sitemap", "released:healthz",
    "released:readyz", "released:api-root", "released:api-phase-list",
    "released:api-item-list", "released:api-item-detail", "released:api-report-list", "released:api-report-detail",
    "released:api-schema", "phases:home", "phases:phase-list", "phases:phase-detail", "phases:theme-list",
    "phases:theme-detail", "phases:report-list", "phases:report-detail", "phases:report-version", "phases:report-pdf",
    "phases:data", "phases:verify", "phases:protection", "phases:privacy", "phases:accessibility",
    "phases:contact", "phases:feed",
    "phases:search", "phases:follow", "phases:embed-phase", "phases:calendar",
    "phases:phase-feed", "released:calendar", "released:catalogue", "phases:share-card", "phases:item-card", "phases:report-card",
    "phases:privacy-version",
    "phases:focus-group-list", "phases:focus-group-detail", "phases:project-list",
    "phases:project-detail", "phases:commitment-list", "take_part:interest-express", "take_part:interest-received",
    "take_part:news-ask", "take_part:news-confirm", "take_part:news-manage", "take_part:news-leave",
    "take_part:enquiry-write", "take_part:enquiry-received", "take_part:speak-back",
}  # fmt: skip

ACCOUNT = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate", "account_email",
    "account_email_verification_sent", "account_change_password", "account_set_password", "account_reset_password",
    "account_confirm_login_code", "account_confirm_email", "account_reset_password_from_key_done",
    "account_reset_password_from_key", "account_reset_password_done", "mfa_index", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "usersessions_list",
}  # fmt: skip

RECRUIT = frozenset({OFFICER, LEAD})
ONLY_LEAD = frozenset({LEAD})
SECOND = frozenset({REVIEWER, LEAD})
ITEM = {"kind": "focus_group"}
PLAN: dict[str, Row] = {
    "engagement:plan": Row(TEAM),
    "engagement:item-create": Row(ONLY_LEAD, more=ITEM),
    "engagement:item-detail": Row(TEAM, "group", more=ITEM),
    "engagement:item-edit": Row(ONLY_LEAD, "group", more=ITEM),
    "engagement:item-parts": Row(ONLY_LEAD, "group", more=ITEM | {"name": "criteria"}),
    "engagement:item-preview": Row(TEAM, "group", more=ITEM | {"language": "ar"}),
    "engagement:item-check": Row(
        frozenset(), "group", refused=TEAM, more=ITEM | {"language": "fr"}, method="POST"
    ),  # not the words that were read
    "engagement:item-propose": Row(
        ONLY_LEAD, "group", refused=TEAM - ONLY_LEAD, more=ITEM, method="POST", pressed_on="engagement:item-propose"
    ),
    "engagement:item-take-back": Row(TEAM, "group", more=ITEM),
    "engagement:edit-undo": Row(ONLY_LEAD, "edit", refused=TEAM - ONLY_LEAD, more=ITEM, method="POST"),
    "engagement:item-version": Row(TEAM, "public group", more=ITEM | {"version": "1"}),
    "engagement:item-version-preview": Row(TEAM, "public group", more=ITEM | {"version": "1", "language": "fr"}),
    "engagement:item-restore": Row(
        ONLY_LEAD, "public group", refused=TEAM - ONLY_LEAD, more=ITEM | {"version": "1"}, method="POST"
    ),
    "engagement:objective-indicators": Row(ONLY_LEAD, "objective"),
    "engagement:document-create": Row(ONLY_LEAD, "project"),
    "engagement:document-download": Row(TEAM, "document"),
    "engagement:step-move": Row(ONLY_LEAD, "step", more={"kind": "project"}),
    "engagement:phase-move": Row(TEAM, "phase", more={"state": "closed_analyzing"}),
    "engagement:project-move": Row(ONLY_LEAD, "project", refused=TEAM - ONLY_LEAD, more={"state": "completed"}, method="POST"),
    "engagement:proposal-detail": Row(TEAM, "proposal"),
    "engagement:proposal-preview": Row(TEAM, "proposal", more={"language": "ar"}),
    "engagement:proposal-approve": Row(SECOND, "proposal", refused=TEAM - SECOND, method="POST"),
    "engagement:proposal-drop": Row(SECOND, "proposal", refused=TEAM - SECOND, method="POST"),
    "engagement:group-people": Row(RECRUIT, "group"),
    "engagement:session-places": Row(RECRUIT, "session"),
    "engagement:session-count": Row(RECRUIT, "session", method="POST"),
    "engagement:honorarium-list": Row(RECRUIT),
    "engagement:registration-act": Row(RECRUIT, "registration", more={"verb": "register"}, method="POST"),
    "engagement:registration-invite": Row(frozenset(), "registration", method="POST"),  # without a session: a 404 to all
}

STAFF: dict[str, Row] = {
    **PLAN,
    "set_language": Row(EVERYBODY, method="POST"),
    "engagement:home": Row(EVERYBODY),
    "engagement:organization-search": Row(TEAM, method="POST"),
    "engagement:coverage": Row(TEAM),
    "engagement:enquiry-list": Row(frozenset({OFFICER, LEAD})),
    "engagement:enquiry-detail": Row(frozenset({OFFICER, LEAD}), "letter"),
    "engagement:enquiry-take": Row(frozenset({OFFICER, LEAD}), "letter", method="POST"),
    "engagement:enquiry-give-back": Row(frozenset({OFFICER, LEAD}), "letter", method="POST"),
    "engagement:enquiry-close": Row(frozenset({OFFICER, LEAD}), "letter", method="POST"),
    "engagement:speak-back-link": Row(TEAM, "check", method="POST"),
    "engagement:organization-detail": Row(KNOW, "organization"),
    "stakeholders:organization-list": Row(KNOW),
    "stakeholders:organization-export": Row(KEEP, method="POST"),
    "stakeholders:organization-create": Row(KEEP),
    "stakeholders:organization-alike": Row(KNOW, method="POST"),
    "stakeholders:organization-edit": Row(KEEP, "organization"),
    "stakeholders:organization-archive": Row(KEEP, "organization"),
    "stakeholders:organization-restore": Row(frozenset(), "organization", refused=KEEP, method="POST"),  # it is not archived
    "stakeholders:organization-merge": Row(KEEP, "organization", pair="alike"),
    "stakeholders:organization-apart": Row(KEEP, "organization", pair="alike", method="POST"),
    "stakeholders:merge-undo": Row(KEEP, "merge"),
    "stakeholders:duplicate-list": Row(KEEP),
    "stakeholders:influence-map": Row(KNOW),
    "stakeholders:organization-place": Row(KNOW, "organization", method="POST"),
    "stakeholders:person-create": Row(KEEP, "organization"),
    "stakeholders:person-edit": Row(KNOW, "person"),
    "stakeholders:consent-record": Row(KNOW, "person", method="POST"),
    "stakeholders:affiliation-edit": Row(KEEP, "affiliation"),
    "engagement:conversation-list": Row(TEAM | {LIAISON}),
    "engagement:conversation-count": Row(TEAM | {LIAISON}, method="POST"),
    "engagement:conversation-bulk": Row(TEAM, method="POST"),
    "engagement:conversation-columns": Row(TEAM, method="POST"),
    "engagement:view-save": Row(TEAM, method="POST"),
    "engagement:view-delete": Row(frozenset({OFFICER}), "view", refused=TEAM - {OFFICER}, method="POST"),
    "engagement:conversation-new": Row(TEAM),
    "engagement:conversation-create": Row(TEAM, "new", argument="token"),
    "engagement:draft-save": Row(TEAM, "new", method="POST"),
    "engagement:signed-in": Row(EVERYBODY),
    "engagement:day-read": Row(TEAM, method="POST"),
    "engagement:details-find": Row(TEAM, method="POST"),
    "engagement:preferences-keep": Row(TEAM, method="POST"),
    "engagement:organization-likely": Row(TEAM, method="POST"),
    "engagement:organization-propose": Row(TEAM, method="POST"),
    "engagement:draft-settle": Row(frozenset({OFFICER}), "unsent", method="POST"),
    "engagement:draft-discard": Row(frozenset({OFFICER}), "unsent", method="POST"),
    "engagement:conversation-detail": Row(TEAM, "handed in"),
    "engagement:conversation-edit": Row(frozenset({OFFICER}), "draft"),
    "engagement:conversation-submit": Row(frozenset({OFFICER}), "draft"),
    "engagement:conversation-code": Row(frozenset({ANALYST, LEAD}), "handed in", refused=frozenset({OFFICER, REVIEWER})),
    "engagement:conversation-summarize": Row(
        frozenset({ANALYST, LEAD}), "not summed up", refused=frozenset({OFFICER, REVIEWER}), method="POST"
    ),
    "engagement:coding-remove": Row(frozenset({ANALYST, LEAD}), "coding", refused=frozenset({OFFICER, REVIEWER}), method="POST"),
    "engagement:coding-undo": Row(frozenset({ANALYST}), "handed in", refused=frozenset({OFFICER, REVIEWER, LEAD}), method="POST"),
    "engagement:coding-redo": Row(frozenset(), "handed in", refused=TEAM, method="POST"),
    "engagement:codebook-list": Row(TEAM),
    "engagement:codebook-load": Row(CODERS, refused=TEAM - CODERS),
    "engagement:codebook-export": Row(TEAM, more={"kind": "qdc"}),
    "engagement:codebook-versions": Row(TEAM),
    "engagement:codebook-version": Row(TEAM, more={"number": 1}),
    "engagement:codebook-undo-last": Row(frozenset(), refused=TEAM, method="POST"),
    "engagement:theme-detail": Row(TEAM, more={"code": "TRU-STIG"}),
    "engagement:theme-preview": Row(TEAM, more={"code": "TRU-STIG", "language": "ar"}),
    "engagement:theme-check": Row(
        frozenset(), refused=TEAM, more={"code": "TRU-STIG", "language": "fr"}, method="POST"
    ),  # not the words that were read
    "engagement:theme-create": Row(CODERS, refused=TEAM - CODERS),
    "engagement:theme-group-create": Row(CODERS, refused=TEAM - CODERS),
    "engagement:theme-group-change": Row(CODERS, refused=TEAM - CODERS, more={"code": "TRU"}),
    "engagement:theme-change": Row(CODERS, refused=TEAM - CODERS, more={"code": "TRU-STIG"}),
    "engagement:theme-merge": Row(CODERS, refused=TEAM - CODERS, more={"code": "TRU-STIG"}),
    "engagement:theme-split": Row(CODERS, refused=TEAM - CODERS, more={"code": "TRU-STIG"}),
    "engagement:theme-retire": Row(CODERS, refused=TEAM - CODERS, more={"code": "TRU-STIG"}),
    "engagement:theme-restore": Row(CODERS, refused=TEAM - CODERS, more={"code": "TRU-STIG"}),
    "engagement:quote-list": Row(TEAM),
    "engagement:quote-detail": Row(TEAM, "quote"),
    "engagement:quote-propose": Row(frozenset(), "handed in", refused=TEAM, method="POST"),  # without words
    "engagement:quote-license": Row(TEAM - {REVIEWER}, "quote", refused=frozenset({REVIEWER}), method="POST"),
    "engagement:quote-end": Row(TEAM - {REVIEWER}, "quote", refused=frozenset({REVIEWER}), method="POST"),
    "engagement:quote-approve": Row(
        frozenset({REVIEWER, LEAD}),
        "quote",
        refused=frozenset({OFFICER, ANALYST}),
        method="POST",
        pressed_on="engagement:quote-detail",
    ),
    "engagement:quote-take-back": Row(frozenset(), "quote", refused=TEAM, method="POST"),
    "engagement:quote-withdraw": Row(TEAM, "quote", method="POST"),
    "engagement:finding-list": Row(TEAM),
    "engagement:finding-create": Row(CODERS, refused=TEAM - CODERS),
    "engagement:finding-detail": Row(TEAM, "finding"),
    "engagement:finding-edit": Row(CODERS, "finding", refused=TEAM - CODERS),
    "engagement:finding-support": Row(CODERS, "finding", refused=TEAM - CODERS),
    "engagement:finding-submit": Row(CODERS, "finding", refused=TEAM - CODERS, method="POST"),
    "engagement:finding-approve": Row(
        frozenset({REVIEWER, LEAD}),
        "handed finding",
        refused=frozenset({OFFICER, ANALYST}),
        method="POST",
        pressed_on="engagement:finding-detail",
    ),
    "engagement:finding-return": Row(
        frozenset({REVIEWER, LEAD}), "handed finding", refused=frozenset({OFFICER, ANALYST}), method="POST"
    ),
    "engagement:agreement-list": Row(frozenset({ANALYST, LEAD})),
    "engagement:agreement-detail": Row(frozenset({ANALYST, LEAD}), "second coding"),
    "engagement:agreement-decide": Row(
        frozenset({LEAD}), "second coding", refused=frozenset({ANALYST}), method="POST", more={"code": "TRU-STIG"}
    ),
    "engagement:second-code": Row(frozenset({LEAD}), "blind coding"),
    "engagement:second-code-undo": Row(frozenset(), "blind coding", refused=frozenset({LEAD}), method="POST"),
    "engagement:second-code-redo": Row(frozenset(), "blind coding", refused=frozenset({LEAD}), method="POST"),
    "engagement:second-code-submit": Row(frozenset({LEAD}), "blind coding", method="POST"),
    "engagement:second-code-remove": Row(frozenset({LEAD}), "second code", method="POST"),
    "engagement:point-detail": Row(frozenset({OFFICER, ANALYST, LEAD}), "point", refused=frozenset({REVIEWER})),
    "engagement:point-place": Row(frozenset(), "point", refused=TEAM, method="POST"),
    "engagement:point-confirm": Row(frozenset({ANALYST, LEAD}), "point", refused=frozenset({OFFICER, REVIEWER}), method="POST"),
    "engagement:point-rate": Row(frozenset(), "point", refused=TEAM, method="POST"),
    "engagement:point-tell": Row(frozenset(), "hopeless point", refused=TEAM),
    "engagement:point-let-out": Row(
        frozenset({REVIEWER, LEAD}),
        "hopeless point",
        refused=frozenset({OFFICER, ANALYST}),
        method="POST",
        pressed_on="engagement:point-detail",
    ),
    "engagement:conversation-review": Row(frozenset({REVIEWER}), "handed in", refused=frozenset({OFFICER, ANALYST, LEAD})),
    "engagement:conversation-accept": Row(
        frozenset({REVIEWER}),
        "handed in",
        refused=frozenset({OFFICER, ANALYST, LEAD}),
        method="POST",
        pressed_on="engagement:conversation-review",
    ),
    "engagement:conversation-return": Row(
        frozenset({REVIEWER}),
        "handed in",
        refused=frozenset({OFFICER, ANALYST, LEAD}),
        method="POST",
        pressed_on="engagement:conversation-review",
    ),
    "engagement:conversation-reopen": Row(frozenset({OFFICER, ANALYST, LEAD}), "accepted", refused=frozenset({REVIEWER})),
    "engagement:conversation-withdraw": Row(frozenset({OFFICER, LEAD}), "handed in", refused=frozenset({ANALYST, REVIEWER})),
    "engagement:attachment-create": Row(TEAM, "handed in"),
    "engagement:attachment-download": Row(TEAM, "file"),
    "engagement:attachment-remove": Row(KEEPERS, "file", refused=TEAM - KEEPERS, method="POST"),
    "engagement:check-create": Row(TEAM, "handed in"),
    "engagement:check-answer": Row(TEAM, "check"),
    "engagement:outreach-list": Row(TEAM),
    "engagement:outreach-take-back": Row(KEEPERS, "attempt", refused=TEAM - KEEPERS, method="POST"),
    "engagement:due-list": Row(TEAM, more={"kind": "commitments"}),
    "engagement:due-create": Row(TEAM, "handed in", more={"kind": "follow-ups"}),
    "engagement:due-detail": Row(TEAM, "commitment", more={"kind": "commitments"}),
    "engagement:due-edit": Row(KEEPERS, "follow-up", more={"kind": "follow-ups"}, refused=TEAM - KEEPERS),
    "engagement:due-move": Row(KEEPERS, "commitment", more={"kind": "commitments"}, refused=TEAM - KEEPERS),
    "engagement:due-begin": Row(KEEPERS, "commitment", more={"kind": "commitments"}, refused=TEAM - KEEPERS, method="POST"),
    "engagement:due-complete": Row(KEEPERS, "follow-up", more={"kind": "follow-ups"}, refused=TEAM - KEEPERS, method="POST"),
    "engagement:due-cancel": Row(KEEPERS, "commitment", more={"kind": "commitments"}, refused=TEAM - KEEPERS),
    "engagement:due-reopen": Row(NOBODY, "commitment", more={"kind": "commitments"}, refused=TEAM, method="POST"),
    "engagement:due-calendar": Row(TEAM, "follow-up", more={"kind": "follow-ups"}),
    "engagement:due-calendar-mine": Row(TEAM),
    "engagement:commitment-word": Row(frozenset({LEAD}), "commitment", refused=TEAM - {LEAD}),
    "engagement:commitment-report-back": Row(TEAM, "commitment", method="POST"),
    "engagement:report-list": Row(TEAM),
    "engagement:report-create": Row(frozenset({LEAD})),
    "engagement:report-detail": Row(TEAM, "report"),
    "engagement:report-progress": Row(TEAM, "report"),
    "engagement:report-preview": Row(TEAM, "report", more={"language": "ar"}),
    "engagement:report-words": Row(TEAM, "report"),
    "engagement:report-write": Row(
        frozenset({LEAD, ANALYST}), "report", refused=frozenset({OFFICER, REVIEWER}), more={"part": "why"}
    ),
    "engagement:report-write-save": Row(
        frozenset({LEAD, ANALYST}), "report", refused=frozenset({OFFICER, REVIEWER}), method="POST", more={"part": "why"}
    ),
    "engagement:report-text-check": Row(frozenset(), "report", refused=TEAM, method="POST", more={"part": "why"}),
    "engagement:report-release": Row(frozenset({REVIEWER, LEAD}), "report", refused=frozenset({OFFICER, ANALYST})),
    "engagement:report-take-back": Row(frozenset(), "report", refused=TEAM),
    "engagement:report-correct": Row(frozenset({LEAD}), "released report", refused=frozenset({OFFICER, ANALYST, REVIEWER})),
    "engagement:report-withdraw": Row(frozenset({LEAD}), "released report", refused=frozenset({OFFICER, ANALYST, REVIEWER})),
    "engagement:report-build-again": Row(frozenset({LEAD}), "report", refused=frozenset({OFFICER, ANALYST, REVIEWER})),
    "engagement:report-cancel": Row(frozenset({LEAD}), "report", refused=frozenset({OFFICER, ANALYST, REVIEWER})),
    "engagement:import-list": Row(IMPORTERS),
    "engagement:import-create": Row(frozenset({OFFICER, LEAD}), more={"kind": "conversations"}),
    "engagement:import-blank": Row(frozenset({LEAD, ADMINISTRATOR}), more={"kind": "organizations"}),
    "engagement:import-detail": Row(frozenset({OFFICER}), "checked sheet"),
    "engagement:import-match": Row(frozenset({OFFICER}), "checked sheet"),
    "engagement:import-answer": Row(frozenset({OFFICER}), "checked sheet", method="POST"),
    "engagement:import-recheck": Row(frozenset({OFFICER}), "checked sheet", method="POST"),
    "engagement:import-start": Row(frozenset({OFFICER}), "checked sheet", method="POST"),
    "engagement:import-progress": Row(frozenset({OFFICER}), "checked sheet"),
    "engagement:import-cancel": Row(NOBODY, "checked sheet", refused=frozenset({OFFICER}), method="POST"),
    "engagement:import-undo": Row(frozenset({OFFICER}), "imported sheet"),
    "engagement:import-discard": Row(frozenset({OFFICER}), "checked sheet", method="POST"),
    "engagement:import-sheet": Row(frozenset({OFFICER}), "checked sheet", more={"ending": "csv"}),
    "engagement:audit-list": Row(frozenset({AUDITOR, ADMINISTRATOR})),
}
OPEN_ADMIN = {"admin:login", "admin:logout", "admin:jsi18n"}
ADMIN: dict[str, frozenset[str]] = {
    "engagement.Conversation": frozenset({ADMINISTRATOR}),
    "engagement.CollectionNotice": frozenset({ADMINISTRATOR}),
    "audit.AuditEvent": frozenset({ADMINISTRATOR}),
    "outbox.OutboxJob": frozenset({ADMINISTRATOR}),
    "stakeholders.Organization": frozenset({ADMINISTRATOR}),
}
