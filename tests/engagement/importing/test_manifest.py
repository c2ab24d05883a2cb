"""Every file of `tests/data/dirty` gets the codes and severities of its manifest: no more errors, no fewer."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from engagement.models import ImportBatch
from resilience_portal.sheets.bounds import Unreadable
from resilience_portal.sheets.issues import Issue, Severity
from resilience_portal.sheets.judging import Outcome
from resilience_portal.sheets.phrases import sentence

DIRTY = Path(__file__).parents[2] / "data" / "dirty"
MANIFEST = json.loads((DIRTY / "manifest.json").read_text())["files"]
# What is a promise about exports or a remark to the reader of the manifest, and nothing that an importer says.
NOT_SAID = {"export.escape", "note"}
SEVERITIES = {"info": Severity.INFO, "warning": Severity.WARNING, "error": Severity.ERROR}


def said_of_rows(batch: ImportBatch) -> Counter[tuple[int, Severity, str, str]]:
    """(row, severity, column as the file calls it, code) of everything that is said."""
    columns = {name: words for name, words in zip(batch.fields, batch.heading, strict=True) if name}
    found: Counter[tuple[int, Severity, str, str]] = Counter()
    for row in batch.rows.all():
        for issue in row.all_issues:
            assert sentence(issue) != issue.code, issue
            found[row.number, issue.severity, columns.get(issue.column, ""), issue.code] += 1
    return found


def said_of_file(issues: list[Issue]) -> set[tuple[Severity, str]]:
    """(severity, code) of what is said about the whole."""
    assert all(sentence(issue) != issue.code for issue in issues)
    return {(issue.severity, issue.code) for issue in issues}


@pytest.mark.parametrize("entry", MANIFEST, ids=[entry["file"] for entry in MANIFEST])
def test_manifest(entry: dict, bring: Callable[..., ImportBatch]) -> None:
    body = (DIRTY / entry["file"]).read_bytes()
    expect = entry["expect"]
    of_file = {(SEVERITIES[each["severity"]], each["code"]) for each in entry["file_issues"] if each["code"] not in NOT_SAID}
    begun = time.monotonic()
    if expect["result"] == "rejected":
        with pytest.raises(Unreadable) as refused:
            bring(body, entry["kind"])
        assert said_of_file([refused.value.issue]) == of_file
        assert time.monotonic() - begun < 5
        assert not ImportBatch.objects.exists()
        return
    batch = bring(body, entry["kind"], name=entry["file"])
    assert time.monotonic() - begun < expect.get("seconds_must_stay_below", 10)
    expected = Counter((each["row"], SEVERITIES[each["severity"]], each["column"], each["code"]) for each in entry["row_issues"])
    said = said_of_rows(batch)
    assert expected - said == Counter(), "not said"
    assert [each for each in said - expected if each[1] > Severity.INFO] == [], "said, and not asked for"
    assert of_file <= said_of_file(batch.file_issues)
    assert {each for each in said_of_file(batch.file_issues) - of_file if each[0] > Severity.INFO} == set()
    assert batch.rows_count == expect["data_rows"]
    refused = list(batch.rows.filter(outcome=Outcome.REFUSED.value).values_list("number", flat=True))
    assert refused == expect["refused_rows"]
    if "header_row" in expect:
        assert batch.heading_row == expect["header_row"]
