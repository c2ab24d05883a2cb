"""Passages move with their words when the notes are edited, or are put before a coder again. Nothing slips silently."""

from __future__ import annotations

import random
import time

import pytest

from engagement.domain import recording
from engagement.domain.rewording import follow
from engagement.enums import ConversationState as S
from engagement.models import Point, PointTheme
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = pytest.mark.django_db
NOTES = "Games 🎮 first. يرون الشباب يُستدرجون في المحادثات. Parents do not know whom to call."


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def words_after(before: str, after: str, words: str) -> tuple[str | None, bool]:
    found = follow(before, after, [span(before, words)])[span(before, words)]
    return (after[found.start : found.end], found.is_same) if found else (None, False)


@pytest.mark.parametrize(
    ("after", "words", "expected"),
    [
        ("New line. 🌈\n" + NOTES, "🎮 first", ("🎮 first", True)),
        (NOTES.replace("Games 🎮 first. ", ""), "يُستدرجون في المحادثات", ("يُستدرجون في المحادثات", True)),
        (NOTES.replace("whom", "who on earth"), "do not know whom to call", ("do not know who on earth to call", False)),
        (NOTES.replace("Parents do not know whom to call.", ""), "Parents do not know whom to call", (None, False)),
        (
            "Parents do not know whom to call. Games 🎮 first.",
            "Parents do not know whom to call",
            ("Parents do not know whom to call", True),
        ),
        (NOTES.replace("do not know whom to call", "do not know whom"), "do not know whom to call", ("do not know whom", False)),
        (NOTES, "🎮", ("🎮", True)),
        ("", "🎮", (None, False)),
    ],
)
def test_a_passage_follows_its_words(after, words, expected):
    assert words_after(NOTES, after, words) == expected


def test_whatever_the_edit_a_passage_called_the_same_has_its_very_words():
    chance = random.Random(7)
    vocabulary = ["parents", "games", "🎮", "الشباب", "maison", "école", "call", "fear", "النادي", "👨‍👩‍👧", "trust", "."]
    for _turn in range(60):
        words = [chance.choice(vocabulary) for _ in range(80)]
        before = " ".join(words)
        for _edit in range(chance.randint(1, 12)):
            place = chance.randrange(len(words))
            words[place : place + chance.randint(0, 3)] = [chance.choice(vocabulary)] * chance.randint(0, 2)
            if not words:
                break
        after = " ".join(words)
        spans = [(start, start + chance.randint(1, 60)) for start in range(0, len(before) - 61, 37)]
        for (start, end), place in follow(before, after, spans).items():
            if place:
                assert 0 <= place.start < place.end <= len(after)
                assert (after[place.start : place.end] == before[start:end]) == place.is_same


def test_the_longest_notes_turned_round_take_no_time():
    before = " ".join(f"word{number % 700} said" for number in range(1_700))
    after = " ".join(reversed(before.split(" ")))
    begun = time.perf_counter()
    follow(before, after, [(start, start + 40) for start in range(0, 15_000, 300)])
    assert time.perf_counter() - begun < 5


def test_an_edit_moves_points_and_flags_those_whose_words_changed_or_went():
    officer = scene.staff("ana", scene.Role.OFFICER)
    talk = scene.conversation(officer, S.RETURNED, notes=NOTES)
    made = {}
    for words in ("🎮 first", "do not know whom to call", "يُستدرجون في المحادثات"):
        start, end = span(NOTES, words)
        made[words] = Point.objects.create(conversation=talk, start=start, end=end, created_at=NOW)
        PointTheme.objects.create(point=made[words], theme=scene.theme(), coder=officer, coded_at=NOW)
    whole = Point.objects.create(conversation=talk, created_at=NOW)
    edited = "🌈 " + NOTES.replace("whom to call", "whom to ring").replace("يرون الشباب يُستدرجون في المحادثات. ", "")
    talk.notes = edited  # as a bound form does before the verb is called
    recording.edit(conversation=talk, fields={"notes": edited}, version=talk.version, by=officer, now=NOW)
    for point in (*made.values(), whole):
        point.refresh_from_db()
    same, changed, gone = made.values()
    assert (edited[same.start : same.end], same.needs_look) == ("🎮 first", False)
    assert (edited[changed.start : changed.end], changed.needs_look) == ("do not know whom to", True)
    assert (gone.start, gone.lost_words, gone.needs_look, gone.is_whole) == (None, "يُستدرجون في المحادثات", True, False)
    assert whole.is_whole
    assert not whole.needs_look
    fresh = type(talk).objects.get(pk=talk.pk)
    recording.edit(conversation=fresh, fields={"notes": NOTES}, version=fresh.version, by=officer, now=NOW)
    gone.refresh_from_db()
    assert NOTES[gone.start : gone.end] == "يُستدرجون في المحادثات"  # the words came back, and so does their place
