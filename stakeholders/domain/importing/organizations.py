"""A sheet of organizations: what its columns are called, and a verdict on every row."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models

from resilience_portal.accounts.models import User
from resilience_portal.sheets.headings import Vocabulary
from resilience_portal.sheets.issues import Severity, error, info, warning
from resilience_portal.sheets.judging import NEW, SKIP, Agreed, Cells, Judge, Outcome, Question, Verdict
from resilience_portal.sheets.languages import read_language
from resilience_portal.sheets.texts import formula_mark, is_nothing, name_of
from resilience_portal.text import searchable
from stakeholders.domain.importing.choices import read_choice, read_yes_no
from stakeholders.domain.importing.own import own_fields, own_words, read_own
from stakeholders.domain.importing.registry import Known, Registry, exactly
from stakeholders.enums import OrganizationSize, OrganizationStatus

VOCABULARY = Vocabulary(
    fields={
        "name": {
            "en": ("Organization", "Organisation", "Organization name", "Name", "Stakeholder", "Group", "Agency"),
            "fr": ("Organisme", "Nom de l'organisme", "Nom", "Partie prenante"),
            "ar": ("المنظمة", "اسم المنظمة", "الاسم", "الجهة"),
        },
        "reference": {
            "en": ("Reference", "Organization reference"),
            "fr": ("Référence",),
            "ar": ("الرقم المرجعي", "رقم المنظمة"),
        },
        "aliases": {"en": ("Other names", "Aliases", "Also known as"), "fr": ("Autres noms",), "ar": ("أسماء أخرى",)},
        "sector": {"en": ("Sector", "Category", "Type"), "fr": ("Secteur", "Catégorie"), "ar": ("القطاع", "الفئة")},
        "ward": {"en": ("Ward", "Area", "District"), "fr": ("Arrondissement", "Quartier"), "ar": ("الدائرة", "الحي")},
        "main_language": {
            "en": ("Main language", "Language"),
            "fr": ("Langue principale", "Langue"),
            "ar": ("اللغة الرئيسية", "اللغة"),
        },
        "languages": {"en": ("Other languages",), "fr": ("Autres langues",), "ar": ("لغات أخرى",)},
        "size": {"en": ("Size",), "fr": ("Taille",), "ar": ("الحجم",)},
        "status": {"en": ("Status",), "fr": ("État", "Statut"), "ar": ("الحالة",)},
        "website": {
            "en": ("Website", "Web site", "URL", "Web"),
            "fr": ("Site Web", "Site"),
            "ar": ("الموقع الإلكتروني", "الموقع"),
        },
        "email": {"en": ("E-mail", "Email", "Mail"), "fr": ("Courriel",), "ar": ("البريد الإلكتروني", "البريد")},
        "phone": {"en": ("Telephone", "Phone", "Tel"), "fr": ("Téléphone", "Tél"), "ar": ("الهاتف", "رقم الهاتف")},
        "address": {"en": ("Address",), "fr": ("Adresse",), "ar": ("العنوان",)},
        "may_be_listed": {"en": ("May be listed",), "fr": ("Peut être nommé",), "ar": ("يجوز ذكرها",)},
        "in_universe": {
            "en": ("In the declared universe",),
            "fr": ("Dans l'univers déclaré",),
            "ar": ("ضمن الجهات المعلنة",),
        },
        "do_not_contact": {"en": ("Do not contact",), "fr": ("Ne pas contacter",), "ar": ("عدم التواصل", "لا يجوز التواصل")},
        "contact": {
            "en": ("Contact person", "Contact", "Contact name"),
            "fr": ("Personne-ressource", "Contact"),
            "ar": ("جهة الاتصال", "الشخص المسؤول"),
        },
        "contact_role": {"en": ("Contact role", "Role", "Title"), "fr": ("Fonction", "Rôle"), "ar": ("الصفة", "المنصب")},
    },
    required=("name",),
)


def vocabulary() -> Vocabulary:
    """With a column for each field of our own, by its code and by its name in every language."""
    return Vocabulary(fields={**VOCABULARY.fields, **own_words()}, required=VOCABULARY.required)


LONGEST = {"name": 300, "aliases": 2_000, "address": 300, "languages": 100, "contact": 200, "contact_role": 200}
CHOICES: dict[str, type[models.TextChoices]] = {"size": OrganizationSize, "status": OrganizationStatus}
YES_NO = ("may_be_listed", "in_universe", "do_not_contact")
WRITABLE = ("aliases", "main_language", "languages", "size", "status", "website", "email", "phone", "address", *YES_NO)
_PHONE = re.compile(r"[+()\d][\d\s().+\-/x]{5,38}(?:\s?(?:ext|poste|تحويلة)\.?\s?\d{1,6})?", re.IGNORECASE)
_web_address = URLValidator(schemes=["http", "https"])


class OrganizationJudge(Judge):
    """New, known, resembling one that is known, or not to be read."""

    required = VOCABULARY.required

    def __init__(self, agreed: Agreed, *, by: User) -> None:
        super().__init__(agreed)
        self.registry = Registry(by=by)
        self.seen: dict[tuple[str, str], tuple[int, str]] = {}
        self.own = own_fields()
        self.updates = agreed.options.get("known") == "update"

    def _judged(self, cells: Cells) -> Verdict:
        fields: dict[str, Any] = {"name": self._name(cells)}
        self._places(cells, fields)
        self._details(cells, fields)
        known = self._known(cells, fields) if fields["name"] else None
        if known and known.pk not in self.registry.known:
            known = None
        if fields["name"] and not known and not cells.questions and not fields.get("sector"):
            cells.missing("sector")
        if any(issue.code == "row.left_out" for issue in cells.issues):
            return cells.verdict(Outcome.LEFT_OUT)
        if not known and self._is_twice(cells, fields):
            return cells.verdict(Outcome.LEFT_OUT)
        outcome = Outcome.NEW if not known else Outcome.UPDATE if self.updates else Outcome.KNOWN
        return cells.verdict(outcome, fields=fields, record=known.pk if known else None)

    def _name(self, cells: Cells) -> str:
        text = cells["name"]
        if formula_mark(text) == "=":
            cells.say(error("org.formula", "name"))
            return ""
        name, told = name_of(text, "name")
        if is_nothing(name):
            cells.say(error("required.missing", "name"))
            return ""
        if not name:
            cells.missing("name")
        if len(name) > LONGEST["name"]:
            cells.say(error("org.name_too_long", "name", length=len(name), most=LONGEST["name"]))
            return ""
        cells.say(*told)
        if name and not re.search(r"[^\W\d_]{2}", name):
            cells.say(warning("org.name_unusual", "name", text=name))
        return name

    def _places(self, cells: Cells, fields: dict[str, Any]) -> None:
        if "sector" in cells:
            sector, told = self.registry.sectors.read(cells["sector"], "sector")
            fields["sector"] = sector.pk if sector else None
            cells.say(*told)
        if "ward" in cells:
            ward, told = self.registry.wards.read(cells["ward"], "ward")
            fields["ward"] = ward.pk if ward else None
            cells.say(*told)
        if "main_language" in cells:
            code, told = read_language(cells["main_language"], "main_language")
            if code:
                fields["main_language"] = code[:8]
                cells.say(*told)
            else:
                cells.say(warning("choice.unknown", "main_language", text=cells["main_language"]))

    def _details(self, cells: Cells, fields: dict[str, Any]) -> None:
        read_contact_details(cells, fields)
        for name in ("aliases", "address", "languages", "contact", "contact_role"):
            if name in cells:
                fields[name] = cells[name] if name == "aliases" else " ".join(cells[name].split())
                if len(fields[name]) > LONGEST[name]:
                    cells.say(error("text.too_long", name, length=len(fields[name]), most=LONGEST[name]))
        if is_nothing(fields.get("contact", "")):
            del fields["contact"]
        self._choices(cells, fields)
        given = {field.code: read_own(field, cells, name) for name, field in self.own.items() if name in cells}
        fields["custom"] = {code: value for code, value in given.items() if value}

    def _choices(self, cells: Cells, fields: dict[str, Any]) -> None:
        for name, choices in CHOICES.items():
            if name in cells:
                value = read_choice(cells[name], choices)
                if value is None or (name == "status" and value == OrganizationStatus.MERGED):
                    cells.say(warning("choice.unknown", name, text=cells[name]))
                else:
                    fields[name] = value
        for name in YES_NO:
            if name in cells:
                answer = read_yes_no(cells[name])
                if answer is None:
                    cells.say(error("yesno.unknown", name, text=cells[name]))
                fields[name] = bool(answer)
        if not fields.get("do_not_contact"):
            fields.pop("do_not_contact", None)  # a sheet may ask for silence; taking that back is done by hand

    def _known(self, cells: Cells, fields: dict[str, Any]) -> Known | None:
        """The organization that the row means, if the portal has it. Between two, a person decides."""
        name, reference = fields["name"], cells["reference"]
        if reference:
            found = self.registry.by_reference(reference)
            if found is None:
                cells.say(error("org.reference_unknown", "reference", text=reference))
            else:
                cells.say(self._there(found))
            return found
        found_by_name = self.registry.find(name)
        matches = found_by_name.matches
        if found_by_name.how == "exact" and len(matches) > 1:
            here = [each for each in matches if each.ward == fields.get("ward")] if fields.get("ward") else []
            if len(here) != 1:
                return self._asked(cells, name, matches, error("org.ambiguous", "name", count=len(matches), text=name))
            cells.say(info("org.by_ward", "name", ward=cells["ward"]))
            matches = (here[0],)
        if found_by_name.how == "exact":
            cells.say(self._there(matches[0]))
            return matches[0]
        if matches:
            return self._asked(cells, name, matches, warning("org.probable_duplicate", "name", name=matches[0].name))
        return None

    def _there(self, found: Known) -> Any:
        return info("org.updates" if self.updates else "org.exists", "name", name=found.name)

    def _asked(self, cells: Cells, name: str, matches: tuple[Known, ...], issue: Any) -> Known | None:
        suggestions = tuple((str(each.pk), label(each, self.registry)) for each in matches)
        question = Question("name", name, suggestions, may_add=True)
        answer = self.agreed.answer(question)
        if answer == SKIP:
            cells.say(info("row.left_out", "name"))
        elif answer == NEW:
            cells.say(info("org.created", "name", text=name))
        elif found := self.registry.by_id(answer):
            cells.say(info("org.chosen", "name", text=name, name=found.name), self._there(found))
            return found
        else:
            cells.say(issue)
            if issue.severity != Severity.OK:
                cells.questions.append(question)
        return None

    def _is_twice(self, cells: Cells, fields: dict[str, Any]) -> bool:
        """Whether a row above names the same new organization: left out when it says the same, refused when it does not."""
        if not fields["name"]:
            return False
        key = (exactly(fields["name"]), str(fields.get("ward") or ""))
        said = "\x1f".join(searchable(cells[name]) for name in (*VOCABULARY.fields, *self.own))
        number, before = self.seen.setdefault(key, (cells.number, said))
        if number == cells.number:
            return False
        if said == before:
            cells.say(warning("row.duplicate", row=number))
            return True
        cells.say(error("org.twice", "name", row=number))
        return False


def label(found: Known, registry: Registry) -> str:
    """How an organization is offered as an answer: name, ward, reference tell two of one name apart."""
    ward = registry.wards.name(found.ward)
    return " · ".join(part for part in (found.name, ward, found.reference) if part)


def read_contact_details(cells: Cells, fields: dict[str, Any]) -> None:
    """E-mail, telephone and web address; what is none is left empty, and said."""
    if "email" in cells:
        try:
            validate_email(cells["email"])
            fields["email"] = cells["email"][:254]
        except ValidationError:
            cells.say(warning("email.invalid", "email", text=cells["email"]))
    if "phone" in cells:
        fields["phone"] = " ".join(cells["phone"].split())[:40]
        if not _PHONE.fullmatch(fields["phone"]):
            cells.say(info("phone.unusual", "phone", text=cells["phone"]))
    if "website" in cells:
        address = cells["website"] if "://" in cells["website"] else f"https://{cells['website']}"
        try:
            _web_address(address)
            fields["website"] = address[:200]
        except ValidationError:
            cells.say(warning("url.invalid", "website", text=cells["website"]))
