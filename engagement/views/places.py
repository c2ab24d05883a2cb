"""Who would like to come, who is asked, who waits, who came, what is owed. Officers and leads only."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from engagement.domain import equality, reaching, registering, session_changes
from engagement.domain.plan_edits import Conflict, fingerprint
from engagement.forms.saved import SEEN
from engagement.models import FocusGroup, FocusGroupSession, Registration
from engagement.policies.importing import can_take_names
from engagement.views.access import asker, for_roles, tells_plan_refusals
from engagement.views.attendance import unsettled
from phases.enums import RegistrationState
from phases.policies import REGISTRATION_TRANSITIONS
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role

recruiters = for_roles(Role.OFFICER, Role.LEAD)
S = RegistrationState
ORDER = [S.INTERESTED, S.INVITED, S.REGISTERED, S.WAITLISTED, S.ATTENDED, S.NO_SHOW, S.CANCELLED, S.WITHDRAWN]
LABELS = {
    "fits": gettext_lazy("Meets the criteria"),
    "fits-not": gettext_lazy("Does not"),
    "register": gettext_lazy("Said yes"),
    "came": gettext_lazy("Came"),
    "stayed-away": gettext_lazy("Did not come"),
    "pay": gettext_lazy("Paid"),
    "cancel": gettext_lazy("Cancel the place"),
    "withdraw": gettext_lazy("Withdraws, delete it"),
    "told": gettext_lazy("Told"),
}
DELETES = gettext_lazy("Name, addresses and needs are deleted at once. That can’t be undone.")
ASKS = {"cancel": DELETES, "withdraw": DELETES}  # what is asked first: these have no way back
DONE = {  # what was done, where it is not the new state
    "fits": gettext_lazy("%(number)s meets the criteria."),
    "fits-not": gettext_lazy("%(number)s does not meet the criteria."),
    "pay": gettext_lazy("%(number)s is paid. Name and addresses are deleted."),
    "told": gettext_lazy("%(number)s was told."),
}

Words = tuple[Any, Any]  # how those are told of who hear by mail, and those whom a colleague has to tell, for every number
ONE: Words = (
    gettext_lazy("They are told by mail in ten minutes."),
    gettext_lazy("No mail can go to them: tell them in another way, then press “Told”."),
)
MOVED_UP: Words = (
    ngettext_lazy(
        "%(count)s person moved up from the waiting list and is told by mail.",
        "%(count)s people moved up from the waiting list and are told by mail.",
        "count",
    ),
    ngettext_lazy(
        "%(count)s person moved up from the waiting list and can’t be told by mail: tell them in another way.",
        "%(count)s people moved up from the waiting list and can’t be told by mail: tell them in another way.",
        "count",
    ),
)
ASKED: Words = (
    ngettext_lazy(
        "%(count)s person asked to it is told by mail in ten minutes. Change it back before then, and nothing is sent.",
        "%(count)s people asked to it are told by mail in ten minutes. Change it back before then, and nothing is sent.",
        "count",
    ),
    ngettext_lazy(
        "%(count)s person can’t be told by mail: see “Places and waiting list”.",
        "%(count)s people can’t be told by mail: see “Places and waiting list”.",
        "count",
    ),
)


def _verbs(registration: Registration, *, today: Any) -> list[str]:
    """What may be done with it now."""
    state, found = S(registration.state), []
    after = REGISTRATION_TRANSITIONS[state]
    held = registration.session is not None and registration.session.held_on is not None and registration.session.held_on <= today
    if state == S.INTERESTED:  # until somebody is invited, the other judgement puts a wrong one right
        found += [verb for verb, says in (("fits", True), ("fits-not", False)) if registration.meets_criteria is not says]
    if S.REGISTERED in after and registration.session_id:
        found.append("register")
    if held and S.ATTENDED in after:
        found.append("came")
    if held and S.NO_SHOW in after:
        found.append("stayed-away")
    if registration.honorarium_due_on and not registration.honorarium_paid_on:
        found.append("pay")
    if S.CANCELLED in after:
        found.append("cancel")
    if S.WITHDRAWN in after and registration.is_known:
        found.append("withdraw")
    return found


def _button(registration: Registration, verb: str) -> dict[str, Any]:
    """What stands on it, and what is asked first."""
    has_none = verb == "cancel" and registration.state == S.INTERESTED
    return {"verb": verb, "label": _("Not now") if has_none else LABELS[verb], "asks": ASKS.get(verb, "")}


def _people(user: User, **which: Any) -> list[dict[str, Any]]:
    """Their rows with what may be done. `by_hand`: a colleague has to tell them how it stands, for no mail may reach them."""
    today = timezone.localdate()
    found = list(Registration.objects.visible_to(user).filter(**which).select_related("session", "group", "organization"))
    _by_mail, otherwise = reaching.reachable(row for row in found if reaching.is_untold(row, today=today))
    by_hand = {row.pk for row in otherwise}
    rows: list[dict[str, Any]] = []
    for row in found:
        verbs = (["told"] if row.pk in by_hand else []) + _verbs(row, today=today)
        waits_until = registering.answer_by(row.created_at) if row.state == S.INTERESTED else None
        rows.append(
            {
                "row": row,
                "answer_by": waits_until,
                "is_late": waits_until is not None and waits_until < today,
                "verbs": [_button(row, verb) for verb in verbs],
                "by_hand": row.pk in by_hand,
            }
        )
    rows.sort(key=lambda each: (ORDER.index(S(each["row"].state)), each["row"].waiting_since or each["row"].created_at))
    return _numbered(rows)


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whoever waits knows their number when they call: per session, in the order of the list."""
    line: Counter[uuid.UUID | None] = Counter()
    for each in rows:
        if each["row"].state == S.WAITLISTED:
            line[each["row"].session_id] += 1
            each["in_line"] = line[each["row"].session_id]
    return rows


@require_safe
@recruiters
def group_people(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Interest held against the criteria, then invited to one of the group's sessions."""
    group = get_object_or_404(FocusGroup.objects.visible_to(asker(request)).prefetch_related("criteria"), pk=pk)
    coming = group.sessions.filter(held_on__gte=timezone.localdate())
    context = {
        "nav": "plan",
        "group": group,
        "people": _people(asker(request), group=group),
        "sessions": coming,
        "answers": equality.told(group),
        "takes_names": can_take_names(group),
    }
    return render(request, "engagement/group_people.html", context)


@require_safe
@recruiters
def session_places(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One session: its places, its waiting list in order, attendance."""
    session = get_object_or_404(FocusGroupSession.objects.visible_to(asker(request)).select_related("group"), pk=pk)
    people = _people(asker(request), session=session)
    context = {
        "nav": "plan",
        "session": session,
        "group": session.group,
        "people": people,
        "taken": session.registrations.placed().count(),
        "seen": fingerprint([session], ["attended_count"]),
        "is_pending": session_changes.is_pending(session, now=timezone.now()) and bool(session_changes.asked(session)),
        "by_hand": sum(each["by_hand"] for each in people),
    }
    return render(request, "engagement/session_places.html", context)


@require_safe
@recruiters
def honorarium_list(request: HttpRequest) -> HttpResponse:
    """What is owed, the longest first; and what may be, for nobody has noted who came."""
    user, today = asker(request), timezone.localdate()
    owed = Registration.objects.visible_to(user).owed().select_related("group", "session")
    context = {"nav": "plan", "owed": owed[:200], "today": today}
    context["attendance"] = [row for row in unsettled(user, today=today) if row["honorarium"]]
    return render(request, "engagement/honorarium_list.html", context)


def _do(verb: str) -> Callable[..., Any]:
    """The verb behind a button."""
    verbs: dict[str, Callable[..., Any]] = {
        "fits": lambda **given: registering.judge(meets_criteria=True, **given),
        "fits-not": lambda **given: registering.judge(meets_criteria=False, **given),
        "register": registering.register,
        "came": lambda **given: registering.note_attendance(came=True, **given),
        "stayed-away": lambda **given: registering.note_attendance(came=False, **given),
        "pay": lambda **given: registering.pay(paid_on=timezone.localdate(given["now"]), **given),
        "cancel": lambda **given: registering.leave(to=S.CANCELLED, **given),
        "withdraw": lambda **given: registering.leave(to=S.WITHDRAWN, **given),
        "told": reaching.told,
    }
    if verb not in verbs:
        raise Http404
    return verbs[verb]


@require_POST
@recruiters
@tells_plan_refusals
def registration_act(request: HttpRequest, pk: uuid.UUID, verb: str) -> HttpResponse:
    """One button of one row."""
    registration = get_object_or_404(Registration.objects.visible_to(asker(request)), pk=pk)
    done = _do(verb)(registration=registration, by=asker(request), now=timezone.now())
    words = DONE.get(verb, _("%(number)s is now “%(state)s”."))
    messages.success(request, words % {"number": done.receipt, "state": done.get_state_display()})
    if done.session is not None and done.state in (S.CANCELLED, S.WITHDRAWN):
        say_who_moved_up(request, done.session)
    if verb == "register":
        _say_how_they_hear(request, done)
    return _back(request, done)


@require_POST
@recruiters
@tells_plan_refusals
def registration_invite(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """To the session that was chosen."""
    registration = get_object_or_404(Registration.objects.visible_to(asker(request)), pk=pk)
    try:
        chosen = uuid.UUID(request.POST.get("session", ""))
    except ValueError as error:
        raise Http404 from error
    session = get_object_or_404(FocusGroupSession, pk=chosen)
    done = registering.invite(registration=registration, session=session, by=asker(request), now=timezone.now())
    messages.success(request, _("%(number)s is now “%(state)s”.") % {"number": done.receipt, "state": done.get_state_display()})
    _say_how_they_hear(request, done)
    return _back(request, done)


@require_POST
@recruiters
@tells_plan_refusals
def session_count(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How many came, where the host holds the list."""
    session = get_object_or_404(FocusGroupSession.objects.visible_to(asker(request)), pk=pk)
    number, seen = request.POST.get("came", ""), request.POST.get(SEEN, "")
    if not number.isdecimal() or int(number) > 500:
        messages.error(request, _("Give a number."))
        return redirect("engagement:session-places", pk=pk)
    try:
        registering.count_attendance(session=session, came=int(number), by=asker(request), now=timezone.now(), seen=seen)
    except Conflict:
        session.refresh_from_db()
        told = {"theirs": session.attended_count or "–", "mine": number}
        words = _("Somebody wrote %(theirs)s in between; you wrote %(mine)s, which is not saved. Write it again if it is right.")
        messages.error(request, words % told)
    return redirect("engagement:session-places", pk=pk)


def _back(request: HttpRequest, registration: Registration) -> HttpResponse:
    if request.POST.get("back") == "owed":
        return redirect("engagement:honorarium-list")
    if registration.session_id and request.POST.get("back") != "group":
        return redirect("engagement:session-places", pk=registration.session_id)
    return redirect("engagement:group-people", pk=registration.group_id)


def _say(request: HttpRequest, people: Iterable[Registration], words: Words) -> None:
    """Who of these hears by mail, and whom a colleague has to tell."""
    levels = (messages.INFO, messages.WARNING)
    for level, told, sentence in zip(levels, reaching.reachable(people), words, strict=True):
        if told:
            messages.add_message(request, level, sentence % {"count": len(told)})


def _say_how_they_hear(request: HttpRequest, registration: Registration) -> None:
    if reaching.is_untold(registration, today=timezone.localdate()):
        _say(request, [registration], ONE)


def say_who_moved_up(request: HttpRequest, session: FocusGroupSession) -> None:
    """Places went to people who were waiting: by mail, or somebody has to call them."""
    _say(request, registering.moved_up(session, today=timezone.localdate()), MOVED_UP)


def say_who_is_told(request: HttpRequest, session: FocusGroupSession) -> None:
    """A moved session writes to people: whoever moved it hears so while it can still be put right."""
    say_who_moved_up(request, session)
    if session_changes.is_pending(session, now=timezone.now()):
        _say(request, session_changes.asked(session), ASKED)
