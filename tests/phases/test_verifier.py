"""The program that anybody runs to check what was published: it needs Python alone, and one flipped bit is enough."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from phases.domain import log_keeping, publication_log
from phases.domain.item_publishing import take_back
from phases.domain.publishing import publish_report
from phases.enums import ItemKind
from phases.exports import site, verifier
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_group

# RFC 8032 section 7.1: secret key, public key, message, signature of tests 1, 2, 3 and SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_signatures_of_the_rfc(key, message, signature):
    assert verifier.signature_fits(key, bytes.fromhex(message), signature)
    assert not verifier.signature_fits(key, bytes.fromhex(message) + b"x", signature)
    for place in (0, 40, 64, 127):
        flipped = f"{signature[:place]}{int(signature[place], 16) ^ 1:x}{signature[place + 1 :]}"
        assert not verifier.signature_fits(key, bytes.fromhex(message), flipped)


def test_the_same_answer_as_the_library():
    rng = random.Random(1)
    for _ in range(20):
        key, message = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32)), rng.randbytes(rng.randrange(200))
        public, signature = key.public_key().public_bytes_raw().hex(), key.sign(message).hex()
        assert verifier.signature_fits(public, message, signature)
        assert not verifier.signature_fits(public, rng.randbytes(5), signature)


@pytest.mark.parametrize("s", [verifier.L, 2**255])
def test_a_second_writing_of_a_signature_is_refused(s):
    key, message, signature = VECTORS[0]
    again = int.from_bytes(bytes.fromhex(signature[64:]), "little") + s
    assert not verifier.signature_fits(
        key, bytes.fromhex(message), signature[:64] + (again % 2**256).to_bytes(32, "little").hex()
    )


# --- The released site, downloaded ------------------------------------------------------------------------------------------
@pytest.fixture
def published(db, now, settings):
    """Three entries that speak of reports, two keys: released, released again, and so superseded."""
    scene.phase()
    publish_report(payload=payload(), files=released_files(), by=None, now=now)
    settings.PUBLICATION_SECRET, settings.PUBLICATION_SECRET_BEFORE = (
        "another secret of the second year",
        settings.PUBLICATION_SECRET,
    )
    publication_log.rotate(by=None, now=now)
    made = payload(version=2, log_head=publication_log.head())
    files = [file for file in released_files(2) if file.name != "report.json"]
    body = (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    report_json = next(file for file in released_files(2) if file.name == "report.json")
    publish_report(payload=made, files=[*files, type(report_json)("report.json", report_json.media_type, body)], by=None, now=now)


@pytest.fixture
def folder(published, tmp_path, client: Client) -> Path:
    """What a reader downloads."""
    for path in site.addresses():
        if path.endswith((".pdf", ".atom", ".jsonl")) or path.startswith("/data/"):
            target = tmp_path / "copy" / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(client.get(path).content)
    return tmp_path / "copy"


def run(*words: object, program: Path) -> subprocess.CompletedProcess[str]:
    """The program as a reader runs it: no site packages, no environment, no current folder on the path."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program), *map(str, words)], capture_output=True, text=True, timeout=60
    )


def test_a_fresh_download_is_whole_with_python_alone(folder, tmp_path):
    program = folder / "data" / "verify.py"
    whole = run(folder, program=program)
    assert (whole.returncode, whole.stderr) == (0, "")
    head = publication_log.head()
    assert f"{head['number']}:{head['sha256']}" in whole.stdout
    assert run(folder, "--head", f"{head['number']}:{head['sha256']}", program=program).returncode == 0
    pdf = folder / "fr/reports/what-we-heard-phase-1/v2/report.pdf"
    pdf.write_bytes(pdf.read_bytes()[:-1] + b"?")
    broken = run(folder, program=program)
    assert broken.returncode == 1
    assert "entry 4: fr/reports/what-we-heard-phase-1/v2/report.pdf is not the file" in broken.stdout


def faults(folder: Path, **kwargs) -> list[verifier.Fault]:
    """What the check finds."""
    return verifier.check(folder, kwargs.pop("heads", []), **kwargs)[1]


def test_any_flipped_bit_is_found_and_named(folder):
    rng = random.Random(2026)
    log = folder / verifier.LOG
    whole = log.read_bytes()
    ends = [place for place, byte in enumerate(whole) if byte == 10]
    (folder / verifier.FEED).unlink()  # the log alone must tell, without any witness
    for _ in range(60):
        place = rng.randrange(len(whole))
        log.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << rng.randrange(8)]) + whole[place + 1 :])
        found = faults(folder, partial=True)
        assert found, place
        assert found[0].entry - 1 in {sum(end < place for end in ends), sum(end <= place for end in ends) - 1}
    log.write_bytes(whole)
    named = verifier.named_files(verifier.read_log(whole))
    for path, (entry, _digest) in rng.sample(sorted(named.items()), 25):
        body = (folder / path).read_bytes()
        place = rng.randrange(len(body))
        (folder / path).write_bytes(body[:place] + bytes([body[place] ^ 1 << rng.randrange(8)]) + body[place + 1 :])
        assert [fault.entry for fault in faults(folder)] == [entry]
        (folder / path).write_bytes(body)
    assert faults(folder) == []


def test_an_entry_dropped_or_moved_is_found_and_named(folder):
    log = folder / verifier.LOG
    lines = log.read_bytes().splitlines(keepends=True)
    assert len(lines) == 5
    (folder / verifier.FEED).rename(folder / "feed.kept")
    for gone in range(5):
        log.write_bytes(b"".join(line for place, line in enumerate(lines) if place != gone))
        found = faults(folder)
        if gone < 4:
            assert found[0].entry == gone + 1
    for place in range(4):
        moved = [*lines]
        moved[place], moved[place + 1] = moved[place + 1], moved[place]
        log.write_bytes(b"".join(moved))
        assert faults(folder)[0].entry == place + 1
    log.write_bytes(b"".join(lines[:3]))  # the last two, and with them version 2: its files have no entry any more
    assert {fault.entry for fault in faults(folder)} == {4}
    (folder / "feed.kept").rename(folder / verifier.FEED)
    log.write_bytes(b"".join(lines[:4]))  # the last entry alone: only a witness can tell, and the feed is one
    assert [fault.entry for fault in faults(folder)] == [5]
    assert "missing here" in str(faults(folder)[0])


def test_a_file_dropped_or_slipped_in_is_found(folder):
    kept = folder / "data/what-we-heard-phase-1/v1/report.json"
    body = kept.read_bytes()
    kept.unlink()
    assert "report.json is missing" in str(faults(folder)[0])
    assert faults(folder, partial=True) == []
    kept.write_bytes(body)
    shutil.copy(kept, kept.with_name("more.csv"))
    assert "no entry names data/what-we-heard-phase-1/v1/more.csv" in str(faults(folder)[0])


def test_a_log_written_anew_under_another_key_is_betrayed_by_every_witness(folder, published, settings):
    entries = verifier.read_log((folder / verifier.LOG).read_bytes())
    secret = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
    name, before, lines = secret.public_key().public_bytes_raw().hex(), "0" * 64, []
    for entry in entries[:4]:
        content = {key: value for key, value in entry.items() if key not in ("sha256", "signature")} | {
            "key": name,
            "before": before,
        }
        content["kind"] = "key" if content["number"] == 1 else "release"
        if content["number"] == 1:
            content["details"] = {"public_key": name}
        signed = publication_log.canonical(
            content | {"signature": secret.sign(publication_log.canonical(content).encode()).hex()}
        )
        lines.append(signed)
        before = hashlib.sha256(signed.encode()).hexdigest()
    (folder / verifier.LOG).write_text("".join(f"{line}\n" for line in lines))
    verifier.read_log((folder / verifier.LOG).read_bytes())  # whole in itself
    told = [str(fault) for fault in faults(folder)]
    assert any("entry 3: is remembered elsewhere with another content" in one for one in told)  # by the report that carries it
    assert any("entry 5: is remembered elsewhere and missing" in one for one in told)  # by the feed
    assert "names the key" in str(faults(folder, key=entries[0]["key"])[0])


# --- Items of the plan -------------------------------------------------------------------------------------------------------
ITEM = "data/items/phase/inform-and-consult"


def kept(folder: Path, client: Client) -> Path:
    """What a reader downloads of the items, as the worker left the log."""
    shutil.rmtree(folder, ignore_errors=True)
    for path in site.addresses():
        if path.startswith(("/data/items/", "/data/log")):
            target = folder / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(client.get(path).content)
    return folder


def test_every_item_of_the_plan_is_in_the_log_and_a_flipped_byte_names_its_entry(db, now, tmp_path, client: Client):
    phase = scene.phase()
    release(ItemKind.FOCUS_GROUP, make_group(phase=phase))
    assert log_keeping.catch_up(now=now) == 3, "two phases of the scene, the group"
    assert log_keeping.catch_up(now=now) == 0
    copy = kept(tmp_path / "copy", client)
    assert (copy / f"{ITEM}/v1.json").is_file()
    assert faults(copy) == []
    entry = verifier.named_files(verifier.read_log((copy / verifier.LOG).read_bytes()))[f"{ITEM}/v1.json"][0]
    whole = (copy / f"{ITEM}/v1.json").read_bytes()
    for place in range(0, len(whole), 97):
        (copy / f"{ITEM}/v1.json").write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert [fault.entry for fault in faults(copy)] == [entry]
    (copy / f"{ITEM}/v1.json").unlink()
    assert "v1.json is missing" in str(faults(copy)[0])
    (copy / f"{ITEM}/v1.json").write_bytes(whole)
    (copy / f"{ITEM}/v9.json").write_bytes(whole)
    assert "no entry names data/items" in str(faults(copy)[0])


def test_a_changed_item_gives_way_and_one_taken_back_is_gone_and_both_are_entries(db, now, tmp_path, client: Client):
    phase = scene.phase()
    log_keeping.catch_up(now=now)
    release(ItemKind.PHASE, phase, universe_count=56)
    assert client.get(f"/{ITEM}/v2.json").status_code == 404, "nothing is to be had before its entry"
    assert faults(kept(tmp_path / "copy", client)) == [], "the version before stays until the log says otherwise"
    log_keeping.catch_up(now=now)
    assert faults(kept(tmp_path / "copy", client)) == []
    assert [client.get(f"/{ITEM}/v{version}.json").status_code for version in (1, 2)] == [404, 200]
    take_back(kind=ItemKind.PHASE, slug=phase.slug, by=None, now=now)
    assert client.get(f"/{ITEM}/v2.json").status_code == 404, "at once, whatever the log says"
    log_keeping.catch_up(now=now)
    copy = kept(tmp_path / "copy", client)
    assert faults(copy) == []
    entries = verifier.read_log((copy / verifier.LOG).read_bytes())
    assert [(entry["kind"], entry["version"], entry["details"].get("by_version")) for entry in entries[1:]] == [
        ("item_release", 1, None), ("item_release", 2, None), ("item_supersede", 1, 2), ("item_withdrawal", 2, None),
    ]  # fmt: skip
    assert {entry["what"] for entry in entries[1:]} == {"phase/inform-and-consult"}


def test_the_log_of_items_on_the_page(db, now, client: Client):
    scene.phase()
    log_keeping.catch_up(now=now)
    for language, words in (("en", "Phase: "), ("fr", "Phase\u00a0: "), ("ar", "المرحلة: ")):
        html = client.get(f"/{language}/verify/").content.decode()
        assert f'<a href="/{ITEM}/v1.json">' in html
        assert f"{words}<bdi>inform-and-consult</bdi>" in html, "in words, not by the code of its kind"


def test_a_path_that_leaves_the_folder_is_refused(folder):
    entry = {"number": 2, "files": [{"path": "../../etc/passwd", "sha256": "0"}]}
    with pytest.raises(verifier.Fault, match="can't be"):
        verifier._rows(entry)


def test_the_page_explains_it_and_shows_the_head(published, client: Client):
    head = publication_log.head()
    for language in ("en", "fr", "ar"):
        html = client.get(f"/{language}/verify/").content.decode()
        assert head["sha256"] in html
        assert hashlib.sha256(client.get("/data/verify.py").content).hexdigest() in html
    assert f'term="{head["number"]}:{head["sha256"]}"' in client.get("/feeds/all.atom").content.decode()
