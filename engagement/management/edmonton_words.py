"""What the demo set says in one language only, in the portal's three."""

from __future__ import annotations

from functools import cache

from engagement.management.edmonton_files import rows

Words = tuple[str, str, str]


@cache
def known() -> dict[str, Words]:
    """English -> all three."""
    return {row["en"]: (canadian(row["en"]), row["fr"], row["ar"]) for row in rows("plan_words")}


def canadian(text: str) -> str:
    """As the rest of the portal spells it."""
    return text.replace("rganisation", "rganization").replace("ecognised", "ecognized")


def in_three(name: str, text: str) -> dict[str, str]:
    """name_en, name_fr, name_ar; English alone where nobody has translated it."""
    words = known().get(text, (text, "", ""))
    return {f"{name}_{code}": each for code, each in zip(("en", "fr", "ar"), words, strict=True) if each}
