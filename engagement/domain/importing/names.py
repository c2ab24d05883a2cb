"""Whom and what a name in a file means: organizations, themes, accounts, languages. Several are several; none is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from django.conf import settings
from django.utils.translation import gettext as _

from engagement.domain.importing import columns
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.text import searchable
from stakeholders.models import Organization

MOST_SUGGESTIONS = 50  # of different names: a sheet of 50,000 unknown ones must not cost an hour
LONGEST_NAME = 300
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


class Names:
    """The registry as the importing account may see it, the codebook in use and the active accounts, read once."""

    def __init__(self, *, by: User) -> None:
        self._references: dict[str, Organization] = {}
        self._organizations: dict[str, list[Organization]] = {}
        for found in Organization.objects.visible_to(by).pickable():
            self._references[found.reference.casefold()] = found
            for name in {searchable(name) for name in found.all_names} - {""}:
                self._organizations.setdefault(name, []).append(found)
        self._themes: dict[str, Theme] = {}
        for theme in Theme.objects.in_use():
            names = [theme.code, *(getattr(theme, f"name_{code}") or "" for code, _name in settings.LANGUAGES)]
            self._themes |= {searchable(name): theme for name in names if searchable(name)}
        self._people: dict[str, dict[str, User]] = {}
        for user in User.objects.filter(is_active=True):
            for name in {user.username, user.email, user.email.partition("@")[0], user.get_full_name()} - {""}:
                self._people.setdefault(name.casefold(), {})[user.username] = user
        self._suggestions: dict[str, str] = {}

    def by_reference(self, reference: str) -> Organization | None:
        """The one with this reference."""
        return self._references.get(reference.casefold())

    def organizations(self, name: str) -> list[Organization]:
        """All that go by this name, first or other."""
        return self._organizations.get(searchable(name), []) if name and len(name) <= LONGEST_NAME else []

    def themes(self, text: str) -> tuple[list[Theme], list[str]]:
        """Themes by name or code, and names that are none. Between ; or a line end; or commas, where the whole is no name."""
        found: dict[str, Theme] = {}
        unknown = []
        for part in re.split(r"[;؛|\n]", text):
            for name in [part] if searchable(part) in self._themes else re.split(r"[,،]", part):
                theme = self._themes.get(searchable(name))
                if theme is not None:
                    found[theme.code] = theme
                elif name.strip():
                    unknown.append(name.strip())
        return list(found.values()), unknown

    def people(self, name: str) -> list[User]:
        """The account of this user name; else all whose address or full name it is."""
        found = self._people.get(name.casefold(), {})
        exact = [user for user in found.values() if user.username.casefold() == name.casefold()]
        return exact or list(found.values())

    def language(self, text: str) -> str | None:
        """The code of a language, from its name or itself."""
        if code := columns.languages().get(searchable(text)):
            return code
        return next((code for code in (text, text.lower()) if _LANGUAGE_CODE.fullmatch(code)), None)

    def unknown_organization(self, name: str) -> str:
        """What to tell of a name that no organization has."""
        near = self._near(name, self._organizations)
        if near:
            return _("Not known. Did you mean “%(name)s”?") % {"name": self._organizations[near][0].name}
        return _("Not known. Add it to the registry first, or correct the spelling.")

    def unknown_theme(self, name: str) -> str:
        """What to tell of a name that no theme has."""
        near = self._near(name, self._themes)
        if near:
            return _("Not in the codebook. Did you mean “%(name)s”?") % {"name": self._themes[near].name}
        return _("Not in the codebook.")

    def _near(self, name: str, known: Iterable[str]) -> str:
        folded = searchable(name[:LONGEST_NAME])
        if folded not in self._suggestions:
            if len(self._suggestions) >= MOST_SUGGESTIONS:
                return ""
            self._suggestions[folded] = next(iter(get_close_matches(folded, list(known), n=1, cutoff=0.75)), "")
        return self._suggestions[folded] if self._suggestions[folded] in known else ""
