"""Settings of the tests: those of the program, in a folder and with a secret of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from helhet.storage.keys import KeyRing

FOLDER = Path(tempfile.mkdtemp(prefix="helhet-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["HELHET_DATA"] = str(FOLDER)
os.environ["HELHET_SECRET_KEY"] = "only the tests know this, and it opens nothing" * 2
os.environ["HELHET_DEMO"] = "1"
KeyRing.new().write(FOLDER / "keys.json")

from helhet.site.settings import *  # noqa: E402, F403 - the environment must be there first
from helhet.site.settings import DATABASES  # noqa: E402

# In a file, not in memory: what a second connection sees, and WAL, are part of what is tested.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
