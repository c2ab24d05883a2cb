"""The list of conversations at a million records: p50 and p95 of any two filters with a search, and the plans behind them.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python -m benchmarks.lists [--rows 1000000] [--fresh] [--explain]

Makes a database of its own, `portal_bench_lists`, on that server and keeps it for the next run. Nothing here is a test: the
machine decides the figures. They are asked through the ORM, as the page asks them, without the template.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit

import psycopg2

NAME = "portal_bench_lists"
SERVER = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
os.environ["DATABASE_URL"] = urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")
os.environ.setdefault("PORTAL_VAR_DIR", "/tmp/portal-bench")

FILL = """
set synchronous_commit = off;
set session_replication_role = replica; -- triggers row by row would take an hour; what they keep is written at the end
create temp table word as select i, (array['ber','dom','fal','gri','hos','jun','kel','lor','mis','nav','ost','pra'])[1 + i % 12]
  || (array['a','e','i','o','u'])[1 + (i / 12) % 5] || (array['ction','ment','ville','ness','ting','ra','lon','mir'])[1 + (i / 60) % 8]
  || case when i >= 480 then chr(97 + (i / 480) % 26) else '' end as w from generate_series(0, 4999) i;
insert into stakeholders_sector (id, code, name, name_en, parent_id, "order") select gen_random_uuid(), 'top' || i, 'Top ' || i, 'Top ' || i, null, i
  from generate_series(1, 12) i;
insert into stakeholders_sector (id, code, name, name_en, parent_id, "order")
  select gen_random_uuid(), 'low' || i, 'Low ' || i, 'Low ' || i, (select id from stakeholders_sector where code = 'top' || (1 + i % 12)), i
  from generate_series(1, 36) i;
insert into stakeholders_ward (id, code, name, "order") select gen_random_uuid(), 'ward' || i, 'Ward ' || i, i from generate_series(1, 12) i;
"""
TALKS = """
create temp table org as select row_number() over () - 1 as n, id from stakeholders_organization;
create temp table ph as select number - 1 as n, id from phases_phase;
create temp table staff as select row_number() over (order by username) - 1 as n, id from accounts_user;
create unique index on org (n); create unique index on word (i);
insert into engagement_conversation ({columns})
select {values} from (
  select i, gen_random_uuid() as id, (random() * random() * 4999)::int as o, (random() * 1.49)::int as p,
    (random() * random() * 29)::int as s, (array['accepted','accepted','accepted','accepted','submitted','submitted','returned','draft','withdrawn'])[1 + (random() * 8)::int] as state,
    case when random() < .03 then 'restricted' else 'team' end as level, date '2018-01-01' + (random() * 3200)::int as day,
    (select string_agg(words[1 + n * 0 + (pow(random(), 3) * 4999)::int], ' ') from generate_series(1, 40) n where g.i = g.i) as words
  from generate_series(1, {rows}) as g(i), (select array_agg(w order by word.i) as words from word) every) g
join org on org.n = g.o join ph on ph.n = g.p join staff on staff.n = g.s;
"""
LINKS = """
insert into engagement_point ({columns}) select {values} from engagement_conversation c;
create temp table th as select row_number() over (order by code) - 1 as n, id from phases_theme;
insert into engagement_pointtheme (id, point_id, theme_id, stance, coder_id, coded_at)
  select gen_random_uuid(), p.id, th.id, 'concern', (select id from accounts_user limit 1), now()
  from engagement_point p cross join lateral (select distinct (random() * random() * 39)::int as t from generate_series(1, 3) where p.id = p.id) x
  join th on th.n = x.t;
insert into engagement_themelink (conversation_id, theme_id)
  select distinct p.conversation_id, c.theme_id from engagement_pointtheme c join engagement_point p on p.id = c.point_id;
insert into engagement_conversation_closed_to (conversation_id, institution_id)
  select id, (select id from accounts_institution where slug = 'police') from engagement_conversation where random() < .01;
insert into engagement_conversation_named_people (conversation_id, user_id)
  select c.id, s.id from engagement_conversation c join staff s on s.n = 1 where c.level = 'restricted' and random() < .1;
insert into engagement_conversation_tags (conversation_id, tag_id)
  select c.id, t.id from engagement_conversation c cross join stakeholders_tag t where random() < .02;
insert into engagement_followup (id, conversation_id, text, owner_id, due_on, state, completed_on, created_at, updated_at, sequence, cancel_reason)
  select gen_random_uuid(), c.id, 'Call', c.lead_id, c.held_on + 30, case when random() < .1 then 'open' else 'cancelled' end, null, now(), now(), 0, ''
  from engagement_conversation c where random() < .1;
set session_replication_role = origin;
update engagement_conversation set facets = facets;
analyze;
"""


def connect() -> psycopg2.extensions.connection:
    """The server's own database, to make ours."""
    found = psycopg2.connect(SERVER)
    found.autocommit = True
    return found


def make(rows: int, *, fresh: bool) -> None:
    """The database, unless it is there already."""
    with closing(connect()) as server, server.cursor() as cursor:
        if fresh:
            cursor.execute(f"drop database if exists {NAME}")
        cursor.execute("select 1 from pg_database where datname = %s", [NAME])
        if cursor.fetchone():
            return
        cursor.execute(f"create database {NAME}")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from engagement.models import Conversation, Point

    call_command("migrate", verbosity=0)
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        people(rows)
        cursor.execute(dropped(cursor))
        columns, values = columns_of(Conversation, TALK)
        cursor.execute(TALKS.format(columns=columns, values=values, rows=rows))
        print(f"{rows:,} conversations after {time.monotonic() - begun:.0f} s", flush=True)
        columns, values = columns_of(Point, POINT)
        cursor.execute(LINKS.format(columns=columns, values=values))
    call_command("migrate", "engagement", verbosity=0)
    with connection.cursor() as cursor:
        for statement in INDEXES:
            cursor.execute(statement)
        cursor.execute("vacuum analyze engagement_conversation")
    print(f"made in {time.monotonic() - begun:.0f} s", flush=True)


INDEXES: list[str] = []


def dropped(cursor) -> str:
    """Takes the indexes of the big table off while it is filled: built at once they take minutes less."""
    cursor.execute(
        "select indexname, indexdef from pg_indexes where tablename = 'engagement_conversation' and indexdef not like '%UNIQUE%'"
    )
    found = cursor.fetchall()
    INDEXES.extend(definition for _name, definition in found)
    return ";".join(f"drop index {name}" for name, _definition in found) or "select 1"


def people(rows: int) -> None:
    """Accounts, organizations, phases, themes and tags, through the models."""
    from django.contrib.auth.models import Group

    from phases.models import EngagementPlan, Phase, Theme, ThemeGroup
    from resilience_portal.accounts.models import Institution, User
    from resilience_portal.text import searchable
    from stakeholders.models import Organization, Sector, Tag, Ward

    city, police = (Institution.objects.create(slug=slug, name=slug) for slug in ("city", "police"))
    roles = ("lead", "officer", "analyst", "reviewer")
    for number in range(30):
        user = User.objects.create(username=f"staff{number:02}", institution=police if number == 5 else city)
        user.groups.add(Group.objects.get_or_create(name=roles[number % 4])[0])
    plan = EngagementPlan.objects.create(slug="plan", title="Plan")
    for number in (1, 2, 3):
        Phase.objects.create(plan=plan, number=number, slug=f"phase-{number}", title=f"Phase {number}", kind="inform_consult")
    group = ThemeGroup.objects.create(code="G", name="G")
    for number in range(40):
        Theme.objects.create(code=f"T{number:02}", slug=f"t{number:02}", group=group, name=f"T{number}", definition="D")
    for number in range(6):
        Tag.objects.create(name=f"tag {number}")
    lower, wards = list(Sector.objects.exclude(parent=None)), list(Ward.objects.all())
    names = ("Aspen", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel")
    made = []
    for number in range(max(55, min(5_000, rows // 20))):
        name = f"{names[number % 8]} {names[number // 8 % 8]} Circle {number}"
        made.append(
            Organization(
                reference=f"ORG-{number}", name=name, sector=random.choice(lower), ward=random.choice(wards),
                search_text=searchable(f"ORG-{number} {name}"),
            )
        )  # fmt: skip
    Organization.objects.bulk_create(made, batch_size=500)


TALK = {
    "id": "g.id", "reference": "'P' || g.i", "phase_id": "ph.id", "organization_id": "org.id", "held_on": "g.day",
    "method": "'phone'", "lead_id": "staff.id", "created_by_id": "staff.id", "notes": "g.words", "search_text": "'p' || g.i || ' ' || g.words",
    "level": "g.level", "state": "g.state", "created_at": "now()", "updated_at": "now()",
    "reviewed_by_id": "case when g.state = 'accepted' then (select id from staff s2 where s2.n = (staff.n + 1) % 30) end",
    "reviewed_at": "case when g.state = 'accepted' then now() end",
}  # fmt: skip
POINT = {"id": "gen_random_uuid()", "conversation_id": "c.id", "created_at": "now()"}


def columns_of(model, told: dict[str, str]) -> tuple[str, str]:
    """Every column of a table, with what stands there: what a row needs, and the model's default for the rest."""
    found = dict(told)
    for field in model._meta.concrete_fields:
        if field.column not in found and not field.has_db_default():
            value = field.get_default()
            found[field.column] = "null" if value is None else f"'{value}'"
    return ", ".join(f'"{name}"' for name in found), ", ".join(found.values())


def cases() -> Iterator[tuple[str, dict[str, str], str]]:
    """Every pair of facets, each pair alone and with a search: rare, frequent, both, a name, two letters."""
    one = {
        "phase": "phase-1", "state": "submitted", "level": "restricted", "sector": "top3", "ward": "ward4", "theme": "T01",
        "lead": "", "held_from": "2024-06-01", "follow_up": "open", "tag": "", "rare theme": "T39",
    }  # fmt: skip
    words = ("", "bera", "prau", "bera prau", "hazel", "be", "beractionz grimirq lorumenta", "p77777")
    names = list(one)
    for number, first in enumerate(names):
        for second in names[number + 1 :]:
            if {first, second} == {"theme", "rare theme"}:
                continue
            for query in words:
                facets = {key.replace("rare ", ""): one[key] for key in (first, second)}
                yield f"{first} + {second}", facets, query
    for query in words:
        yield "no facet", {}, query


def main() -> None:
    """Makes, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    make(options.rows, fresh=options.fresh)
    import django

    django.setup()
    measure(options.rounds, explain=options.explain)


def measure(rounds: int, *, explain: bool) -> None:
    """Each case for a lead (sees all) and an officer (team records, own ones, named ones); all cases in random order."""
    from engagement.domain import listing
    from engagement.forms.filters import ConversationFilter
    from engagement.models import Conversation
    from resilience_portal.accounts.models import User
    from stakeholders.models import Tag

    users = [User.objects.get(username=name) for name in ("staff00", "staff05")]
    fill = {"lead": str(User.objects.get(username="staff07").pk), "tag": str(Tag.objects.order_by("name").first().pk)}
    tasks = [(name, facets, words, user) for name, facets, words in cases() for user in users] * rounds
    random.shuffle(tasks)
    took: dict[tuple[str, str], list[float]] = {}
    worked: dict[tuple[str, str], list[float]] = {}
    for name, facets, words, user in tasks:
        chosen = {key: value or fill[key] for key, value in facets.items()}
        begun, busy = time.perf_counter(), at_work()
        facets = ConversationFilter(chosen, user=user)
        found, quick = (narrow(Conversation.objects.visible_to(user)) for narrow in (facets.narrow, facets.narrow_quickly))
        if words:
            found, quick = found.matching(words), quick.mentioning(words)
        listing.page(found, quick=quick, after=None, size=25)
        took.setdefault((name, words), []).append(1000 * (time.perf_counter() - begun))
        worked.setdefault((name, words), []).append(1000 * (at_work() - busy))
    print("\nby the clock")
    report(took)
    print("\nprocessor time of this process and of its database server, the same on a busy machine")
    report(worked)
    if explain:
        plans(took, fill, users[1])


def at_work() -> float:
    """Seconds on a processor so far, of this process and of the server process behind its connection (on one Linux machine)."""
    from django.db import connection

    with open(f"/proc/{connection.connection.info.backend_pid}/schedstat", encoding="ascii") as file:
        return time.process_time() + int(file.read().split()[0]) / 1e9


def report(took: dict[tuple[str, str], list[float]]) -> None:
    """p50 and p95 of all, by kind of search, and the slowest cases."""
    print(f"{'':34} {'asked':>6} {'p50 ms':>8} {'p95 ms':>8} {'max':>8}")
    groups: dict[str, list[float]] = {"everything": [ms for each in took.values() for ms in each]}
    for (_name, words), each in took.items():
        groups.setdefault(f"search {words!r}" if words else "no search", []).extend(each)
    for name, each in groups.items():
        each.sort()
        print(f"{name:34} {len(each):6} {statistics.median(each):8.1f} {each[int(len(each) * 0.95)]:8.1f} {each[-1]:8.1f}")
    print("slowest:")
    for (name, words), each in sorted(took.items(), key=lambda row: -statistics.median(row[1]))[:12]:
        print(f"  {name:30} {words!r:34} median {statistics.median(each):8.1f}")


def plans(took: dict[tuple[str, str], list[float]], fill: dict[str, str], user) -> None:
    """EXPLAIN of the three slowest."""
    from engagement.forms.filters import ConversationFilter
    from engagement.models import Conversation

    known = {(name, words): facets for name, facets, words in cases()}
    for name, words in sorted(took, key=lambda key: -statistics.median(took[key]))[:3]:
        chosen = {key: value or fill[key] for key, value in known[name, words].items()}
        quick = ConversationFilter(chosen, user=user).narrow_quickly(Conversation.objects.visible_to(user))
        quick = quick.mentioning(words) if words else quick
        print(f"\n=== {name} {words!r}")
        print(quick.order_by("-held_on", "-pk").values_list("held_on", "pk")[:26].explain(analyze=True, buffers=True))


if __name__ == "__main__":
    main()
