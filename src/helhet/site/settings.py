"""Django's settings, all from the environment. Nothing insecure by default: no secret, no start.

`helhet init` makes a secret and keys of the installation's own, once; nobody is given any that others have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from helhet.packs.pack import NORWAY
from helhet.site import catalogues, providers, statics
from helhet.site.environment import env_bool, env_list, env_number, env_path, env_secret, env_text
from helhet.storage import sqlite
from helhet.storage.databases import database

sqlite.replace_library()
catalogues.compile_changed()

# Where the database file, the keys of a demo and the checkpoints lie, unless they are named.
DATA: Final = env_path("HELHET_DATA", Path(".helhet"))
PACK: Final = env_path("HELHET_PACK", NORWAY)
KEYS_FILE: Final = env_path("HELHET_KEYS_FILE", DATA / "keys.json")
# The heads of the sealed chains. Keep it on another machine: it tells when the database was set back.
CHECKPOINTS_FILE: Final = env_path("HELHET_CHECKPOINTS_FILE", DATA / "checkpoints.jsonl")
# What two persons had erased, so that an older backup does not bring it back.
ERASURES_FILE: Final = env_path("HELHET_ERASURES_FILE", DATA / "erasures.jsonl")
# Consents that were withdrawn, so that an older backup does not bring them back.
WITHDRAWALS_FILE: Final = env_path("HELHET_WITHDRAWALS_FILE", DATA / "withdrawals.jsonl")
# Opens backups, and nothing else does.
BACKUP_KEY_FILE: Final = env_path("HELHET_BACKUP_KEY_FILE", DATA / "backup.key")
# The words of instruments that are somebody's property, put in by whoever has the right: docs/how-to/put-in-licensed-texts.md.
TEXTS: Final = env_path("HELHET_TEXTS", DATA / "texts")
# A demo takes invented national numbers (month + 80) and no others; a live system takes none of them.
# `helhet demo` leaves a mark in its folder, so that the other commands know.
DEMO: Final = env_bool("HELHET_DEMO", default=(DATA / "demo.json").exists())

# Anybody is let in as one of its staff only where a demo was made: the environment alone opens nothing.
HAS_OPEN_ACCOUNTS: Final = DEMO and (DATA / "demo.json").exists()

# How many searches for persons a user has answered in an hour; 0 for any number. Own choice.
SEARCHES_AN_HOUR: Final = env_number("HELHET_SEARCHES_AN_HOUR", 60)
# How many days ahead the form of a consent proposes its last day, which is then chosen. An offer, no rule: none was read.
CONSENT_OFFERED_DAYS: Final = env_number("HELHET_CONSENT_OFFERED_DAYS", 90, least=1)
# What a leader's review of the log points out. Own choices: persons opened in an hour, the hours of the
# day outside of which is night, and how many looks a week's sample has.
REVIEW_PERSONS_AN_HOUR: Final = env_number("HELHET_REVIEW_PERSONS_AN_HOUR", 60)
REVIEW_DAY_BEGINS: Final = env_number("HELHET_REVIEW_DAY_BEGINS", 6)
REVIEW_DAY_ENDS: Final = env_number("HELHET_REVIEW_DAY_ENDS", 22)
REVIEW_SAMPLE: Final = env_number("HELHET_REVIEW_SAMPLE", 10)

DEBUG = False
SECRET_KEY = env_secret("HELHET_SECRET_KEY", DATA / "secret")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        f"There is no installation in {DATA}, for no secret is there. Name its folder in HELHET_DATA, or make one with `helhet init`; to restore a copy, put secret, keys.json and backup.key of the old one there. A secret that lies elsewhere is named in HELHET_SECRET_KEY_FILE."
    )
ALLOWED_HOSTS = env_list("HELHET_HOSTS") or ([".localhost", "127.0.0.1", "[::1]"] if DEMO else [])

INSTALLED_APPS = [
    "helhet.parties",
    "helhet.access",
    "helhet.record",
    "helhet.ledgers",
    "helhet.ledger",
    "helhet.work",
    "helhet.importing",
    "helhet.web",
    "helhet.signin",
    "helhet.workspaces.care",
    "helhet.workspaces.outreach",
    "helhet.workspaces.gallery",
    "helhet.workspaces.plan",
    "helhet.workspaces.review",
    "helhet.workspaces.administration",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "helhet.site.health.Health",
    "helhet.web.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "helhet.signin.middleware.SessionLimits",
    "helhet.signin.middleware.SignInFirst",
    "helhet.signin.middleware.TypedBefore",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "helhet.site.urls"
WSGI_APPLICATION = "helhet.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helhet.site.frame.frame",
            ],
            "builtins": ["helhet.signin.templatetags.given"],
        },
    }
]
AUTH_USER_MODEL = "parties.User"
DATABASES: dict[str, dict[str, Any]] = {"default": database(env_text("DATABASE_URL") or None, DATA)}
# In the database, so that all workers count the same tries; a table of signin/models.py.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "signin_remembered",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
LOCALE_PATHS = [Path(__file__).parent / "locale"]

# --- signing in ---------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # of an invitation, in seconds
LOGIN_URL = "signin:demo" if HAS_OPEN_ACCOUNTS else "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "helhet.signin.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
OIDC: Final = providers.providers()
SOCIALACCOUNT_ADAPTER = "helhet.signin.elsewhere.Elsewhere"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC}}
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "helhet.signin.adapters.SecondSteps"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # a demo is tried on http://localhost
MFA_TOTP_ISSUER = "Helhet"

# --- what a browser is told ---------------------------------------------------------------------------------

# A demo is tried over plain http on one's own machine; anything else stands behind TLS.
IS_TLS: Final = env_bool("HELHET_TLS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_TLS
# Own limits of an installation; the figures are the project's requirement SEC-06.
IDLE_SECONDS: Final = env_number("HELHET_IDLE_MINUTES", 15, least=1) * 60
SESSION_COOKIE_AGE = env_number("HELHET_SESSION_HOURS", 10, least=1) * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if IS_TLS:  # a browser then takes them from this host alone, and over TLS alone
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "helhet.signin.views.not_from_here"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_TLS else None
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # asked on the machine itself
# How many proxies stand before it: so many addresses at the end of X-Forwarded-For are believed, and no other.
ALLAUTH_TRUSTED_PROXY_COUNT = env_number("HELHET_PROXIES", 1 if IS_TLS else 0)
# Whether other hosts of the same domain use TLS is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *providers.origins(OIDC)],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# The address changes with what is served, so a browser may keep it for good.
STATIC_URL = f"/static/{statics.version()}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60
WHITENOISE_IMMUTABLE_FILE_TEST = statics.is_kept_for_good

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"words": {"()": "helhet.site.logs.WithoutWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "words"}},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
