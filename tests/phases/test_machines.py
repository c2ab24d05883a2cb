"""What programs read of the public side hangs together: each structure says what the files and pages say.

The validators themselves are not part of the suite: `docs/validators.md` says how they are run and what they said.
"""

from __future__ import annotations

import csv
import json
import re

import pytest
from django.test import Client

from phases.domain.publishing import publish_report
from phases.enums import ItemKind, ReleaseState
from phases.exports import structured
from phases.models import ReleasedItem
from tests.engagement import scene
from tests.factories.items import release, release_payload
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.django_db
ENDS = "</script><script>alert(1)</script>"


@pytest.fixture
def report(now):
    scene.phase()
    made = payload(title={"en": f"Report {ENDS}", "fr": "Rapport", "ar": "تقرير"})
    return publish_report(payload=made, files=released_files(made["version"]), by=None, now=now)


def test_every_table_is_as_its_metadata_says(report):
    bodies = {
        file.name: bytes(file.body).decode("utf-8-sig") for file in report.files.all() if file.name.endswith((".csv", ".json"))
    }
    described = json.loads(bodies["csv-metadata.json"])["tables"]
    assert {table["url"] for table in described} == {name for name in bodies if name.endswith(".csv")}
    for table in described:
        columns = table["tableSchema"]["columns"]
        head, *rows = csv.reader(bodies[table["url"]].splitlines())
        assert head == [column["titles"] for column in columns], table["url"]
        names = [column["name"] for column in columns]
        keys = [[row[names.index(key)] for key in table["tableSchema"].get("primaryKey", [])] for row in rows]
        assert len({tuple(key) for key in keys}) == len(rows) or len(rows) == 1
        figure = columns[names.index("figure")]["datatype"]
        assert all(int(row[names.index("figure")]) >= figure["minimum"] for row in rows if row[names.index("figure")])


def test_the_page_tells_search_engines_of_its_data_and_no_title_gets_out_of_it(report, client: Client):
    page = client.get(f"/en/reports/{report.slug}/").content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(block)
    assert told["name"] == f"Report {ENDS}"
    assert ENDS not in page
    for file in told["distribution"]:
        answer = client.get("/" + file["contentUrl"].split("/", 3)[3])
        assert answer.status_code == 200
        assert answer["Content-Type"].partition(";")[0] == file["encodingFormat"]
    assert len(told["distribution"]) > 5


# --- Read API -----------------------------------------------------------------------------------------------------------------
def test_the_api_gives_what_is_public_now_and_nothing_else(client: Client, django_assert_num_queries):
    phase = scene.phase()
    release(ItemKind.PHASE, phase)
    taken = release_payload(ItemKind.COMMITMENT, "taken-back", {"wording": {"en": "Gone"}})
    ReleasedItem.objects.filter(pk=taken.pk).update(state=ReleaseState.WITHDRAWN)
    for number in range(60):
        release_payload(ItemKind.COMMITMENT, f"promise-{number:02}", {"wording": {"en": f"Promise {number}"}})
    with django_assert_num_queries(1):
        first = client.get("/api/v1/items/", {"kind": "commitment"})
    found = first.json()["results"] + client.get(first.json()["next"]).json()["results"]
    assert [row["slug"] for row in found] == [f"promise-{number:02}" for number in range(60)]
    assert "Gone" not in client.get("/api/v1/items/").content.decode()
    one = client.get(f"/api/v1/items/phase/{phase.slug}/")
    assert one.json()["payload"]["title"]["en"] == "Inform and consult"
    assert one["Cache-Control"] == "public, max-age=60"
    assert client.get(f"/api/v1/items/phase/{phase.slug}/", headers={"if-none-match": one["ETag"]}).status_code == 304
    wrong = client.get("/api/v1/items/", {"kind": "person"})
    assert (wrong.status_code, list(wrong.json())) == (400, ["kind"])
    for address in ("commitment/taken-back", "phase/none", "person/x"):
        assert client.get(f"/api/v1/items/{address}/").status_code == 404


def test_what_could_end_the_block_is_an_escape():
    assert structured.element({"a": "</script>&\u2028"}) == (
        '<script type="application/ld+json">{"a":"\\u003c/script\\u003e\\u0026\\u2028"}</script>'
    )
