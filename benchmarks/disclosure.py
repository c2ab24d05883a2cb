"""A report of a million conversations: seconds and memory to count and to protect, and the plans of the queries that count.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python -m benchmarks.disclosure [--explain]

Copies the database that `benchmarks.lists` makes into one of its own, `portal_bench_report`, in which every conversation may be
counted and belongs to the first phase, and keeps it. Before that, 55 and 5,000 organizations in memory. The machine decides the figures.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2

from benchmarks import lists
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from tests.disclosure.towns import EVERY_SPEC, Town, demo, town

SECRET = b"for benchmarks"
NAME = "portal_bench_report"
ALL_COUNT = """
set session_replication_role = replica;
drop index if exists conversation_by_words;
update engagement_conversation set
  state = 'accepted', consent_state = 'given_verbal', attribution = 'organization', phase_id = (select id from phases_phase where number = 1),
  reviewed_at = now(), reviewed_by_id = (select id from accounts_user where id not in (created_by_id, lead_id) limit 1);
"""


def megabytes() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_memory(name: str, place: Town, *steps: int) -> None:
    """Protects one edition after the other."""
    made, seconds = [], []
    for heard in steps:
        begun = time.process_time()
        made.append(protect(place.counts(heard), made, Rules(), SECRET))
        seconds.append(time.process_time() - begun)
    took = ", ".join(f"{one:.2f}" for one in seconds)
    print(f"{name}: protected in {took} s of CPU; {len(made[-1].values)} figures; {megabytes():.0f} MB", flush=True)


def copy() -> None:
    """The copy in which everything counts, unless it is there already. Takes minutes."""
    with closing(lists.connect()) as server, server.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [NAME])
        if cursor.fetchone():
            return
        cursor.execute("select 1 from pg_database where datname = %s", [lists.NAME])
        if not cursor.fetchone():
            raise SystemExit("First: python -m benchmarks.lists")
        cursor.execute(f"create database {NAME} template {lists.NAME}")
    with closing(psycopg2.connect(address())) as own, own.cursor() as cursor:
        own.autocommit = True
        cursor.execute(ALL_COUNT)
        cursor.execute("vacuum analyze")


def address() -> str:
    """Of the copy."""
    return urlsplit(lists.SERVER)._replace(path=f"/{NAME}").geturl()


def in_database(*, explain: bool) -> None:
    """Counts and protects one edition of the first phase, all conversations of the database."""
    from datetime import date

    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from engagement.models import Conversation, Report
    from engagement.reporting import tabulate
    from phases.enums import PhaseState
    from phases.models import Phase

    phase = Phase.objects.order_by("number").first()
    phase.state = PhaseState.CLOSED_ANALYZING  # in memory alone: so that crossed tables are counted, too
    report = Report(phase=phase, slug="bench", period_from=date(2018, 1, 1), period_to=date(2030, 1, 1))
    print(f"{Conversation.objects.count():,} conversations, {Conversation.objects.filter(phase=phase).count():,} of this phase")
    reset_queries()
    with CaptureQueriesContext(connection) as caught:
        begun = time.perf_counter()
        edition = tabulate.edition(report)
        counted = time.perf_counter() - begun
    begun = time.perf_counter()
    safe = tabulate.protected(edition, SECRET)
    protected = time.perf_counter() - begun
    print(
        f"{len(edition.organizations):,} organizations: counted in {counted:.1f} s by {len(caught)} queries, protected in "
        f"{protected:.1f} s; {len(safe.values)} figures; {megabytes():.0f} MB at the most"
    )
    if explain:
        for query in (
            found["sql"] for found in caught if "DISTINCT" in found["sql"] and "engagement_conversation" in found["sql"]
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}")
                plan = "\n".join(row[0] for row in cursor.fetchall())
            print(f"\n{query[:160]} ...\n{plan[:3000]}")


def main() -> None:
    """Prints everything."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--explain", action="store_true")
    asked = given.parse_args()
    small = demo()
    large = town({f"s{n}": 500 for n in range(10)}, {f"w{n}": 500 for n in range(10)}, 40)
    in_memory("first call", small, 20)
    in_memory("55 organizations", Town(small.sectors, small.wards, small.themes, small.organizations, EVERY_SPEC), 53)
    in_memory(
        "55 organizations, growing", Town(small.sectors, small.wards, small.themes, small.organizations, EVERY_SPEC), 20, 40, 55
    )
    in_memory("5,000 organizations", Town(large.sectors, large.wards, large.themes, large.organizations, EVERY_SPEC), 5000)
    copy()
    os.environ["DATABASE_URL"] = address()
    import django

    django.setup()
    in_database(explain=asked.explain)


if __name__ == "__main__":
    main()
