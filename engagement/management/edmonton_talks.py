"""The conversations of the Edmonton demo set, as the same records that staff make. Everybody in it is invented."""

from __future__ import annotations

from datetime import datetime, time

from engagement.domain.recording import search_text_of
from engagement.enums import (
    Attribution,
    CommitmentState,
    ConversationState,
    FindingState,
    Level,
    Notice,
    QuoteLicence,
    QuoteState,
)
from engagement.management.edmonton_files import EDMONTON, Row, day, noon, rows
from engagement.management.edmonton_people import STAFF
from engagement.models import (
    CollectionNotice,
    Commitment,
    Conversation,
    Finding,
    Participation,
    Point,
    PointTheme,
    Quote,
    ReferenceSeries,
)
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from stakeholders.models import Organization, Person

STATES = {
    "draft": ConversationState.DRAFT,
    "submitted": ConversationState.SUBMITTED,
    "returned": ConversationState.RETURNED,
    "approved": ConversationState.ACCEPTED,
    "withdrawn": ConversationState.WITHDRAWN,
}
RETURNED = "Please take the street out of the summary, and say who was asked for consent."


def staff() -> dict[str, User]:
    """The set's staff names -> accounts."""
    accounts = {user.username: user for user in User.objects.filter(username__in=STAFF.values())}
    return {name: accounts[username] for name, username in STAFF.items()}


def load_conversations(notice: CollectionNotice) -> dict[str, Conversation]:
    """The 141 records with those who spoke, and the notice that they were told."""
    people, phases = staff(), {phase.number: phase for phase in Phase.objects.all()}
    organizations = {found.reference: found for found in Organization.objects.all()}
    made = [_conversation(row, people, phases, organizations) for row in rows("conversations")]
    for talk in made:
        talk.collection_notice = notice if talk.notice != Notice.NOT_GIVEN else None
    Conversation.objects.bulk_create(made)
    found = {talk.reference: talk for talk in made}
    spoke = {person.reference: person for person in Person.objects.all()}
    roles = {row["ref"]: row["role"] for row in rows("contacts")}
    Participation.objects.bulk_create(
        Participation(
            conversation=found[row["conversation_ref"]], person=spoke[row["contact_ref"]], capacity=roles[row["contact_ref"]]
        )
        for row in rows("conversation_participants")
    )
    ReferenceSeries.objects.create(phase=phases[1], last=len(made))
    return found


def _conversation(
    row: Row, people: dict[str, User], phases: dict[int, Phase], organizations: dict[str, Organization]
) -> Conversation:
    reviewed = noon(row["reviewed_on"])
    logged = datetime.fromisoformat(row["created_at"]).replace(tzinfo=EDMONTON)
    talk = Conversation(
        reference=row["ref"],
        phase=phases[int(row["phase"])],
        organization=organizations[row["organization_ref"]],
        held_on=day(row["date"]),
        start_time=time.fromisoformat(row["start_time"]) if row["start_time"] else None,
        duration_minutes=int(row["duration_minutes"]),
        method=row["method"],
        lead=people[row["lead"]],
        note_taker=people[row["note_taker"]],
        people_count=int(row["participant_count"]),
        police_present=row["police_present"] == "1",
        interpreter_used=row["interpreter_used"] == "1",
        language=row["language"],
        purpose=row["purpose"],
        notes=row["notes"],
        public_summary=row["public_summary"],
        sentiment=row["sentiment"],
        notice=Notice.SPOKEN if row["collection_notice_given"] == "1" else Notice.NOT_GIVEN,
        consent_state=row["consent_status"],
        consent_on=day(row["consent_obtained_on"]),
        attribution=row["attribution_level"],
        level=Level.RESTRICTED if row["sensitivity"] == "restricted" else Level.TEAM,
        participant_check=row["participant_check"],
        state=STATES[row["status"]],
        created_by=people[row["note_taker"]],
        created_at=logged,
        updated_at=reviewed or logged,
        submitted_at=noon(row["submitted_on"]),
        reviewed_by=people[row["reviewed_by"]] if row["reviewed_by"] else None,
        reviewed_at=reviewed,
        review_reason=RETURNED if row["status"] == "returned" else "",
    )
    talk.search_text = search_text_of(talk)
    return talk


def load_coding(talks: dict[str, Conversation]) -> None:
    """Themes: one point for the talk as a whole, as the set has no passages."""
    people, themes = staff(), {theme.code: theme for theme in Theme.objects.all()}
    codings = rows("conversation_themes")
    points = {
        reference: Point(conversation=talks[reference], created_at=talks[reference].created_at)
        for reference in dict.fromkeys(row["conversation_ref"] for row in codings)
    }
    Point.objects.bulk_create(points.values())
    PointTheme.objects.bulk_create(
        PointTheme(
            point=points[row["conversation_ref"]],
            theme=themes[row["theme_code"]],
            stance=row["stance"],
            coder=people[row["coder"]],
            coded_at=talks[row["conversation_ref"]].updated_at,
        )
        for row in codings
    )


def load_quotes(talks: dict[str, Conversation]) -> None:
    """Approved quotes may be shown word for word, attributed to nobody; pending ones stay candidates."""
    reviewer = staff()["owen.brackenfell"]
    made = []
    for row in rows("quotes"):
        talk, is_approved = talks[row["conversation_ref"]], row["approval"] == "approved"
        barred = talk.attribution == Attribution.NOT_FOR_PUBLICATION
        made.append(
            Quote(
                conversation=talk,
                text=row["text"],
                language=row["language"],
                licence=QuoteLicence.COUNTED if barred else QuoteLicence.VERBATIM,
                state=QuoteState.APPROVED if is_approved else QuoteState.CANDIDATE,
                approved_by=reviewer if is_approved else None,
                approved_at=talk.updated_at if is_approved else None,
            )
        )
    Quote.objects.bulk_create(made)


def load_findings(talks: dict[str, Conversation]) -> None:
    """Findings of phase 1, with what they rest on."""
    themes, phase = {theme.code: theme for theme in Theme.objects.all()}, Phase.objects.get(number=1)
    support: dict[str, list[Conversation]] = {}
    for row in rows("finding_conversations"):
        support.setdefault(row["finding_ref"], []).append(talks[row["conversation_ref"]])
    for row in rows("findings"):
        if row["phase"] != "1":
            continue
        finding = Finding.objects.create(
            reference=row["ref"],
            phase=phase,
            statement_en=row["statement_en"],
            statement_fr=row["statement_fr"],
            statement_ar=row["statement_ar"],
            state=FindingState.APPROVED,
        )
        finding.themes.set(themes[code] for code in row["theme_codes"].split(";"))
        finding.conversations.set(support[row["ref"]])


def load_commitments(talks: dict[str, Conversation]) -> None:
    """What was promised, and whether it was kept."""
    people = staff()
    Commitment.objects.bulk_create(
        Commitment(
            conversation=talks[row["conversation_ref"]],
            text=row["text"],
            owner=people[row["owner"]],
            due_on=day(row["due_on"]),
            state=CommitmentState(row["status"]),
            completed_on=day(row["completed_on"]),
            is_public=row["visibility"] == "public",
            reported_back_on=day(row["reported_back_on"]),
        )
        for row in rows("commitments")
    )
