"""States and choices of making sense: points, codes, codebook, review, quotes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodebookChange(models.TextChoices):
    """What made a new version of the codebook."""

    FIRST = "first", _("First version")
    ADDED = "added", _("Theme added")
    CHANGED = "changed", _("Theme changed")
    RENAMED = "renamed", _("Theme renamed")
    RETIRED = "retired", _("Theme retired")
    RESTORED = "restored", _("Theme brought back")
    MERGED = "merged", _("Themes merged")
    SPLIT = "split", _("Theme split")
    GROUPS = "groups", _("Groups changed")
    LOADED = "loaded", _("Loaded from a file")
    UNDONE = "undone", _("Last change undone")


class ReviewedPart(models.TextChoices):
    """What a reviewer's comment is about."""

    NOTES = "notes", _("Notes")
    SUMMARY = "summary", _("Public summary")
    CONSENT = "consent", _("Consent and attribution")
    THEMES = "themes", _("Themes")
    POINT = "point", _("One point")


class QuoteStep(models.TextChoices):
    """What happened to a quote: its trail."""

    PROPOSED = "proposed", _("Proposed")
    LICENSED = "licensed", _("Licence changed")
    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Approval taken back")
    PUBLISHED = "published", _("Published")
    EXPIRY = "expiry", _("End date changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
