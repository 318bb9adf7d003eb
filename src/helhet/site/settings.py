"""Django's settings, all from the environment. Nothing insecure by default: no secret, no start.

`helhet init` makes a secret and keys of the installation's own, once; nobody is given any that others have.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from helhet.packs.pack import NORWAY
from helhet.site.environment import env_bool, env_list, env_path, env_secret, env_text
from helhet.storage import sqlite
from helhet.storage.databases import database

sqlite.replace_library()

# Where the database file, the keys of a demo and the checkpoints lie, unless they are named.
DATA: Final = env_path("HELHET_DATA", Path(".helhet"))
PACK: Final = env_path("HELHET_PACK", NORWAY)
KEYS_FILE: Final = env_path("HELHET_KEYS_FILE", DATA / "keys.json")
# The heads of the sealed chains. Keep it on another machine: it tells when the database was set back.
CHECKPOINTS_FILE: Final = env_path("HELHET_CHECKPOINTS_FILE", DATA / "checkpoints.jsonl")
# What two persons had erased, so that an older backup does not bring it back.
ERASURES_FILE: Final = env_path("HELHET_ERASURES_FILE", DATA / "erasures.jsonl")
# Opens backups, and nothing else does.
BACKUP_KEY_FILE: Final = env_path("HELHET_BACKUP_KEY_FILE", DATA / "backup.key")
# A demo takes invented national numbers (month + 80) and no others; a live system takes none of them.
# `helhet demo` leaves a mark in its folder, so that the other commands know.
DEMO: Final = env_bool("HELHET_DEMO", default=(DATA / "demo.json").exists())

DEBUG = False
SECRET_KEY = env_secret("HELHET_SECRET_KEY", DATA / "secret")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        f"There is no installation in {DATA}, for no secret is there. Name its folder in HELHET_DATA, or make one with `helhet init`; to restore a copy, put secret, keys.json and backup.key of the old one there. A secret that lies elsewhere is named in HELHET_SECRET_KEY_FILE."
    )
ALLOWED_HOSTS = env_list("HELHET_HOSTS")

INSTALLED_APPS = [
    "helhet.parties",
    "helhet.access",
    "helhet.record",
    "helhet.importing",
    "django.contrib.contenttypes",
    "django.contrib.auth",
]
AUTH_USER_MODEL = "parties.User"
DATABASES: dict[str, dict[str, Any]] = {"default": database(env_text("DATABASE_URL") or None, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
