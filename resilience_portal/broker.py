"""The broker of the embedded mode: kombu's folder of files, with two gaps closed (`docs/adr/0003-broker-of-files.md`).

kombu opens a file under its final name and writes afterwards. A reader that comes in between takes an empty message, and a
kill in between leaves a file that stops every later worker. Here a file gets its name when it is whole.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


def write_whole(path: Path, text: str) -> None:
    """The file appears with all its text, or not at all."""
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}.draft")
    draft.write_text(text)
    os.replace(draft, path)


def know_the_queue(control_folder: Path, queue: str) -> None:
    """Writes beforehand who listens where, as kombu would on first use: what is there already it never rewrites."""
    path = control_folder / f"{queue}.exchange"
    if not path.exists():
        write_whole(path, dumps([[queue, "", queue]]))


class Channel(filesystem.Channel):
    """Messages appear whole."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu types it too narrowly
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))


class Transport(filesystem.Transport):
    """As kombu's, with that channel."""

    Channel = Channel
