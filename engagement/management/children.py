"""Processes that must never outlive the command that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 3.0  # then they are killed: the outbox loses nothing by it
LINES_SHOWN = 15
PR_SET_PDEATHSIG = 1


class ChildDied(Exception):
    """A process that should run has ended. The message says which, with the last lines it wrote."""


def _die_with_parent() -> None:
    """On Linux the kernel itself ends the child when its parent is killed outright; at once, for a child that is still
    starting may miss a request to stop."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Child:
    """One process, in a process group of its own, writing to its own log file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_lines(self) -> str:
        """The end of what it wrote, indented."""
        lines = self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
        return "\n".join(f"    {line}" for line in lines)

    def send(self, number: int) -> None:
        """A signal to the whole group; nothing when it is gone."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass


@dataclass
class Children:
    """Starts, watches and stops them together."""

    logs: Path
    environment: Mapping[str, str]
    running: list[Child] = field(default_factory=list)

    def start(self, name: str, *command: str) -> None:
        """Starts one; its output goes to `<logs>/<name>.log`, begun anew."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own programs
                command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # safe: this process has one thread
            )
        self.running.append(Child(name, process, log))

    def check(self) -> None:
        """Raises ChildDied when one has ended."""
        for child in self.running:
            code = child.process.poll()
            if code is not None:
                raise ChildDied(f"The {child.name} process ended (exit code {code}). Its last lines:\n{child.last_lines()}")

    def wait_for(self, name: str) -> None:
        """Returns when that one has done its work and ended. Raises ChildDied when it could not."""
        child = next(child for child in self.running if child.name == name)
        if child.process.wait() != 0:
            self.check()
        self.running.remove(child)

    def stop(self) -> None:
        """Asks all to end, then makes them. Afterwards none is left, nor any of their own children."""
        for child in self.running:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.running:
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            child.send(signal.SIGKILL)
            child.process.wait()
        self.running.clear()
