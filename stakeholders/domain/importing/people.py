"""A sheet of people: what its columns are called, and a verdict on every row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from resilience_portal.accounts.models import User
from resilience_portal.sheets.days import read_day
from resilience_portal.sheets.headings import Vocabulary
from resilience_portal.sheets.issues import error, info, warning
from resilience_portal.sheets.judging import NEW, SKIP, Agreed, Cells, Judge, Outcome, Question, Verdict
from resilience_portal.sheets.languages import read_language
from resilience_portal.sheets.texts import formula_mark, is_nothing, name_of
from resilience_portal.text import searchable
from stakeholders.domain.importing.choices import read_choice, read_yes_no
from stakeholders.domain.importing.organizations import label, read_contact_details
from stakeholders.domain.importing.registry import Known, Registry
from stakeholders.enums import ContactChannel, ContactSafety
from stakeholders.models import Affiliation, Person

VOCABULARY = Vocabulary(
    fields={
        "name": {
            "en": ("Name", "Person", "Full name", "Contact person", "Contact"),
            "fr": ("Nom", "Personne", "Nom complet", "Personne-ressource"),
            "ar": ("الاسم", "الشخص", "الاسم الكامل"),
        },
        "organization": {
            "en": ("Organization", "Organisation", "Stakeholder"),
            "fr": ("Organisme",),
            "ar": ("المنظمة", "الجهة"),
        },
        "role": {"en": ("Role", "Contact role", "Title", "Position"), "fr": ("Fonction", "Rôle"), "ar": ("الصفة", "المنصب")},
        "email": {"en": ("E-mail", "Email", "Mail"), "fr": ("Courriel",), "ar": ("البريد الإلكتروني", "البريد")},
        "phone": {"en": ("Telephone", "Phone", "Tel"), "fr": ("Téléphone",), "ar": ("الهاتف", "رقم الهاتف")},
        "preferred_language": {
            "en": ("Preferred language", "Language"),
            "fr": ("Langue préférée", "Langue"),
            "ar": ("اللغة المفضلة", "اللغة"),
        },
        "may_contact": {"en": ("May be contacted",), "fr": ("Peut être contacté",), "ar": ("يجوز التواصل",)},
        "do_not_contact": {"en": ("Do not contact",), "fr": ("Ne pas contacter",), "ar": ("عدم التواصل", "لا يجوز التواصل")},
        "channel": {
            "en": ("Wants to be reached", "Preferred channel", "Channel"),
            "fr": ("Veut être joint", "Canal préféré"),
            "ar": ("طريقة التواصل المفضلة", "طريقة التواصل"),
        },
        "safety": {
            "en": ("Safety of contact", "Contact safety"),
            "fr": ("Sécurité du contact",),
            "ar": ("سلامة التواصل",),
        },
        "access_needs": {
            "en": ("Accessibility needs", "Access needs"),
            "fr": ("Besoins d'accessibilité",),
            "ar": ("احتياجات إمكانية الوصول", "احتياجات الوصول"),
        },
        "started_on": {"en": ("From", "Since"), "fr": ("Depuis", "Du"), "ar": ("من", "منذ")},
        "ended_on": {"en": ("To", "Until"), "fr": ("Jusqu'au", "Au"), "ar": ("إلى", "حتى")},
    },
    required=("name",),
)
LONGEST_NAME = LONGEST_ROLE = 200
LONGEST_NEEDS = 300


class PersonJudge(Judge):
    """New, known, or of the name of somebody who is known."""

    required = VOCABULARY.required

    def __init__(self, agreed: Agreed, *, by: User, today: date) -> None:
        super().__init__(agreed)
        self.today = today
        self.registry = Registry(by=by)
        self._names: defaultdict[str, dict[UUID, str]] = defaultdict(dict)
        self._emails: defaultdict[str, dict[UUID, str]] = defaultdict(dict)
        self._silent: set[UUID] = set()
        people = Person.objects.visible_to(by).values_list("pk", "name", "email", "do_not_contact")
        for pk, name, email, is_silent in people:
            self._names[searchable(name)][pk] = name
            if is_silent:
                self._silent.add(pk)
            if email:
                self._emails[email.casefold()][pk] = name
        self._speak: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for person, organization in Affiliation.objects.values_list("person_id", "organization_id"):
            self._speak[person].add(organization)
        self.seen: dict[str, int] = {}

    def _judged(self, cells: Cells) -> Verdict:
        fields: dict[str, Any] = {"name": self._name(cells)}
        organization = read_organization(cells, self.registry, self.agreed)
        fields["organization"] = organization.pk if organization else None
        self._details(cells, fields)
        self._wishes(cells, fields)
        known = self._known(cells, fields, organization) if fields["name"] else None
        if known and fields["do_not_contact"] and known not in self._silent:
            cells.say(warning("person.asks_for_silence", "do_not_contact", name=fields["name"]))
        if any(issue.code == "row.left_out" for issue in cells.issues):
            return cells.verdict(Outcome.LEFT_OUT)
        said = "\x1f".join(searchable(cells[name]) for name in VOCABULARY.fields)
        above = self.seen.setdefault(said, cells.number)
        if above != cells.number:
            cells.say(warning("row.duplicate", row=above))
            return cells.verdict(Outcome.LEFT_OUT)
        return cells.verdict(Outcome.KNOWN if known else Outcome.NEW, fields=fields, record=known)

    def _name(self, cells: Cells) -> str:
        name, told = name_of(cells["name"], "name")
        if formula_mark(name) == "=":
            cells.say(error("org.formula", "name"))
            return ""
        if not name or is_nothing(name):
            cells.missing("name")
            return ""
        if len(name) > LONGEST_NAME:
            cells.say(error("org.name_too_long", "name", length=len(name), most=LONGEST_NAME))
        cells.say(*told)
        return name

    def _details(self, cells: Cells, fields: dict[str, Any]) -> None:
        read_contact_details(cells, fields)
        fields["role"] = " ".join(cells["role"].split())
        if len(fields["role"]) > LONGEST_ROLE:
            cells.say(error("text.too_long", "role", length=len(fields["role"]), most=LONGEST_ROLE))
        if "preferred_language" in cells:
            code, told = read_language(cells["preferred_language"], "preferred_language")
            cells.say(*(told if code else [warning("choice.unknown", "preferred_language", text=cells["preferred_language"])]))
            fields["preferred_language"] = (code or "")[:8]
        if "may_contact" in cells:
            answer = read_yes_no(cells["may_contact"])
            if answer is None:
                cells.say(error("yesno.unknown", "may_contact", text=cells["may_contact"]))
            fields["may_contact"] = bool(answer)
        for column in ("started_on", "ended_on"):
            day = read_day(cells[column], column=column, order=self.agreed.day_order, today=self.today, future=True)
            cells.say(*day.issues)
            fields[column] = day.value
        if fields["started_on"] and fields["ended_on"] and fields["ended_on"] < fields["started_on"]:
            cells.say(error("date.backward", "ended_on"))

    def _wishes(self, cells: Cells, fields: dict[str, Any]) -> None:
        """How the person wants to be reached, and whether at all. What can't be read is taken for the careful answer."""
        silence = read_yes_no(cells["do_not_contact"]) if "do_not_contact" in cells else False
        if silence is None:
            cells.say(error("yesno.unknown", "do_not_contact", text=cells["do_not_contact"]))
        fields["do_not_contact"] = bool(silence)
        if "channel" in cells:
            fields["channel"] = read_choice(cells["channel"], ContactChannel)
            if fields["channel"] is None:
                cells.say(warning("choice.unknown", "channel", text=cells["channel"]))
        if "safety" in cells:
            fields["safety"] = read_choice(cells["safety"], ContactSafety)
            if fields["safety"] is None:
                fields["safety"] = ContactSafety.NEVER_WRITE
                cells.say(warning("choice.safest", "safety", text=cells["safety"], name=ContactSafety.NEVER_WRITE.label))
        fields["access_needs"] = " ".join(cells["access_needs"].split())
        if len(fields["access_needs"]) > LONGEST_NEEDS:
            cells.say(error("text.too_long", "access_needs", length=len(fields["access_needs"]), most=LONGEST_NEEDS))

    def _known(self, cells: Cells, fields: dict[str, Any], organization: Known | None) -> UUID | None:
        """The person that the row means, if the portal has them: by address, or by name at this organization."""
        named = self._names.get(searchable(fields["name"]), {})
        at_home = [pk for pk in named if organization and organization.pk in self._speak[pk]]
        by_mail = list(self._emails.get(str(fields.get("email", "")).casefold(), {})) if fields.get("email") else []
        sure = [pk for pk in by_mail if pk in named] or at_home
        if len(sure) == 1:
            cells.say(info("person.exists", "name", name=fields["name"]))
            return sure[0]
        if not named:
            return None
        suggestions = tuple((str(pk), name) for pk, name in list(named.items())[:5])
        question = Question("name", fields["name"], suggestions, may_add=True)
        answer = self.agreed.answer(question)
        if answer == SKIP:
            cells.say(info("row.left_out", "name"))
        elif answer == NEW:
            return None
        elif chosen := next((pk for pk in named if str(pk) == answer), None):
            cells.say(info("person.exists", "name", name=named[chosen]))
            return chosen
        elif len(sure) > 1:
            cells.say(error("person.ambiguous", "name", count=len(sure), text=fields["name"]))
            cells.questions.append(question)
        else:
            cells.say(warning("person.probable_duplicate", "name", name=fields["name"]))
            cells.questions.append(question)
        return None


def read_organization(cells: Cells, registry: Registry, agreed: Agreed) -> Known | None:
    """The organization that a person speaks for; None for an empty cell, and where somebody has to say which is meant."""
    text = cells["organization"]
    if not text or is_nothing(text):
        return None
    found = registry.find(text)
    is_sure = found.how in ("exact", "folded")
    if is_sure and len(found.matches) == 1:
        return found.matches[0]
    question = Question("organization", text, tuple((str(each.pk), label(each, registry)) for each in found.matches))
    answer = agreed.answer(question)
    if answer == SKIP:
        cells.say(info("row.left_out", "organization"))
    elif chosen := registry.by_id(answer):
        cells.say(info("org.chosen", "organization", text=text, name=chosen.name))
        return chosen
    else:
        ambiguous = error("org.ambiguous", "organization", text=text, count=len(found.matches))
        cells.say(ambiguous if is_sure else error("person.org_unknown", "organization", text=text))
        cells.questions.append(question)
    return None
