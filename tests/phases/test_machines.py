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
from phases.exports import structured
from tests.engagement import scene
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


def test_what_could_end_the_block_is_an_escape():
    assert structured.element({"a": "</script>&\u2028"}) == (
        '<script type="application/ld+json">{"a":"\\u003c/script\\u003e\\u0026\\u2028"}</script>'
    )
