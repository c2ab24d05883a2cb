"""A conversation as a reviewer read it, kept so that the next reading shows what changed, and comments on its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engagement.enums.analysis import ReviewedPart
from engagement.models import Conversation, Point, PointTheme, ReviewComment, Submission
from resilience_portal.accounts.models import User

TEXTS = ("notes", "public_summary", "purpose")
FACTS = (
    "held_on", "date_precision", "method", "people_count", "police_present", "language", "interpreter_used", "notice",
    "consent_state", "consent_on", "attribution", "level",
)  # fmt: skip


@dataclass(frozen=True)
class Comment:
    """What has to change in one part; `point` where it is about one point."""

    part: ReviewedPart
    text: str
    point: Point | None = None


@dataclass(frozen=True)
class Change:
    """One field that differs from what was read last. Texts are shown side by side, facts in one line."""

    field: str
    label: str
    before: str
    after: str

    @property
    def is_text(self) -> bool:
        """Whether it is long enough to be compared word by word."""
        return self.field in TEXTS


def _themes(conversation: Conversation) -> list[str]:
    given = PointTheme.objects.filter(point__conversation=conversation).select_related("theme")
    return sorted({f"{row.theme.code} ({row.stance})" for row in given})


def content_of(conversation: Conversation) -> dict[str, Any]:
    """What a reviewer reads, as JSON."""
    found: dict[str, Any] = {name: getattr(conversation, name) for name in TEXTS}
    for name in FACTS:
        value = getattr(conversation, name)
        found[name] = "" if value is None else str(value)
    return found | {"themes": _themes(conversation)}


def told_to_reviewer(conversation: Conversation) -> dict[str, Any]:
    """All that the page of a review hangs on, as JSON: what was handed in, and what is coded where since."""
    codings = PointTheme.objects.filter(point__conversation=conversation).order_by("point__created_at", "point", "theme")
    coded = codings.values_list("point__start", "point__end", "point__lost_words", "theme__code", "stance")
    stands = {
        "version": conversation.version,
        "reason": conversation.details_reason,
        "organization": conversation.organization_id,
    }
    return content_of(conversation) | stands | {"coded": [list(row) for row in coded]}


def keep(conversation: Conversation, *, by: User, now: datetime) -> Submission:
    """Handed in: the next number. Comments of the last return are answered with it."""
    last = conversation.submissions.order_by("-number").first()
    conversation.review_comments.pending().update(settled_at=now)
    return Submission.objects.create(
        conversation=conversation, number=last.number + 1 if last else 1, by=by, at=now, content=content_of(conversation)
    )


def read(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Accepted or returned: this is what was read, with the codes and the summary that came after it was handed in."""
    last = conversation.submissions.order_by("-number").first() or keep(conversation, by=by, now=now)
    last.content = content_of(conversation)
    last.save(update_fields=["content"])


def comment(conversation: Conversation, comments: Iterable[Comment], *, by: User, now: datetime) -> int:
    """Writes down what has to change, part by part. Returns how many."""
    rows = [
        ReviewComment(conversation=conversation, part=row.part, point=row.point, text=row.text.strip(), by=by, at=now)
        for row in comments
        if row.text.strip()
    ]
    return len(ReviewComment.objects.bulk_create(rows))


def changes(conversation: Conversation) -> list[Change] | None:
    """What differs from what was read last; None when nobody has read it yet."""
    before = conversation.submissions.order_by("-number")[1:2].first()
    if before is None:
        return None
    now, then = content_of(conversation), before.content
    found = []
    for name in (*TEXTS, *FACTS, "themes"):
        old, new = then.get(name, ""), now[name]
        if old != new:
            found.append(Change(name, _label(name), _told(name, old), _told(name, new)))
    return found


def _label(name: str) -> str:
    if name == "themes":
        return str(ReviewedPart.THEMES.label)
    return str(Conversation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _told(name: str, value: Any) -> str:
    """The value in the reader's words."""
    if isinstance(value, list):
        return ", ".join(value)
    if name in FACTS and (choices := Conversation._meta.get_field(name).choices):  # type: ignore[union-attr]
        return str(dict(choices).get(value, value))
    return str(value)
