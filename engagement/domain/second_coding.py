"""Double coding: asked for, done blind, handed in, compared, decided by a third person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain.agreement import Agreement, Coded, measure
from engagement.enums import ConversationState, SecondCodingState, Stance
from engagement.models import Adjudication, Conversation, Point, PointTheme, SecondCode, SecondCoding, SecondCodingStep
from engagement.policies import analysis
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import record as audit

CODED_STATES = (ConversationState.SUBMITTED, ConversationState.RETURNED, ConversationState.ACCEPTED)
MOST_AT_ONCE = 50


def _has_read_the_codes(conversation: Conversation, coder: User) -> bool:
    """Whether the coder opened this conversation after it was first coded, and so may have seen what was given."""
    coded = PointTheme.objects.filter(point__conversation=conversation).aggregate(first=Min("coded_at"))["first"]
    if coded is None:
        return False
    since = AuditEvent.objects.filter(actor_id=coder.pk, at__gte=coded)
    if since.filter(subject_type="engagement.conversation", subject_id=str(conversation.pk), kind="notes.read").exists():
        return True
    pages = since.filter(kind="passages.read").values_list("details__conversations", flat=True)
    return any(str(conversation.pk) in keys for keys in pages.iterator())


def _check_is_fit(conversation: Conversation, *, coder: User) -> None:
    analysis.check_can_be_second_coder(conversation, coder=coder)
    if conversation.state not in CODED_STATES or not PointTheme.objects.filter(point__conversation=conversation).exists():
        raise policies.Refused(_("The first coder has not coded this conversation yet."))
    if _has_read_the_codes(conversation, coder):
        raise policies.Refused(_("The second coder has opened this conversation since it was coded, so it would not be blind."))


@transaction.atomic
def ask(*, conversation: Conversation, coder: User, by: User, now: datetime) -> SecondCoding:
    """Asks `coder` to code a coded conversation a second time, blind."""
    analysis.check_can_ask_second_coding(by=by)
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    _check_is_fit(conversation, coder=coder)
    second = SecondCoding.objects.create(conversation=conversation, coder=coder, asked_by=by, asked_at=now)
    audit("second_coding.asked", by=by, on=conversation, now=now, details={"coder": str(coder.pk)})
    return second


def candidates(*, phase: Phase, coder: User) -> QuerySet[Conversation]:
    """Coded conversations of the phase that nobody coded twice. In the order of their ids, which is nobody's order."""
    found = Conversation.objects.visible_to(coder).in_phase(phase).in_state(*CODED_STATES)
    coded = found.filter(points__codings__isnull=False).exclude(points__codings__coder=coder)
    return coded.filter(second_codings=None).distinct().order_by("pk")


@transaction.atomic
def ask_sample(*, phase: Phase, coder: User, count: int, by: User, now: datetime) -> list[SecondCoding]:
    """Asks for up to `count` conversations of the phase, drawn without regard to what is in them."""
    analysis.check_can_ask_second_coding(by=by)
    asked: list[SecondCoding] = []
    for conversation in candidates(phase=phase, coder=coder).iterator(chunk_size=100):
        if len(asked) >= min(count, MOST_AT_ONCE):
            break
        try:
            asked.append(ask(conversation=conversation, coder=coder, by=by, now=now))
        except policies.Refused:
            continue  # not fit for this coder: the next one may be
    if not asked:
        raise policies.Refused(_("No coded conversation of this phase is left that this person could code blind."))
    return asked


@transaction.atomic
def code(
    *,
    second: SecondCoding,
    theme: Theme,
    stance: Stance,
    start: int | None = None,
    end: int | None = None,
    by: User,
    now: datetime,
) -> SecondCode:
    """Gives a theme, as `coding.code` does, in the second coder's own book."""
    second = SecondCoding.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=second.pk)
    analysis.check_can_second_code(second, by=by)
    if start is not None and not (end is not None and 0 <= start < end <= len(second.conversation.notes)):
        raise policies.Refused(_("The passage does not lie within the notes. Select it again."))
    before = second.codes.filter(theme=theme, start=start, end=end).values_list("stance", flat=True).first() or ""
    given, _new = SecondCode.objects.update_or_create(
        second_coding=second, theme=theme, start=start, end=end, defaults={"stance": stance, "coded_at": now}
    )
    if before != stance:
        _note(given, before=before, after=stance, now=now)
    audit("second_coding.coded", by=by, on=second, now=now)
    return given


@transaction.atomic
def uncode(*, code: SecondCode, by: User, now: datetime) -> None:
    """Takes a theme off again."""
    second = _own(code.second_coding, by=by)
    _note(code, before=code.stance, after="", now=now)
    code.delete()
    audit("second_coding.uncoded", by=by, on=second, now=now)


def _own(second: SecondCoding, *, by: User) -> SecondCoding:
    """The row as it is now, held until the transaction ends, for its coder."""
    second = SecondCoding.objects.select_for_update(of=("self",)).get(pk=second.pk)
    analysis.check_can_second_code(second, by=by)
    return second


def _note(code: SecondCode, *, before: str, after: str, now: datetime) -> None:
    """Adds a step to the coder's trail; what was undone before it can no longer be redone."""
    trail = SecondCodingStep.objects.filter(second_coding=code.second_coding_id)
    trail.redoable().delete()
    last = trail.order_by("-number").values_list("number", flat=True).first() or 0
    place = {"theme": code.theme, "start": code.start, "end": code.end}
    trail.create(second_coding_id=code.second_coding_id, number=last + 1, before=before, after=after, at=now, **place)


@transaction.atomic
def undo(*, second: SecondCoding, by: User, now: datetime) -> SecondCodingStep:
    """Takes back the second coder's last step."""
    second = _own(second, by=by)
    step = second.steps.undoable().order_by("-number").first()
    if step is None:
        raise policies.Refused(_("There is nothing to undo."))
    _apply(step, expected=step.after, wanted=step.before, now=now)
    step.undone_at = now
    step.save(update_fields=["undone_at"])
    audit("second_coding.undone", by=by, on=second, now=now, details={"step": step.number})
    return step


@transaction.atomic
def redo(*, second: SecondCoding, by: User, now: datetime) -> SecondCodingStep:
    """Does again what was undone last."""
    second = _own(second, by=by)
    step = second.steps.redoable().order_by("number").first()
    if step is None:
        raise policies.Refused(_("There is nothing to redo."))
    _apply(step, expected=step.before, wanted=step.after, now=now)
    step.undone_at = None
    step.save(update_fields=["undone_at"])
    audit("second_coding.redone", by=by, on=second, now=now, details={"step": step.number})
    return step


def _apply(step: SecondCodingStep, *, expected: str, wanted: str, now: datetime) -> None:
    """Brings one theme at one place from one stance to the other. Refused when a change of the codebook moved it since."""
    place = {"theme": step.theme_id, "start": step.start, "end": step.end}
    found = SecondCode.objects.filter(second_coding=step.second_coding_id, **place).first()
    if (found.stance if found else "") != expected:
        raise policies.Refused(_("Somebody changed this since, so it was left as it is."))
    if found and not wanted:
        found.delete()
    elif found:
        found.stance = wanted
        found.save(update_fields=["stance"])
    else:
        SecondCode.objects.create(
            second_coding_id=step.second_coding_id, theme_id=step.theme_id, start=step.start, end=step.end, stance=wanted,
            coded_at=now,
        )  # fmt: skip


@transaction.atomic
def submit(*, second: SecondCoding, by: User, now: datetime) -> SecondCoding:
    """Hands in: both coders' themes are kept as they stand now, and the second coder may see the first one's."""
    second = _own(second, by=by)
    first = PointTheme.objects.filter(point__conversation=second.conversation_id)
    second.first = sorted(set(first.values_list("theme__code", flat=True)))
    second.second = sorted(set(second.codes.values_list("theme__code", flat=True)))
    second.codebook = sorted(Theme.objects.in_use().values_list("code", flat=True))
    second.state, second.submitted_at = SecondCodingState.SUBMITTED, now
    second.save()
    audit("second_coding.submitted", by=by, on=second.conversation, now=now, details={"differences": len(second.differences)})
    return second


def agreement(seconds: Iterable[SecondCoding]) -> Agreement:
    """Agreement over what was handed in."""
    return measure([Coded(frozenset(row.first), frozenset(row.second), frozenset(row.codebook)) for row in seconds])


@transaction.atomic
def adjudicate(*, second: SecondCoding, theme: Theme, is_given: bool, reason: str = "", by: User, now: datetime) -> Adjudication:
    """A third person decides on a theme that only one of the two gave; the first coder's codes follow the decision.

    An accepted conversation whose codes would change has to be opened again first. The figure of agreement stays.
    """
    second = SecondCoding.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=second.pk)
    analysis.check_can_adjudicate(second, by=by)
    if theme.code not in second.differences:
        raise policies.Refused(_("The two coders agree on this theme."))
    conversation = second.conversation
    stands = PointTheme.objects.filter(point__conversation=conversation, theme=theme)
    if stands.exists() != is_given:
        if conversation.state == ConversationState.ACCEPTED:
            raise policies.Refused(_("This conversation was accepted with its codes. Open it again before you change them."))
        _follow(second, theme, is_given=is_given, now=now)
    decision, _new = Adjudication.objects.update_or_create(
        second_coding=second, theme=theme, defaults={"is_given": is_given, "reason": reason, "by": by, "at": now}
    )
    audit("second_coding.adjudicated", by=by, on=conversation, now=now, details={"theme": theme.code, "given": is_given})
    return decision


def _follow(second: SecondCoding, theme: Theme, *, is_given: bool, now: datetime) -> None:
    """Takes the theme off everywhere, or takes over the second coder's places and stances."""
    conversation = second.conversation
    if not is_given:
        PointTheme.objects.filter(point__conversation=conversation, theme=theme).delete()
        for point in Point.objects.filter(conversation=conversation, codings=None, quotes=None):
            if not point.has_life:
                point.delete()
        return
    for code in second.codes.filter(theme=theme):
        place = {"conversation": conversation, "start": code.start, "end": code.end}
        found = Point.objects.filter(**place, lost_words="").first()
        point = found or Point.objects.create(**place, created_at=now)
        PointTheme.objects.get_or_create(
            point=point, theme=theme, defaults={"stance": code.stance, "coder": second.coder, "coded_at": now}
        )
