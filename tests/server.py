"""The portal's own server as a child process of the test, to be killed and started again in the middle of things."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping

from tests.worker import wait_until


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class RealServer:
    """gunicorn as it is run for real, on the test's database. `.kill()` is `kill -9`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**environment, "DEBUG": "1"}  # style sheets without collecting them first
        self.process: subprocess.Popen[bytes] | None = None
        self.output = tempfile.TemporaryFile(mode="w+b")  # noqa: SIM115 - closed with the object

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-m", "gunicorn", "resilience_portal.wsgi", "-b", f"127.0.0.1:{self.port}", "--threads", "4"]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=self.output, stderr=subprocess.STDOUT, start_new_session=True
        )
        wait_until(self._answers, seconds=40, what="a server that answers")

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """`kill -9` of the server and all its children."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        if self.process:
            self.process.wait()
