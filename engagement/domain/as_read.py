"""Who approves, approves what they read: a mark of it goes out with the page and comes back with the button.

mark(told)                      in the page, as the hidden field `seen`
check_read(seen, told)          in the verb, under its lock, with what stands there now
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from engagement.policies import Refused


class ReadAnew(Refused):
    """Somebody changed it while it was being read. Nothing was decided."""

    def __init__(self) -> None:
        super().__init__(
            _("It was changed after you opened this page, so nothing was decided. Here it is as it stands now: read it again.")
        )


def mark(told: Any) -> str:
    """Which content this is: whatever JSON can hold, days and keys too."""
    return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def check_read(seen: str | None, told: Any) -> None:
    """Raises ReadAnew where something else stands there now than what was read.

    `seen`: the mark of what was read; None where no page was read, as when a command sets up the demo.
    """
    if seen is not None and seen != mark(told):
        raise ReadAnew
