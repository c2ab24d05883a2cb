"""What each code says, to somebody who works in an office and has never heard of encodings."""
# long: one sentence for each code

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from resilience_portal.text import isolated

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from resilience_portal.sheets.issues import Issue

FILES: dict[str, StrPromise] = {
    "file.empty": _("The file is empty."),
    "file.no_rows": _("There are column names but no rows."),
    "file.too_large": _("The file is larger than %(most)s MB. Bring it in parts."),
    "file.too_many_rows": _("The file has more than %(most)s rows. Bring it in parts."),
    "file.too_many_columns": _("The file has more than %(most)s columns. Keep the ones that are needed."),
    "file.cell_too_long": _("A cell in row %(row)s holds more text than a cell can. Is a quotation mark missing?"),
    "file.quotes": _("The quotation marks in row %(row)s are not in order. Is one missing?"),
    "file.letters_broken": _(
        "Some letters of this file were damaged on the way. Open the original and save it as “CSV UTF-8” or .xlsx."
    ),
    "file.letters_unknown": _("The letters of this file can't be read. Open it in Excel and save it as “CSV UTF-8” or .xlsx."),
    "file.binary": _("This is not a text file, whatever its name says. Save your sheet as “CSV UTF-8” or .xlsx."),
    "file.html": _("This is a web page, not a spreadsheet. Open it in Excel and save it as .xlsx or .csv."),
    "file.xml": _("This is an XML file, not a spreadsheet. Open it in Excel and save it as .xlsx or .csv."),
    "file.image": _("This is a picture, not a spreadsheet. A sheet is needed, not a photo of one."),
    "file.not_a_sheet": _("This is not a spreadsheet. Bring a file that ends in .xlsx, .ods, .csv or .tsv."),
    "file.old_excel": _("This is an old Excel file (.xls). Open it in Excel and save it as .xlsx."),
    "file.encrypted": _("This file has a password. Save a copy without one, and bring that."),
    "file.damaged": _("The workbook is damaged. Open it in Excel, save it again, and bring that copy."),
    "file.unpacks_too_large": _(
        "This file unpacks to more than a sheet holds, so it was not opened. Save it as CSV, or bring it in parts."
    ),
    "file.hostile": _("This file is built like an attack. It was not opened."),
    "file.active_content": _(
        "This workbook carries macros, embedded files or links to other files. Save it as .xlsx without them."
    ),
    "file.other_archive": _("This is not an Excel workbook. Save your sheet as .xlsx or .csv."),
    "file.far_cell": _("This sheet has text far away from its table. Delete the cells outside the table, and save it again."),
    "file.sheet_missing": _("The workbook has no visible sheet “%(name)s”, only: %(known)s."),
    "file.no_visible_sheet": _("The workbook has no visible sheet."),
    "encoding.guessed": _("The letters were read as %(name)s. If accents look wrong, save the file as “CSV UTF-8”."),
    "separator.semicolon": _("Columns are separated by semicolons."),
    "separator.tab": _("Columns are separated by tabs."),
    "separator.bar": _("Columns are separated by upright bars."),
    "header.found_below": _("The column names were found in row %(row)s; what stands above them was left out."),
    "header.language_fr": _("French column names were recognized."),
    "header.language_ar": _("Arabic column names were recognized."),
    "header.twice": _("Several columns mean the same: %(names)s. Say below which one counts."),
    "header.missing": _("No column was found for %(names)s. Say below which one it is."),
    "header.unused": _("These columns are not used: %(names)s."),
    "column.hidden": _("Hidden columns were read too: %(names)s."),
    "xlsx.sheet_chosen": _("The sheet “%(name)s” was read, and not: %(others)s."),
    "date.mixed_orders": _("This column mixes day/month and month/day. Dates that could be either are not guessed."),
    "date.order_dmy": _("Dates are written day first, as in 28/02/2019."),
    "date.order_mdy": _("Dates are written month first, as in 02/28/2019."),
    "consent.no_column": _("There is no column for consent: the records come in as drafts and cannot be published yet."),
    "row.blank": _("%(count)s empty rows were left out."),
}
ROWS: dict[str, StrPromise] = {
    "row.blank": _("Empty row, left out."),
    "row.repeated_header": _("The column names are repeated here; left out."),
    "row.total_line": _("This looks like a total, not like a record; left out."),
    "row.hidden": _("This row is hidden in the sheet; it was read."),
    "row.too_short": _("%(found)s cells where %(expected)s are expected. Is a separator missing?"),
    "row.too_long": _("%(found)s cells where %(expected)s are expected. A comma in a text without quotation marks?"),
    "row.beside": _("There is text beside the table, in a column without a name. Move it into the table or delete it."),
    "row.duplicate": _("The same as row %(row)s; left out."),
    "row.known": _("This is in the portal already; it will not be doubled."),
    "row.left_out": _("Left out, as you chose."),
    "required.missing": _("This cell must not be empty."),
    "text.control": _("There are invisible control characters in this cell. Type it again without them."),
    "text.too_long": _("This text has %(length)s characters; %(most)s is the most."),
    "text.formula_like": _("Begins with “%(mark)s”: kept as text. Nothing is ever calculated."),
    "text.markup": _("Contains HTML: it will be shown as written, and never run."),
    "text.entities": _("“%(text)s” was read as “%(name)s”."),
    "xlsx.formula_without_value": _(
        "This cell is a formula without a stored result. Open the file in Excel, save it, and bring it again."
    ),
    "xlsx.error_value": _("%(text)s is a spreadsheet error, not a value."),
    "date.dmy": _("“%(text)s” was read as %(day)s."),
    "date.mdy": _("“%(text)s” was read as %(day)s."),
    "date.text_month": _("“%(text)s” was read as %(day)s."),
    "date.arabic_digits": _("“%(text)s” was read as %(day)s."),
    "date.two_digit_year": _("“%(text)s” has a short year; it was read as %(year)s."),
    "date.excel_serial": _("%(text)s looks like a date number of Excel; it was read as %(day)s. Please check."),
    "date.with_time": _("The date carries a time; the time was left out."),
    "date.month_taken": _("“%(text)s” has no day; the date is kept as exact to the month."),
    "date.ambiguous": _("“%(text)s” could be %(first)s or %(second)s. Choose the order of dates, or write year-month-day."),
    "date.invalid": _("“%(text)s” is not a day of the calendar."),
    "date.not_a_date": _("“%(text)s” is not a date. Write it as 2019-04-03 (year-month-day)."),
    "date.month_only": _("“%(text)s” has no day. Give the day, or add a column “Date is exact to the” with the word month."),
    "date.future": _("%(day)s is in the future."),
    "date.too_old": _("“%(text)s” is too long ago. Check the year."),
    "date.backward": _("This day is before the day in the column for the start."),
    "date.hijri": _("“%(text)s” looks like a Hijri date. Write the Gregorian date."),
    "number.invalid": _("“%(text)s” is not a number."),
    "number.approximate": _("“%(text)s” was read as %(number)s."),
    "number.too_small": _("%(number)s is too small; the least is 1."),
    "number.too_large": _("%(number)s is too large; the most is %(most)s."),
    "duration.read": _("“%(text)s” was read as %(minutes)s minutes."),
    "duration.day_fraction": _(
        "%(text)s looks like a time that Excel keeps as part of a day; it was read as %(minutes)s minutes."
    ),
    "time.read": _("“%(text)s” was read as %(time)s."),
    "time.invalid": _("“%(text)s” is not a time. Write it as 14:30."),
    "choice.unknown": _("“%(text)s” is not in the list; left empty."),
    "choice.safest": _("“%(text)s” is not in the list; the most careful choice was taken: %(name)s."),
    "yesno.unknown": _("“%(text)s” is neither yes nor no."),
    "language.read": _("“%(text)s” was read as %(code)s."),
    "language.unknown": _("“%(text)s” is not a language we know. Write its name or its code: English, fr, ar, so."),
    "sector.alias": _("“%(text)s” was read as %(name)s."),
    "sector.unknown": _("“%(text)s” is not a sector. It could be one of: %(names)s."),
    "ward.alias": _("“%(text)s” was read as %(name)s."),
    "ward.old_number": _("“%(text)s” is an older number; most of it may now be %(name)s. Left empty: please check."),
    "ward.unknown": _("“%(text)s” is not a ward; left empty."),
    "email.invalid": _("“%(text)s” is not an e-mail address; left empty."),
    "phone.unusual": _("“%(text)s” is an unusual telephone number; kept as written."),
    "url.invalid": _("“%(text)s” is not a web address; left empty."),
    "org.exists": _("%(name)s is in the portal already; nothing was changed."),
    "org.updates": _("%(name)s is in the portal already; what the sheet says takes the place of what stands there."),
    "org.by_ward": _("Two organizations have this name; the one in %(ward)s was meant, by the ward."),
    "org.probable_duplicate": _("Looks like %(name)s. Is it the same organization? Answer above; until then this row waits."),
    "org.new": _("%(text)s is not in the portal. It will be added if you agree above; until then this row waits."),
    "org.created": _("%(text)s will be added to the portal, as you chose."),
    "org.chosen": _("“%(text)s” was read as %(name)s, as you chose."),
    "org.ambiguous": _("%(count)s organizations are called “%(text)s”. Say above which one is meant; it is not guessed."),
    "org.twice": _("Row %(row)s names the same organization. If they are two, give each its ward or its reference."),
    "org.formula": _("This name is a formula. Give the name itself."),
    "org.name_too_long": _("The name has %(length)s characters; the limit is %(most)s."),
    "org.name_unusual": _("“%(text)s” is an unusual name. Please check."),
    "org.reference_unknown": _("No organization has the reference %(text)s."),
    "org.reference_conflict": _("The reference %(text)s belongs to %(name)s. Correct the name or the reference."),
    "org.no_sector": _("%(text)s can't be added without a sector. Add a sector to this row, or choose another organization."),
    "person.exists": _("%(name)s is in the portal already; nothing was changed."),
    "person.probable_duplicate": _(
        "Somebody called %(name)s is in the portal. The same person? Answer above; until then this row waits."
    ),
    "person.asks_for_silence": _(
        "%(name)s is in the portal already and, by this sheet, asks not to be contacted. Nothing was changed: say it in their "
        "record."
    ),
    "person.ambiguous": _("%(count)s people are called “%(text)s”. Say above who is meant; it is not guessed."),
    "person.org_unknown": _("“%(text)s” is not an organization of the portal. Add it first, or say above which one is meant."),
    "theme.read": _("Read as %(names)s."),
    "theme.unknown": _("“%(text)s” is not in the codebook; left out."),
    "theme.too_long": _("This list of themes is too long."),
    "user.unknown": _("“%(text)s” is not a member of staff."),
    "user.ambiguous": _("Several members of staff are called “%(text)s”. Write the user name."),
    "follow_up.incomplete": _("There is an owner or a day, but nothing to do; the follow-up was left out."),
    "consent.not_recorded": _("Consent is not recorded: the record comes in as a draft and cannot be published."),
    "consent.conflict": _("Consent was declined, so there can be no public summary. Empty one of the two."),
    "attribution.conflict": _("It may not be said who spoke, but the public summary names the organization."),
    "attribution.sector_of_one": _(
        "Only one organization is in this sector: naming the sector names it. “Totals only” was taken."
    ),
    "consent.plain_yes": _("“%(text)s” was read as given in words."),
    "contact.refused": _("%(name)s asked not to be contacted, so no sheet may bring them. Leave this row out."),
    "contact.safety": _(
        "A message could put %(name)s at risk: e-mail and telephone were left out. Reach them the way their record says."
    ),
    "contact.channel": _("%(name)s does not want to be reached by e-mail; the address was left out."),
    "session.unknown": _("“%(text)s” is not a session of this group. It could be one of: %(names)s."),
    "session.ambiguous": _("The group meets several times on “%(text)s”. Write which one: %(names)s."),
    "session.over": _("The session %(name)s is over or called off, so it has no places."),
    "place.unreachable": _("Give an e-mail address or a telephone number, so that this person can be told."),
    "place.declined": _("This person did not agree to be written down. Leave this row out."),
    "place.no_consent": _("Nobody is written down without their yes. Ask, and write what they answered and how."),
    "place.known": _("%(name)s is written down for this group already; nothing was changed."),
    "place.interested": _("No session is named: written down as interested."),
    "place.not_judged": _(
        "Not yet held against the group's criteria: written down as interested, without a place. Say so in the sheet, or where "
        "its columns are matched."
    ),
    "place.unfit": _("Does not meet the group's criteria: written down as interested, without a place."),
    "place.given": _("Gets a place in %(name)s."),
    "place.waiting": _("%(name)s is full: number %(number)s on its waiting list."),
    "privacy.contact_details": _("A telephone number or an e-mail address stands here. Move it to the contact, or remove it."),
    "privacy.identifier": _("This looks like a number that identifies a person. Remove it."),
    "privacy.names_person": _("The public summary names %(name)s, a contact."),
    "privacy.case_detail": _(
        "This reads like a case about one person. The portal is no case file: follow the safety protocol and remove the detail."
    ),
}
COLUMN_MESSAGES: dict[tuple[str, str], StrPromise] = {
    ("number.too_small", "people_count"): _("At least one person takes part in a conversation."),
    ("choice.unknown", "method"): _("“%(text)s” is not in the list; it was kept as Other: %(text)s."),
    ("choice.unknown", "main_language"): _("“%(text)s” is not a language we know; left as it is by default."),
    ("number.too_small", "duration_minutes"): _("A conversation lasts at least one minute."),
}
_DAYS = ("day", "first", "second")


def sentence(issue: Issue) -> str:
    """The issue in the reader's language."""
    words = COLUMN_MESSAGES.get((issue.code, issue.column))
    first, second = (FILES, ROWS) if "count" in issue.values else (ROWS, FILES)
    words = words or first.get(issue.code) or second.get(issue.code)
    if words is None:
        return issue.code
    return str(words) % {name: _shown(name, value) for name, value in issue.values.items()}


def _shown(name: str, value: str) -> str:
    """Days as the reader writes them; any other value keeps its own direction."""
    if name not in _DAYS:
        return isolated(value, in_rtl=get_language_bidi())
    try:
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value
