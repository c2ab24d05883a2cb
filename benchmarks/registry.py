"""The registry at 5,000 organizations: admin and staff lists, search, look-alikes. Prints milliseconds; questions are counted by tests.

python -m benchmarks.registry                                (SQLite, in a folder of its own)
DATABASE_URL=postgres://…/scratch python -m benchmarks.registry
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import tempfile
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")
os.environ.setdefault("PORTAL_VAR_DIR", tempfile.mkdtemp(prefix="portal-benchmark-"))
os.environ.setdefault("ALLOWED_HOSTS", "testserver")
os.environ.setdefault("STATIC_BACKEND", "django.contrib.staticfiles.storage.StaticFilesStorage")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client

from resilience_portal.accounts.models import User
from stakeholders.domain import directory, duplicates
from stakeholders.models import Organization, Sector, Ward

MANY = int(os.environ.get("MANY", "5000"))
FIRST = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elder",
    "Fir",
    "Hazel",
    "Ironwood",
    "Juniper",
    "Larch",
    "Maple",
    "Oak",
    "Poplar",
    "Rowan",
    "Spruce",
    "Tamarack",
    "Willow",
]
SECOND = [
    "Bend",
    "Creek",
    "Flats",
    "Grove",
    "Heights",
    "Hollow",
    "Island",
    "Landing",
    "Meadow",
    "Park",
    "Ridge",
    "River",
    "Trail",
    "Valley",
    "View",
    "Wood",
    "Yard",
]
KIND = [
    "Youth Hub",
    "Community League",
    "Islamic Association",
    "Cultural Society",
    "Food Co-operative",
    "Seniors' Centre",
    "نادي",
]


def fill() -> None:
    """5,000 organizations with plausible names, one in a hundred written twice."""
    call_command("migrate", verbosity=0)
    if Organization.objects.count() >= MANY:
        return
    chance = random.Random(7)
    top = Sector.objects.get_or_create(code="community", defaults={"name": "Community"})[0]
    sectors = [Sector.objects.get_or_create(code=f"s{n}", defaults={"name": f"Sector {n}", "parent": top})[0] for n in range(12)]
    wards = [Ward.objects.get_or_create(code=f"w{n}", defaults={"name": f"Ward {n}"})[0] for n in range(12)]
    rows = []
    for number in range(MANY):
        own = "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(chance.choice((2, 3, 3, 4))))
        name = f"{own.capitalize()} {chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(KIND)}"
        if number % 100 == 99:
            name = rows[-1].name.replace(" ", "  ").replace("Community", "Comm.").lower()
        row = Organization(reference=f"ORG-{number:05}", name=name, sector=chance.choice(sectors), ward=chance.choice(wards))
        row.search_text = directory.searchable(f"{row.reference} {row.name}")
        rows.append(row)
    Organization.objects.bulk_create(rows, batch_size=1000)


def timed(title: str, act, times: int = 7) -> None:
    """Runs it several times, the first answer unread; prints the median and worst milliseconds."""
    act()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1000)
    print(f"{title:46} median {statistics.median(took):7.1f} ms  worst {max(took):7.1f} ms")


def main() -> None:
    """Fills and measures."""
    logging.disable()
    fill()
    user = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench", password="a-long-enough-one")
    client = Client()
    client.force_login(user)
    print(f"{connection.vendor}, {Organization.objects.count()} organizations")
    admin, staff = "/admin/stakeholders/organization/", "/staff/organizations/"
    timed("admin list", lambda: client.get(admin))
    timed("admin search", lambda: client.get(admin, {"q": "juniper hollow"}))
    timed("admin filter", lambda: client.get(admin, {"contact": "never"}))
    timed("staff list", lambda: client.get(staff))
    timed("staff search", lambda: client.post(staff, {"q": "juniper hollow"}))
    timed("look-alikes of a typed name", lambda: duplicates.lookalikes(["Junper Hollow Youth Hub"], for_user=user))
    begun = time.perf_counter()
    found = duplicates.pairs(for_user=user)
    print(f"all pairs in store: {len(found)} in {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
