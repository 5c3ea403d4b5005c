"""All settings, in one file, read from the environment. docs/guides/deploy.md lists the variables."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    return env(name, "1" if default else "0").lower() in ("1", "true", "yes", "on")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in env(name, default).split(",") if word.strip()]


HOME = Path(env("ONEGRID_HOME", str(ROOT / "var"))).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def kept_secret(name: str) -> str:
    """The secret from the environment, else one made on first use and kept in HOME, readable by the owner only."""
    if given := env(name):
        return given
    path = HOME / name.lower()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made


DEBUG = flag("ONEGRID_DEBUG", False)
DEMO = flag("ONEGRID_DEMO", False)
SECRET_KEY = kept_secret("ONEGRID_SECRET_KEY")
# What tracking codes are hashed with: apart from SECRET_KEY, so that changing that one leaves every code good.
CODE_KEY = kept_secret("ONEGRID_CODE_KEY")
ONEGRID_DATA_KEYS = [key for key in kept_secret("ONEGRID_DATA_KEYS").split(",") if key]
ALLOWED_HOSTS = words("ONEGRID_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("ONEGRID_ORIGINS")

INSTALLED_APPS = [
    "onegrid.audit",
    "onegrid.territory",
    "onegrid.directory",
    "onegrid.casework",
    "onegrid.mediation",
    "onegrid.deliberation",
    "onegrid.case_types",
    "onegrid.channels",
    "onegrid.studio",
    "onegrid.api",
    "onegrid.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_vite",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "onegrid.web.access.RulingMiddleware",
    "onegrid.web.live.waking.NewsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src/onegrid/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onegrid.web.context.office",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """A Django database from `sqlite:///path` or `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            # Tests run on a file as well: in memory there is no write-ahead log, and threads share one lock.
            "TEST": {"NAME": unquote(parts.path[1:]) + ".test"},
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # A writer takes the lock at BEGIN, so two writers queue instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was acknowledged survives a power cut, not only a killed process.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ValueError(f"DATABASE_URL must begin with sqlite:// or postgresql://, not {parts.scheme!r}")


DATABASES = {"default": database(env("DATABASE_URL", f"sqlite:///{HOME}/onegrid.sqlite3"))}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src/onegrid/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
FRONTEND = ROOT / "frontend/dist"
STATICFILES_DIRS = [FRONTEND] if FRONTEND.exists() else []
WHITENOISE_USE_FINDERS = True
# What Vite builds has its hash in its name and may be kept for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[\w-]{8}\.\w+$"
DJANGO_VITE = {"default": {"manifest_path": FRONTEND / ".vite/manifest.json"}}
ATTACHMENTS = HOME / "attachments"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
ACCOUNT_ADAPTER = "onegrid.web.signin.StaffAccounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "OneGrid"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
# A staff account must add a second factor before it may work; an office on trial may make that a choice.
SECOND_FACTOR_REQUIRED = flag("ONEGRID_SECOND_FACTOR", not DEMO)
SOCIALACCOUNT_ADAPTER = "onegrid.web.signin.StaffSocialAccounts"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "office",
                "name": env("ONEGRID_OIDC_NAME", "OIDC"),
                "client_id": env("ONEGRID_OIDC_CLIENT"),
                "secret": env("ONEGRID_OIDC_SECRET"),
                "settings": {"server_url": env("ONEGRID_OIDC_SERVER")},
            }
        ]
        if env("ONEGRID_OIDC_SERVER")
        else []
    }
}

BEHIND_TLS = flag("ONEGRID_TLS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MAP_TILES = env("ONEGRID_MAP_TILES")
MAP_TILE_ORIGINS = [f"{urlsplit(MAP_TILES).scheme}://{urlsplit(MAP_TILES).netloc}"] if MAP_TILES else []
# Where pages find the stream of what others do: a path of the same address ("/live/", behind a proxy), another port of the
# same host (":8001"), or nowhere. `onegrid serve` sets the port.
LIVE = env("ONEGRID_LIVE")
LIVE_ORIGINS = [f"http://{host}{LIVE}" for host in ALLOWED_HOSTS] if LIVE.startswith(":") else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *MAP_TILE_ORIGINS],
        "connect-src": [SELF, *MAP_TILE_ORIGINS, *LIVE_ORIGINS],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# How long a reporter's contact details outlive the closing of the case.
CONTACT_KEPT = timedelta(days=int(env("ONEGRID_CONTACT_DAYS", "90")))
# How long what mediation keeps of people outlives the end of a dispute: the file of a settled one is kept five years.
MEDIATION_KEPT = timedelta(days=int(env("ONEGRID_MEDIATION_DAYS", str(5 * 365))))
OUTBOX_CHANNEL = env("ONEGRID_OUTBOX", "console")

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("ONEGRID_LOG", "WARNING")},
}
