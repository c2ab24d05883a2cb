"""Typed reading of the environment. No variable set at all = the embedded mode (SQLite, file broker, generated secrets)."""

import os
import secrets
from pathlib import Path

import environ

env = environ.Env()


def var_dir(base: Path) -> Path:
    """Where the embedded mode keeps everything it writes; made on first use, readable by its owner only."""
    path = Path(env.str("PORTAL_VAR_DIR", default=str(base / "var"))).resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(name: str, *, folder: Path) -> str:
    """The secret `name` from the environment or, in embedded mode, from a generated file beside the database.

    The file is created atomically: of two processes that start together both end with the same secret.
    It never starts with `$`, which the environment reader would take for another variable's name.
    """
    if value := env.str(name, default=""):
        return str(value)
    path = folder / "secrets" / name.lower()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret counts
        draft.unlink()
    return path.read_text()
