"""The one settings file. It reads the environment and nothing else.

Every name given to `env` is explained in docs/operate/settings.md; a test holds the two together.
`octant serve` refuses to start on values that are only fit for trying out (see `octant.cli`).
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.csp import CSP

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


# Where things are kept
DATA_DIR = Path(env("OCTANT_DATA", str(ROOT / "var"))).expanduser().resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA_DIR / "uploads"
UPLOAD_MEGABYTES = int(env("OCTANT_UPLOAD_MB", "5"))
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Trying out and running
DEMO = env_bool("OCTANT_DEMO")  # set by `octant demo` alone; `octant serve` refuses it
DEBUG = env_bool("OCTANT_DEBUG")
# Without a key every start makes a new one: safe, but everybody is signed out. `octant serve` insists on one.
SECRET_KEY = env("OCTANT_SECRET_KEY") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = env_list("OCTANT_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = env("OCTANT_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# HTTPS, cookies, headers
HTTPS = env_bool("OCTANT_HTTPS")
TRUSTED_PROXIES = int(env("OCTANT_PROXIES", "0"))
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "octant.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "octant.pages.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# The map draws outlines that come with Octant. A host may name a tile server as well; then browsers ask it
# for pictures of streets, on the page of the map alone.
TILES = env("OCTANT_TILES")
TILES_CREDIT = env("OCTANT_TILES_CREDIT")
TILES_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(TILES)) if TILES else ""
MAP_CSP: dict[str, list[str]] = SECURE_CSP | ({"connect-src": [CSP.SELF, TILES_ORIGIN]} if TILES else {})

INSTALLED_APPS = [
    "octant.core",
    "octant.journal",
    "octant.accounts",
    "octant.frameworks",
    "octant.clusters",
    "octant.ratings",
    "octant.ecosystem",
    "octant.rounds",
    "octant.surveys",
    "octant.workshops",
    "octant.reports",
    "octant.pages",
    "octant.demo",
    "allauth",
    "allauth.account",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "octant.core.offered.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "octant.core.middleware.EditConflictMiddleware",
    "octant.core.middleware.ButtonAddressMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "octant.urls"
ASGI_APPLICATION = "octant.asgi.application"
FORM_RENDERER = "octant.core.widgets.WidgetRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "octant.core.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "octant.core.templatetags.quick",
            ],
        },
    }
]

# Database: SQLite beside the uploads unless DATABASE_URL names another
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", f"sqlite:///{DATA_DIR / 'octant.sqlite3'}"),
        conn_max_age=600,  # each thread keeps its connection (octant.asgi)
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False  # a file does not hang up
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its place in the queue at once instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Live pages: several server processes tell each other what has changed through Redis or Valkey
LIVE_REDIS_URL = env("OCTANT_REDIS_URL")
# Counts of tries are kept where all processes see them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": LIVE_REDIS_URL,
    }
    if LIVE_REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# Live pages of several processes hear of each other through Redis alone.
WORKERS = int(env("OCTANT_WORKERS", "0")) or ((os.cpu_count() or 1) if LIVE_REDIS_URL else 1)

# People: e-mail and a code, no password
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["octant.accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code itself verifies the address (octant.accounts.sign_in)
# A whole workshop may sign in through one address of its building: generous per IP, strict per mailbox.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,3/m/key,20/h/key",
    "confirm_code": "120/m/ip",
    "invite": "20/h/user",
    # Without an account: two hundred phones behind one address may join at once, a script may not go on.
    "join": env("OCTANT_JOIN_LIMIT", "600/10m/ip"),
    "code": "120/m/ip",
    "register_organisation": "10/10m/ip",
    "name_partner": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_ADAPTER = "octant.accounts.adapter.AccountAdapter"

# Mail: printed in the terminal unless a server is named, as smtp://user:password@host:587?tls=1
_mail = urlsplit(env("OCTANT_EMAIL_URL"))
_SMTP = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {
        "host": _mail.hostname,
        "port": _mail.port or 25,
        "username": unquote(_mail.username or ""),
        "password": unquote(_mail.password or ""),
        "use_tls": "tls=1" in _mail.query,
        "timeout": 20,
    },
}
_CONSOLE = {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
MAILERS = {"default": _SMTP if _mail.hostname else _CONSOLE}
DEFAULT_FROM_EMAIL = env("OCTANT_EMAIL_FROM", "Octant <octant@localhost>")

# Languages, each named in itself: those in which every text stands, and those in which only what people
# without an account meet is translated (octant.core.offered).
LANGUAGE_CODE = env("OCTANT_LANGUAGE", "en")
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
PUBLIC_LANGUAGES = [
    *LANGUAGES,
    *[("et", "eesti"), ("lv", "latviešu"), ("lt", "lietuvių"), ("nb", "norsk bokmål")],
    *[("pl", "polski"), ("sv", "svenska")],
]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["octant.formats"]
USE_TZ = True
TIME_ZONE = env("OCTANT_TIME_ZONE", "Europe/Berlin")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "octant.core.static.CollectedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # the others are found in the package, and compressing takes seconds

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
