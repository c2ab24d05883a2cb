"""Accounts, partners, organizations and people of the Edmonton demo set."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from engagement.management import edmonton_files as files
from engagement.models import CollectionNotice
from resilience_portal.accounts.granting import set_roles
from resilience_portal.accounts.models import Institution, User
from resilience_portal.accounts.roles import Role
from resilience_portal.text import searchable
from stakeholders.domain.directory import refresh_search_text
from stakeholders.enums import ConsentAnswer, ConsentPurpose
from stakeholders.models import Affiliation, Consent, Organization, Person, Sector, Ward

PASSWORD = "demo-portal"  # noqa: S105 - known to everybody; production refuses to start while it opens an account
# The set's staff -> the demo account that plays them. One account a role, and a second officer.
STAFF = {
    "maren.tolvaise": "lead",
    "idris.quellan": "officer",
    "priya.wexandover": "officer2",
    "dale.rumsgarth": "liaison",
    "noor.estabrand": "analyst",
    "therese.lachancelle": "note.taker",
    "owen.brackenfell": "reviewer",
    "sol.adeyinware": "administrator",
}
ROLES = {
    "lead": Role.LEAD,
    "officer": Role.OFFICER,
    "officer2": Role.OFFICER,
    "note.taker": Role.OFFICER,
    "liaison": Role.LIAISON,
    "analyst": Role.ANALYST,
    "reviewer": Role.REVIEWER,
    "administrator": Role.ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}
PARTNERS = {
    "City partner": ("city", False),
    "Police partner": ("police", True),
    "Prevention partner": ("prevention", False),
}
# The upper level of sectors is what the public reads; the set's twelve sectors are the lower one.
TOP_SECTORS = {
    "faith": ("Faith", "Confessionnel", "ديني"),
    "youth": ("Youth", "Jeunesse", "شبابي"),
    "government": ("Government", "Gouvernement", "حكومي"),
    "community": ("Community and non-profit", "Communautaire et sans but lucratif", "مجتمعي وغير ربحي"),
}
PARENTS = {
    "faith_based": "faith",
    "youth": "youth",
    "education": "youth",
    "government": "government",
    "police_justice": "government",
}
SECTOR_CODES = {"youth": "youth_serving", "government": "public_body"}  # a code is used once, on one level

# Other names that people use; the set has none.
ALIASES = {
    "ORG-001": "Larkhollow Mosque\nمسجد لاركهولو",
    "ORG-003": "Naveen Jyot Gurdwara\nਗੁਰਦੁਆਰਾ ਨਵੀਨ ਜੋਤ",
    "ORG-008": "Sainte-Marguerite Parish",
    "ORG-022": "The library",
    "ORG-027": "The Prevention Alliance",
    "ORG-036": "Bayt al-Jiran\nNeighbours' House",
    "ORG-043": "NRRP Youth Liaison",
}


def sector_code(code: str) -> str:
    """The portal's code of one of the set's sectors."""
    return SECTOR_CODES.get(code, code)


def load_accounts(now: datetime) -> None:
    """One account per role, with the demo password; a note taker without a way in."""
    partners = {
        name: Institution.objects.create(slug=slug, name=name, is_police=police) for name, (slug, police) in PARTNERS.items()
    }
    rows = files.rows("staff")
    rows.append({"username": "auditor", "name": "Mira Castelloway", "employer": "City partner", "languages": "en"})
    secret = make_password(PASSWORD)
    for row in rows:
        username = STAFF.get(row["username"], row["username"])
        first, last = row["name"].split(" ", 1)
        user = User.objects.create(
            username=username,
            first_name=first,
            last_name=last,
            email=f"{row['username']}@city.example",
            institution=partners[row["employer"]],
            password=make_password(None) if username == "note.taker" else secret,
            is_staff=username == "administrator",
        )
        set_roles(user=user, roles=[ROLES[username]], by=None, now=now)


def load_sectors() -> None:
    """Two levels."""
    tops = {
        code: Sector.objects.create(code=code, name_en=en, name_fr=fr, name_ar=ar, order=number)
        for number, (code, (en, fr, ar)) in enumerate(TOP_SECTORS.items())
    }
    for number, row in enumerate(files.rows("sectors")):
        Sector.objects.create(
            code=sector_code(row["code"]),
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            name_ar=row["name_ar"],
            parent=tops[PARENTS.get(row["code"], "community")],
            order=number,
        )
    for number, row in enumerate(files.rows("wards")):
        Ward.objects.create(code=row["code"], name=row["name"], order=number)


def load_organizations() -> None:
    """The 55 of the declared universe, with the people who speak for them."""
    sectors, wards = {row.code: row for row in Sector.objects.all()}, {row.code: row for row in Ward.objects.all()}
    organizations = {
        row["ref"]: Organization.objects.create(
            reference=row["ref"],
            name=row["name"],
            aliases=ALIASES.get(row["ref"], ""),
            sector=sectors[sector_code(row["sector"])],
            ward=wards[row["ward"]],
            main_language=row["main_language"],
            size=row["size"],
            status=row["status"],
            website=row["website"],
            email=row["email"],
            phone=row["phone"],
            address=row["address"],
            note=row["note"],
            may_be_listed=row["may_be_listed"] == "yes",
            is_indigenous_led=row["sector"] == "indigenous_led",
        )
        for row in files.rows("organizations")
    }
    for row in files.rows("contacts"):
        person = Person.objects.create(
            reference=row["ref"],
            name=row["name"],
            email=row["email"],
            phone=row["phone"],
            preferred_language=row["preferred_language"],
            may_contact=row["may_contact"] == "1",
            public_name_consent=row["public_name_consent"] == "1",
            search_text=searchable(f"{row['ref']} {row['name']}"),
        )
        Affiliation.objects.create(
            person=person,
            organization=organizations[row["organization_ref"]],
            role=row["role"],
            is_primary=row["is_primary"] == "1",
        )
    refresh_search_text(*organizations.values())


def load_consents(now: datetime, *, notice: CollectionNotice) -> None:
    """What the set says of each person: whether they may be contacted again. They were told the notice of their talk."""
    Consent.objects.bulk_create(
        Consent(
            person=person,
            purpose=ConsentPurpose.CONTACT,
            state=ConsentAnswer.GIVEN_VERBAL if person.may_contact else ConsentAnswer.DECLINED,
            notice_version=notice.version,
            recorded_at=now,
        )
        for person in Person.objects.all()
    )
