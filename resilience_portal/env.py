"""Typed reading of the environment. No variable set at all = the embedded mode (SQLite, file broker, generated secrets)."""

import os
import secrets
from pathlib import Path

import environ

env = environ.Env()

# Which process of production holds which secret (`PORTAL_SERVICE`, docker-compose.yml). One that answers browsers can neither
# sign the publication log nor tell how figures are rounded; the public one has nothing but a key of its own.
SECRETS = ("SECRET_KEY", "DISCLOSURE_SECRET", "AUDIT_SECRET", "PUBLICATION_SECRET", "ADDRESS_SECRET")
OF_STAFF = ("SECRET_KEY", "AUDIT_SECRET", "ADDRESS_SECRET")
SECRETS_OF: dict[str, tuple[str, ...]] = {
    "": SECRETS,  # one process for everything, or none named
    "worker": SECRETS,
    "web-staff": OF_STAFF,
    "beat": OF_STAFF,
    "migrate": OF_STAFF,
    "web-public": ("SECRET_KEY",),
}


def var_dir(base: Path) -> Path:
    """Where the embedded mode keeps everything it writes; made on first use, readable by its owner only."""
    path = Path(env.str("PORTAL_VAR_DIR", default=str(base / "var"))).resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(name: str, *, folder: Path) -> str:
    """The secret `name` from the environment or, in embedded mode, from a generated file beside the database.

    Empty in a process that does not hold it: whatever would use it there fails, instead of going on with another one.

    The file is created atomically: of two processes that start together both end with the same secret.
    It never starts with `$`, which the environment reader would take for another variable's name.
    """
    if name not in SECRETS_OF.get(env.str("PORTAL_SERVICE", default=""), SECRETS):
        return ""
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
