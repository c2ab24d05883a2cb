"""A sheet of registrations: who comes to which session of one group, and a verdict on every row, with the place it would get."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from engagement.domain.importing import words
from engagement.domain.importing.places import Sessions, Wish, Wishes
from engagement.enums import ConsentState
from engagement.models import FocusGroup, FocusGroupSession, Registration
from phases.enums import RegistrationState
from resilience_portal.accounts.models import User
from resilience_portal.sheets.days import read_day
from resilience_portal.sheets.headings import Vocabulary
from resilience_portal.sheets.issues import error, info, warning
from resilience_portal.sheets.judging import NEW, SKIP, Agreed, Cells, Judge, Outcome, Question, Verdict
from resilience_portal.sheets.languages import read_language
from resilience_portal.sheets.texts import digits, formula_mark, is_nothing, name_of, remarks
from resilience_portal.text import searchable
from stakeholders.domain.importing.choices import read_yes_no
from stakeholders.domain.importing.organizations import read_contact_details
from stakeholders.domain.importing.people import read_organization
from stakeholders.domain.importing.registry import Known, Registry
from stakeholders.models import Organization

VOCABULARY = Vocabulary(
    fields={
        "name": {
            "en": ("Name", "Person", "Full name", "Participant", "Attendee"),
            "fr": ("Nom", "Personne", "Nom complet", "Participant"),
            "ar": ("الاسم", "الشخص", "المشارك"),
        },
        "email": {"en": ("E-mail", "Email", "Mail"), "fr": ("Courriel",), "ar": ("البريد الإلكتروني", "البريد")},
        "phone": {"en": ("Telephone", "Phone", "Tel"), "fr": ("Téléphone", "Tél"), "ar": ("الهاتف", "رقم الهاتف")},
        "organization": {"en": ("Organization", "Organisation"), "fr": ("Organisme",), "ar": ("المنظمة", "الجهة")},
        "language": {
            "en": ("Language", "Preferred language"),
            "fr": ("Langue", "Langue préférée"),
            "ar": ("اللغة", "اللغة المفضلة"),
        },
        "session": {
            "en": ("Session", "Session date", "Date of the session"),
            "fr": ("Séance", "Date de la séance"),
            "ar": ("الجلسة", "تاريخ الجلسة"),
        },
        "accommodations": {
            "en": ("What you need to take part", "Accommodations", "Access needs", "Needs"),
            "fr": ("Ce qu'il vous faut pour participer", "Accommodements", "Besoins"),
            "ar": ("ما تحتاج إليه للمشاركة", "الاحتياجات"),
        },
        "meets_criteria": {
            "en": ("Meets the criteria", "Criteria"),
            "fr": ("Répond aux critères", "Critères"),
            "ar": ("يستوفي المعايير", "المعايير"),
        },
        "consent_state": {"en": ("Consent", "Agreed"), "fr": ("Consentement", "Accord"), "ar": ("الموافقة",)},
        "recording_consent": {
            "en": ("Agrees to a recording", "Recording"),
            "fr": ("Accepte l'enregistrement", "Enregistrement"),
            "ar": ("يوافق على التسجيل", "التسجيل"),
        },
    },
    required=("name", "consent_state"),
)
LONGEST_NAME, LONGEST_NEEDS = 120, 300
SAID_YES = (ConsentState.GIVEN_VERBAL, ConsentState.GIVEN_WRITTEN, ConsentState.NOT_REQUIRED)
SAID_NO = (ConsentState.DECLINED, ConsentState.WITHDRAWN)
S = RegistrationState


def identity(name: str, email: str, phone: str) -> str:
    """What tells one person of a group from another: the address, else the name with the telephone number."""
    number = re.sub(r"\D", "", digits(phone))[-10:]
    return email.casefold() or f"{searchable(name)} {number}"


class RegistrationJudge(Judge):
    """Knows the group's sessions, who is written down already, and what people asked of us."""

    required = VOCABULARY.required

    def __init__(self, agreed: Agreed, *, group: FocusGroup, by: User, today: date) -> None:
        super().__init__(agreed)
        self.group, self.today = group, today
        self.registry, self.wishes = Registry(by=by), Wishes(by=by)
        self.sessions = Sessions(group, today=today)
        held = Registration.objects.filter(group=group).exclude(name="")
        self.known = {identity(*row[1:]): row[0] for row in held.values_list("pk", "name", "email", "phone")}
        self.shut = set(Organization.objects.filter(do_not_contact=True).values_list("pk", flat=True))
        self.seen: dict[str, int] = {}

    def _judged(self, cells: Cells) -> Verdict:
        fields: dict[str, Any] = {"name": self._name(cells)}
        self._reached(cells, fields)
        organization = read_organization(cells, self.registry, self.agreed)
        fields["organization"] = organization.pk if organization else None
        self._wanted(cells, fields, organization)
        self._agreed(cells, fields)
        session = self._session(cells)
        if any(issue.code == "row.left_out" for issue in cells.issues):
            return cells.verdict(Outcome.LEFT_OUT)
        verdict = cells.verdict(Outcome.NEW, fields=fields)
        return self._placed(verdict, session) if verdict.outcome == Outcome.NEW else verdict

    def _name(self, cells: Cells) -> str:
        name, told = name_of(cells["name"], "name")
        if formula_mark(name) == "=":
            cells.say(error("org.formula", "name"))
        elif not name or is_nothing(name):
            cells.missing("name")
        elif len(name) > LONGEST_NAME:
            cells.say(error("text.too_long", "name", length=len(name), most=LONGEST_NAME))
        cells.say(*told)
        return name

    def _reached(self, cells: Cells, fields: dict[str, Any]) -> None:
        read_contact_details(cells, fields)
        if not fields.get("email") and not fields.get("phone"):
            cells.say(error("place.unreachable", "email"))
        fields["language"] = self.group.language
        if "language" in cells:
            code, told = read_language(cells["language"], "language")
            cells.say(*told)
            fields["language"] = (code or self.group.language)[:8]
        fields["accommodations"] = " ".join(cells["accommodations"].split())
        if len(fields["accommodations"]) > LONGEST_NEEDS:
            cells.say(error("text.too_long", "accommodations", length=len(fields["accommodations"]), most=LONGEST_NEEDS))
        cells.say(*remarks(cells["accommodations"], "accommodations"))

    def _wanted(self, cells: Cells, fields: dict[str, Any], organization: Known | None) -> None:
        """What the person, or their organization, asked of everybody who would write to them: it binds a sheet, too."""
        if organization and organization.pk in self.shut:
            cells.say(error("contact.refused", "organization", name=organization.name))
        wish = self._wish(cells, fields)
        if wish is None:
            return
        if wish.code == "contact.refused":
            cells.say(error(wish.code, "name", name=wish.name))
        elif wish.code == "contact.safety":
            cells.say(warning(wish.code, "name", name=wish.name))
            fields["email"] = fields["phone"] = ""
        else:
            cells.say(info(wish.code, "email", name=wish.name))
            fields["email"] = ""

    def _wish(self, cells: Cells, fields: dict[str, Any]) -> Wish | None:
        if found := self.wishes.by_email.get(str(fields.get("email", "")).casefold()):
            return found
        named = self.wishes.by_name.get(searchable(fields["name"])) if fields["name"] else None
        if not named:
            return None
        question = Question("name", fields["name"], tuple((str(pk), wish.name) for pk, wish in named.items()), may_add=True)
        answer = self.agreed.answer(question)
        if answer == SKIP:
            cells.say(info("row.left_out", "name"))
        elif answer != NEW:
            if chosen := next((wish for pk, wish in named.items() if str(pk) == answer), None):
                return chosen
            cells.say(warning("person.probable_duplicate", "name", name=fields["name"]))
            cells.questions.append(question)
        return None

    def _agreed(self, cells: Cells, fields: dict[str, Any]) -> None:
        """Nobody is written down without their yes, as on the public form."""
        text = cells["consent_state"]
        state = words.meaning("consent_state", text) if text else None
        if state is None and text and read_yes_no(text):
            state = ConsentState.GIVEN_VERBAL
            cells.say(info("consent.plain_yes", "consent_state", text=text))
        if state in SAID_NO:
            cells.say(error("place.declined", "consent_state"))
        elif state not in SAID_YES:
            cells.say(error("place.no_consent", "consent_state"))
        fields["consent_state"] = state or ConsentState.PENDING
        for name, default in (("meets_criteria", self._judged_before()), ("recording_consent", False)):
            fields[name] = read_yes_no(cells[name]) if name in cells else default
            if name in cells and fields[name] is None:
                cells.say(error("yesno.unknown", name, text=cells[name]))

    def _judged_before(self) -> bool | None:
        """Whether the person who brings the sheet says that all of its people were held against the criteria."""
        return True if self.agreed.options.get("criteria") == "met" else None

    def _session(self, cells: Cells) -> FocusGroupSession | None:
        text = cells["session"]
        if not text or is_nothing(text):
            return None
        found = self.sessions.called(text) or self._session_of_day(cells, text)
        if found and self.sessions.is_over(found):
            cells.say(error("session.over", "session", name=found.reference))
        return found

    def _session_of_day(self, cells: Cells, text: str) -> FocusGroupSession | None:
        day = read_day(text, column="session", order=self.agreed.day_order, today=self.today, future=True)
        if doubt := next((issue for issue in day.issues if issue.code == "date.ambiguous"), None):
            meant = [date.fromisoformat(doubt.values[name]) for name in ("first", "second")]
            either = [session for each in meant for session in self.sessions.on(each)]
            if len(either) != 1:
                cells.say(doubt)
                return None
            cells.say(info("date.dmy", "session", text=text, day=either[0].held_on))  # on the other day the group doesn't meet
            return either[0]
        found = self.sessions.on(day.value) if day.value else []
        if len(found) == 1:
            cells.say(*day.issues)
            return found[0]
        code = "session.ambiguous" if found else "session.unknown"
        cells.say(error(code, "session", text=text, names=self.sessions.names))
        return None

    def _placed(self, verdict: Verdict, session: FocusGroupSession | None) -> Verdict:
        """The row's place, in the order of the sheet; none for who is written down already."""
        fields = verdict.fields
        who = identity(fields["name"], fields.get("email", ""), fields.get("phone", ""))
        if who in self.known:
            verdict.issues.append(info("place.known", "name", name=fields["name"]))
            return replace(verdict, outcome=Outcome.KNOWN, record=self.known[who])
        above = self.seen.setdefault(who, verdict.number)
        if above != verdict.number:
            verdict.issues.append(warning("row.duplicate", row=above))
            return replace(verdict, outcome=Outcome.LEFT_OUT)
        fields |= {"state": S.INTERESTED, "session": None}
        if session is None:
            verdict.issues.append(info("place.interested"))
        elif not fields["meets_criteria"]:
            code = "place.not_judged" if fields["meets_criteria"] is None else "place.unfit"
            verdict.issues.append(warning(code, "session"))
        else:
            self._take(verdict, session)
        return verdict

    def _take(self, verdict: Verdict, session: FocusGroupSession) -> None:
        number = self.sessions.take(session)
        verdict.fields |= {"state": S.WAITLISTED if number else S.REGISTERED, "session": session.pk}
        if number:
            verdict.issues.append(warning("place.waiting", "session", name=session.reference, number=number))
        else:
            verdict.issues.append(info("place.given", "session", name=session.reference))
