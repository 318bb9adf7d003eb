"""What goes wrong has a page of one shape; what passes says so; tries are counted by all workers together."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from helhet.access.log import LogUnavailable
from helhet.signin.models import Remembered
from helhet.signin.rules import open_to_all
from helhet.site.urls import handler500 as handler500
from helhet.site.urls import urlpatterns as of_the_program

pytestmark = pytest.mark.django_db
WORDS = "Eva Prøve, 01819012345"
RAISED = {"log": LogUnavailable, "database": OperationalError, "ours": RuntimeError}


@open_to_all
def _raises(request: HttpRequest, what: str) -> HttpResponse:
    if what in RAISED:
        raise RAISED[what](WORDS)
    try:
        raise OperationalError(WORDS)
    except OperationalError as error:
        raise LogUnavailable(WORDS) from error


urlpatterns = [*of_the_program, path("raises/<slug:what>/", _raises)]


@pytest.mark.parametrize(("what", "status"), [("log", 503), ("database", 503), ("ours", 500)])
def test_what_breaks_has_a_case_number_and_shows_nothing(
    settings: Any, caplog: pytest.LogCaptureFixture, what: str, status: int
) -> None:
    settings.ROOT_URLCONF = __name__

    answer = Client(raise_request_exception=False).get(f"/raises/{what}/")

    page = answer.content.decode()
    assert answer.status_code == status
    assert answer.get("Retry-After") == ("30" if status == 503 else None)
    case = page.split("<strong>")[1].split("<")[0]
    assert f"case {case}: {RAISED[what].__name__}" in caplog.text
    assert WORDS not in page
    assert "Traceback" not in page


def test_the_log_says_where_it_broke_and_not_with_what(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = __name__
    with pytest.MonkeyPatch.context() as patch:
        console = logging.getLogger("django").handlers[0]
        patch.setattr(caplog.handler, "formatter", console.formatter)

        Client(raise_request_exception=False).get("/raises/chain/")

    assert "in _raises" in caplog.text
    assert "django.db.utils.OperationalError" in caplog.text
    assert "helhet.access.log.LogUnavailable" in caplog.text
    assert WORDS not in caplog.text


def test_whoever_watches_over_it_names_no_host() -> None:
    assert Client().get("/healthz", headers={"host": "10.0.0.7:8000"}).content == b"ready\n"
    assert Client().get("/account/login/", headers={"host": "10.0.0.7"}).status_code == 400


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "Det var for ofte"), ("nn", "Vent nokre minutt")]
)
def test_too_many_tries_get_a_kind_page_whoever_they_are(language: str, words: str) -> None:
    cache.clear()
    client = Client(headers={"accept-language": language})

    tries = [client.post("/account/login/", {"login": "", "password": ""}) for _ in range(31)]

    answer = tries[-1]
    assert answer.status_code == 429
    assert words in answer.content.decode()
    assert Remembered.objects.exists()
    cache.clear()


def test_an_address_that_a_browser_makes_up_is_not_believed(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()
    client = Client()

    tries = [
        client.post("/account/login/", headers={"x-forwarded-for": f"192.0.2.{n}, 198.51.100.7"})
        for n in range(31)
    ]

    assert tries[-1].status_code == 429
    other = {"x-forwarded-for": "192.0.2.1, 198.51.100.8"}
    assert client.post("/account/login/", {"login": ""}, headers=other).status_code == 200
    cache.clear()
