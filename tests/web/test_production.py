"""The program as an installation behind TLS starts it: nothing is left to warn of, and its cookies stay at home."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledger.installation import ROOT, bare_environment

pytestmark = pytest.mark.slow
ASKED = """
import json, django
django.setup()
from django.test import Client
from django.conf import settings
client = Client(enforce_csrf_checks=True, headers={"host": "helhet.example", "x-forwarded-proto": "https"})
answer = client.get("/account/login/")
plain = Client(headers={"host": "helhet.example"}).get("/account/login/")
names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME]
told = {name: {key: one[key] for key in ("secure", "httponly", "samesite", "path", "domain")} for name, one in answer.cookies.items()}
print(json.dumps({"names": names, "cookies": told, "hsts": answer.headers.get("Strict-Transport-Security"),
    "plain": [plain.status_code, plain.headers.get("Location")], "proxies": settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    "demo": Client(headers={"host": "helhet.example", "x-forwarded-proto": "https"}).get("/demo/").status_code}))
"""


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an installation that is no demo."""
    named = {"HELHET_DATA": str(folder), "HELHET_HOSTS": "helhet.example"}
    named["DJANGO_SETTINGS_MODULE"] = "helhet.site.settings"
    bare = bare_environment()
    bare.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # of the browser tests
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**bare, **named, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_left_to_warn_of_before_it_is_deployed(tmp_path: Path) -> None:
    folder = tmp_path / "of-an-installation"
    assert run(folder, "-m", "helhet.cli", "init").returncode == 0

    checked = run(folder, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    asked = run(folder, "-c", ASKED)

    assert checked.returncode == 0, checked.stderr
    assert asked.returncode == 0, asked.stderr
    told = json.loads(asked.stdout)
    assert told["names"] == ["__Host-session", "__Host-csrf", "__Host-language"]
    for cookie in told["cookies"].values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert told["hsts"] == "max-age=31536000"
    assert told["plain"] == [301, "https://helhet.example/account/login/"]
    assert (told["proxies"], told["demo"]) == (1, 404)


def test_it_does_not_start_without_a_secret(tmp_path: Path) -> None:
    none = run(tmp_path / "nothing", "-m", "django", "check")

    assert none.returncode != 0
    assert "no secret is there" in none.stderr
