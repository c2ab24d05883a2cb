"""Cleans a file in a process of its own: little memory, little time, no network needed. Nothing of a hostile file stays here."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from engagement.domain.attaching.kinds import Kind, Unfit

SECONDS = 20
MEMORY = 900 * 1024 * 1024  # of addresses, most of it never touched: Python and its libraries alone map 300 MB


def clean_apart(body: bytes, kind: Kind) -> bytes:
    """The cleaned file. Raises Unfit with the reason in words."""
    command = [
        sys.executable,
        "-I",
        "-c",
        _PROGRAM.format(root=str(settings.BASE_DIR), memory=MEMORY, seconds=SECONDS, kind=kind.name),
    ]
    try:
        ran = subprocess.run(command, input=body, capture_output=True, timeout=SECONDS * 2, check=False, env={})  # noqa: S603 - our own words
    except subprocess.TimeoutExpired:
        raise refusal("bursts") from None
    if ran.returncode == 0 and ran.stdout:
        return ran.stdout
    raise refusal(ran.stderr.decode("ascii", "replace").strip().rpartition("\n")[2])


_PROGRAM = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
    resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
except ImportError:
    pass  # not on this system
import importlib.util
path = {root!r} + "/engagement/domain/attaching/cleaning.py"
spec = importlib.util.spec_from_file_location("cleaning", path)
cleaning = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cleaning)
try:
    sys.stdout.buffer.write(cleaning.clean(sys.stdin.buffer.read(), {kind!r}))
except cleaning.Dirty as dirty:
    print(dirty.code, file=sys.stderr)
    sys.exit(1)
"""


def refusal(code: str) -> Unfit:
    """The sentence of a code of `cleaning.Dirty`; an end without one is a file that could not be read."""
    return Unfit(
        {
            "pixels": _("This picture is too large to be cleaned: more than 24 million dots. Save it smaller."),
            "locked": _("This PDF is locked, so what it tells about its maker can't be taken out. Save it without a password."),
            "bursts": _("This file unpacks to far more than a document holds. It was not opened."),
            "attack": _("This file is built like an attack. It was not opened."),
            "active": _("This file carries macros, embedded files or links to other files. Save it without them, or as PDF."),
        }.get(code, _("This file can't be read, so what it tells about its maker can't be taken out. Save it again, or as PDF."))
    )
