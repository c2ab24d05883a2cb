"""Which theme and which colleague a name in a sheet means. Several are several; none is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings

from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.sheets.issues import Issue, error, info, warning
from resilience_portal.text import searchable

LONGEST_LIST = 3_000


class Codebook:
    """Themes in use, by name in every language and by code."""

    def __init__(self) -> None:
        self._themes: dict[str, Theme] = {}
        self._names: set[str] = set()
        for theme in Theme.objects.in_use():
            names = [getattr(theme, f"name_{code}") or "" for code, _name in settings.LANGUAGES]
            self._names |= set(names)
            self._themes |= {searchable(name): theme for name in (theme.code, *names) if searchable(name)}
        self._read: dict[str, tuple[list[Theme], list[Issue]]] = {}

    def read(self, text: str, column: str) -> tuple[Sequence[Theme], Sequence[Issue]]:
        """Themes between ; or line ends, or commas where the whole is no name; and what to say about them."""
        if len(text) > LONGEST_LIST:
            return [], [error("theme.too_long", column)]
        if text not in self._read:
            if len(self._read) > 20_000:
                self._read.clear()
            self._read[text] = self._themes_of(text, column)
        return self._read[text]

    def _themes_of(self, text: str, column: str) -> tuple[list[Theme], list[Issue]]:
        found: dict[str, Theme] = {}
        told: list[Issue] = []
        is_plain = True
        for part in re.split(r"[;؛|\n]", text):
            names = [part] if searchable(part) in self._themes else re.split(r"[,،]", part)
            is_plain = is_plain and (len(names) == 1 or "،" in part)
            for name in (each.strip() for each in names):
                theme = self._themes.get(searchable(name))
                if theme is not None:
                    found[theme.code] = theme
                    is_plain = is_plain and name in self._names
                elif name:
                    told.append(warning("theme.unknown", column, text=name))
        if found and not is_plain:
            told.append(info("theme.read", column, names=", ".join(theme.name for theme in found.values())))
        return list(found.values()), told


class Staff:
    """Active accounts by user name, address and full name."""

    def __init__(self) -> None:
        self._people: dict[str, dict[str, User]] = {}
        for user in User.objects.filter(is_active=True).only("id", "username", "email", "first_name", "last_name"):
            for name in {user.username, user.email, user.email.partition("@")[0], user.get_full_name()} - {""}:
                self._people.setdefault(name.casefold(), {})[user.username] = user

    def read(self, name: str, column: str) -> tuple[User | None, list[Issue]]:
        """The account of this user name; else the one whose address or full name it is."""
        found = self._people.get(name.casefold(), {})
        exact = [user for user in found.values() if user.username.casefold() == name.casefold()]
        people = exact or list(found.values())
        if len(people) == 1:
            return people[0], []
        return None, [error("user.ambiguous" if people else "user.unknown", column, text=name)]
