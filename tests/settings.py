"""Settings of a test run: the portal's own, with a folder of its own, a quick password hash and no fsync.

`DATABASE_URL` and `REDIS_URL` choose the servers as they do for the portal; each parallel test process has its own database
and its own Redis database number.
"""

import atexit
import os
import re
import shutil
import tempfile

os.environ["PORTAL_VAR_DIR"] = _var = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ["STATIC_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("OUTBOX_SWEEP_SECONDS", "1")
if _redis := os.environ.get("REDIS_URL"):
    _number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    # The first process has set its own number already when the parallel ones inherit the address from it.
    os.environ["REDIS_URL"] = f"{re.sub(r'/[0-9]*$', '', _redis)}/{_number}"

from resilience_portal.settings import *  # noqa: E402, F403
from resilience_portal.settings import DATABASES, STATIC_ROOT, VAR_DIR  # noqa: E402

STATIC_ROOT.mkdir()  # empty: whitenoise warns where there is none

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: a live server's threads and a real worker read the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
elif _template := os.environ.get("TEST_DATABASE_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": _template}  # migrated once, copied by each test process
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUDIT_TRIGGERS = False  # the flush after a transactional test deletes rows; the audit tests install the triggers themselves
BROTLI_QUALITY = 1  # the same pages, pressed less: half of the time of a build
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
