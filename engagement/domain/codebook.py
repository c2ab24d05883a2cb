"""Keeping the codebook: every change makes a numbered version with who, when and why, and the last one can be undone.

Reports that were released hold their names in their own payload: nothing here touches them.
"""

from __future__ import annotations

from engagement.models import CodebookVersion


def current_number() -> int:
    """The number of the codebook as it is now; 1 before it was ever changed."""
    return CodebookVersion.objects.order_by("-number").values_list("number", flat=True).first() or 1
