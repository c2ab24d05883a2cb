"""Settings. Read top to bottom: where things are, what is installed, who may come in, how work is queued.

Without environment variables the portal runs embedded: SQLite, a broker made of files, generated secrets, no server.
`DATABASE_URL` and `REDIS_URL` switch to PostgreSQL and Redis; `PORTAL_PRODUCTION=1` makes unsafe settings refuse to start.
"""
# long: settings are one list, read top to bottom

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from resilience_portal.broker import know_the_queue
from resilience_portal.env import env, secret, var_dir

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = var_dir(BASE_DIR)
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PORTAL_PRODUCTION", default=False)
SERVICE = env.str("PORTAL_SERVICE", default="")  # which process this is, where each has secrets of its own (see `env.py`)
SECRET_KEY = secret("SECRET_KEY", folder=VAR_DIR)
# Kept outside the database dump: which way figures are rounded, and what seals the audit chain.
DISCLOSURE_SECRET = secret("DISCLOSURE_SECRET", folder=VAR_DIR)
AUDIT_SECRET = secret("AUDIT_SECRET", folder=VAR_DIR)
ADDRESS_SECRET = secret("ADDRESS_SECRET", folder=VAR_DIR)  # seals the addresses of those who want news, and voluntary answers
# What signs the publication log. After a change the old one stands in ..._BEFORE until `rotate_publication_key` has run.
PUBLICATION_SECRET = secret("PUBLICATION_SECRET", folder=VAR_DIR)
PUBLICATION_SECRET_BEFORE = env.str("PUBLICATION_SECRET_BEFORE", default="")

# How figures are protected may be made stricter than `docs/disclosure.md` says, never weaker.
DISCLOSURE_GATE = env.int("DISCLOSURE_GATE", default=10)  # new organizations that an edition takes in at the least
DISCLOSURE_CORE = env.int("DISCLOSURE_CORE", default=0)  # at 5, every group that grows, grows by five or more; costs freshness
DISCLOSURE_SECTOR_LEVEL = env.str("DISCLOSURE_SECTOR_LEVEL", default="upper")  # or "lower"; a phase keeps its first choice

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

# --- What is installed -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",  # before the admin: it adds the language tabs
    "resilience_portal.accounts.admin_app.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, so that ours may stand before them
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "crispy_forms",
    "django_htmx",
    "import_export",
    "simple_history",
    "csp",
    "resilience_portal.apps.PortalConfig",
    "resilience_portal.ui",
    "resilience_portal.outbox",
    "resilience_portal.audit",
    "resilience_portal.accounts",
    "stakeholders",
    "phases",
    "engagement",
]
MIDDLEWARE = [
    "resilience_portal.middleware.ReleasedSiteMiddleware",  # first: released pages are finished bytes
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "resilience_portal.middleware.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "resilience_portal.middleware.StaffLocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "resilience_portal.middleware.PrivateCacheMiddleware",
    "resilience_portal.middleware.SignOutMiddleware",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # templates/django/forms: an empty choice is called in words
ROOT_URLCONF = "resilience_portal.urls"
WSGI_APPLICATION = "resilience_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"

# --- Where data lives ------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE ends "database is locked"; FULL because an acknowledged save is never lost; never mmap_size (it loses rows).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        # A page is a few look-ups: compiling them, or waking helpers for them, takes longer than doing them. Disks have no arms.
        "options": env.str(
            "PG_OPTIONS",
            default="-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 -c jit=off "
            "-c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
        )
    }

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "cache")}
    )
}

# --- Background work: the outbox is the truth, the broker only a hint --------------------------------------------------
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 3600,
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "max_retries": 1,  # a save tries once; a worker's own reconnecting is not governed by this
        "interval_start": 0,
    }
else:
    broker_dir = VAR_DIR / "broker"
    for name in ("messages", "control", "processed"):
        (broker_dir / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    know_the_queue(broker_dir / "control", "celery")
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "resilience_portal.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(broker_dir / "messages"),
        "data_folder_out": str(broker_dir / "messages"),
        "control_folder": str(broker_dir / "control"),
        "processed_folder": str(broker_dir / "processed"),
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "America/Edmonton"
OUTBOX_SWEEP_SECONDS = env.int("OUTBOX_SWEEP_SECONDS", default=10)
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=20)
REPORT_APPROVALS = env.int("REPORT_APPROVALS", default=1)  # people beside the authors who must approve a report: one or two
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "outbox.sweep", "schedule": OUTBOX_SWEEP_SECONDS, "options": {"expires": OUTBOX_SWEEP_SECONDS}},
    "forget what is due": {"task": "engagement.forget_due", "schedule": 3600, "options": {"expires": 3600}},
    "plan news": {"task": "engagement.plan_news", "schedule": 60, "options": {"expires": 60}},
    "plan item releases": {"task": "engagement.plan_item_releases", "schedule": 300, "options": {"expires": 300}},
    "plan reminders": {"task": "engagement.plan_reminders", "schedule": 60, "options": {"expires": 60}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- Who may come in ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "resilience_portal.accounts.adapters.StaffAccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # ends with the visit: the only cookie that a visitor ever gets, and on pages with a form only
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Browsers ------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb", "interest-cohort")
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Languages -----------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ar", _("Arabic"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "resilience_portal" / "locale"]
TIME_ZONE = "America/Edmonton"
USE_I18N = True
FORMAT_MODULE_PATH = "resilience_portal.ui.formats"  # days in one manner, wherever they stand
USE_TZ = True

# --- Files ---------------------------------------------------------------------------------------------------------------
ASSETS_DIR = Path(env.str("ASSETS_DIR", default=str(VAR_DIR / "assets")))  # fonts and style sheets that `build_assets` makes
ASSETS_DIR.mkdir(parents=True, exist_ok=True)
RELEASED_SITE_DIR = Path(env.str("RELEASED_SITE_DIR", default=str(VAR_DIR / "site")))  # the released public pages
# 0 to 11. Released pages are pressed once and read often; 11 takes three times as long as 10, for 1.5% of the bytes.
BROTLI_QUALITY = env.int("BROTLI_QUALITY", default=10)
# Files that belong to conversations: outside anything that is served, random names, read through a permission only.
ATTACHMENTS_DIR = Path(env.str("ATTACHMENTS_DIR", default=str(VAR_DIR / "attachments")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # every page names them so; a second copy of each would be pressed, too
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.str("STATIC_BACKEND", default="resilience_portal.ui.static_files.PortalStaticFilesStorage")},
}

# --- API -----------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # the API holds released items only: no session, no cookie
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Resilience Portal: released items",
    "DESCRIPTION": "Everything here has been released by two people. Figures are protected; see /en/protection/.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {"PhaseStateEnum": "phases.enums.PhaseState", "ReleaseStateEnum": "phases.enums.ReleaseState"},
}

# --- Logs: one line an event, no query strings, no addresses, no words of a record ---------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "resilience_portal.middleware.NoSecretPaths"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"fontTools": {"level": "WARNING"}, "kombu.connection": {"level": "ERROR"}},  # a folder has no host name
}

# --- The engagement ---------------------------------------------------------------------------------------------------------
# How long what is not public is kept, in years (`privacy/declare.py`, Lifetime). The public privacy page tells them from here.
RETENTION_YEARS = {
    "phase": env.int("RETENTION_YEARS_AFTER_PHASE", default=7),
    "contact": env.int("RETENTION_YEARS_AFTER_USE", default=1),
    "audit": env.int("RETENTION_YEARS_AUDIT", default=7),
}
COLLECTION_NOTICES = "engagement.domain.notices.versions_begun"  # who tells the registry, which stands below, what was told when
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True
SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"  # where the demo puts its mails
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20  # a mail server that hangs holds up no worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")
