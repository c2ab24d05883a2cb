"""Which row is the heading, and which column is which: by the words that a kind of sheet knows in English, French and Arabic."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from resilience_portal.sheets.bounds import LINES_TRIED, MOST_COLUMNS, Unreadable
from resilience_portal.sheets.issues import Issue, error, info
from resilience_portal.sheets.reading import Line, Sheet, first_lines
from resilience_portal.text import searchable

LONGEST_HEADING = 100
Words = Mapping[str, tuple[str, ...]]  # language -> headings
_REMARK = re.compile(r"\s*(?:\(?(?:required|optional|obligatoire|facultatif|مطلوب|إلزامي|اختياري)\)?|\*)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Vocabulary:
    """The fields of one kind of sheet, their headings by language, and those that no sheet can do without."""

    fields: Mapping[str, Words]
    required: tuple[str, ...]

    def by_heading(self) -> dict[str, str]:
        """Folded heading, in any language -> field."""
        found = {
            searchable(words): name for name, words_of in self.fields.items() for each in words_of.values() for words in each
        }
        return found | {searchable(name): name for name in self.fields}

    def language_of(self, heading: str) -> str:
        """The language that a heading is in; "" when several share it or none knows it."""
        folded = _folded(heading)
        found = {
            language
            for words_of in self.fields.values()
            for language, each in words_of.items()
            if folded in {searchable(words) for words in each}
        }
        return found.pop() if len(found) == 1 else ""


@dataclass
class Heading:
    """The heading of a sheet: where it stands, its words, and what each column is taken for."""

    row: int
    words: list[str]  # as they stand there
    fields: list[str]  # field of each column; "" when it says nothing to us
    issues: list[Issue] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Columns up to the last that has a heading."""
        return max((column for column, words in enumerate(self.words) if words.strip()), default=-1) + 1

    @property
    def signature(self) -> str:
        """The same for every sheet with these headings: what was matched once is remembered by it."""
        return hashlib.sha256("\n".join(_folded(words) for words in self.words).encode()).hexdigest()

    @property
    def unused(self) -> list[str]:
        """Headings that no field was found for."""
        return [words.strip() for words, name in zip(self.words, self.fields, strict=True) if words.strip() and not name]


def find(sheet: Sheet, vocabulary: Vocabulary) -> tuple[Heading, Iterator[Line]]:
    """The heading, which may stand under titles, and the lines below it. Raises Unreadable for a sheet without anything."""
    above = first_lines(sheet, LINES_TRIED)
    filled = [line for line in above if any(cell.strip() for cell in line.cells)]
    if not filled:
        raise Unreadable("file.empty")
    known = vocabulary.by_heading()
    scores = {line.number: len({known.get(_folded(cell)) for cell in line.cells} - {None}) for line in filled}
    line = max(filled, key=lambda each: (scores[each.number], -each.number))
    if scores[line.number] < 2 and len(filled) > 1:  # nothing we know: the first row that is as wide as the table
        widest = max(_filled(each) for each in filled)
        line = next(each for each in filled if _filled(each) == widest)
    heading = _heading(line, known, sheet)
    heading.issues += _language(heading, vocabulary)
    if line.number > 1 and scores[line.number]:
        heading.issues.insert(0, info("header.found_below", row=line.number, above=line.number - 1))
    return heading, _below(sheet.lines, line.number)


def _below(lines: Iterator[Line], number: int) -> Iterator[Line]:
    return (line for line in lines if line.number > number)


def _filled(line: Line) -> int:
    return sum(bool(cell.strip()) for cell in line.cells)


def _folded(words: str) -> str:
    return searchable(_REMARK.sub("", words)) if len(words) <= LONGEST_HEADING else ""


def _heading(line: Line, known: Mapping[str, str], sheet: Sheet) -> Heading:
    words = [cell.strip() for cell in line.cells[:MOST_COLUMNS]]
    while words and not words[-1]:
        words.pop()
    fields = [known.get(_folded(cell), "") for cell in words]
    heading = Heading(line.number, words, fields)
    for name, times in Counter(fields).items():
        if name and times > 1:
            twice = [words[column] for column, each in enumerate(fields) if each == name]
            heading.issues.append(error("header.twice", name, names=", ".join(f"“{each}”" for each in twice)))
            heading.fields = fields = ["" if each == name else each for each in fields]
    hidden = [words[column] for column in sorted(sheet.hidden_columns) if column < len(words) and words[column]]
    if hidden:
        heading.issues.append(info("column.hidden", names=", ".join(f"“{each}”" for each in hidden)))
    return heading


def _language(heading: Heading, vocabulary: Vocabulary) -> list[Issue]:
    spoken = Counter(vocabulary.language_of(words) for words in heading.words if words)
    found = max(("en", "fr", "ar"), key=lambda code: spoken[code])
    return [info(f"header.language_{found}")] if found != "en" and spoken[found] else []


def missing(fields: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Fields that the sheet can't do without and that no column was taken for."""
    return [name for name in vocabulary.required if name not in fields]
