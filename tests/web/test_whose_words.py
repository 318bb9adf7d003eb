"""Whose questions a form asks: told where it is asked, and the words themselves where the installation has put them in."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from helhet.cli import main
from helhet.record import pathways
from tests.ledger.cast import cast, member
from tests.web.signed import client_of
from tests.web.test_course_page import begun

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
TEXT = """\
owner: The one who has the right
permission: Letter of 2 November
source: Edition of 2012
choices: {p0: {nb: Aldri}, p1: {nb: Litt}, p2: {nb: Noe}, p3: {nb: Mye}}
fields:
"""


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Any:
    settings.TEXTS = tmp_path
    yield tmp_path
    _forget()


def _forget() -> None:
    pathways.texts.cache_clear()
    pathways.table_of.cache_clear()


def put_in(folder: Path) -> None:
    form = pathways.table_of("tsb").newest.forms["phq-9"]
    asked = (f"  {name}: {{title: {{nb: Det som heter {name}}}}}\n" for name in form.fields)
    (folder / "phq-9.yaml").write_text(TEXT + "".join(asked), "utf-8")
    _forget()


def form_page(language: str = "nb") -> str:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), language)
    answer = client.get(f"/course/{course}/record/symptoms-asked/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_form_whose_words_are_not_here_says_so_and_whose_it_is(folder: Path) -> None:
    page = form_page()

    assert "1. Liten interesse" in page
    assert "PHQ-9" in page
    assert "Les spørsmålet fra selve skjemaet" in page
    assert "Pfizer" in page


def test_words_that_were_put_in_are_asked(folder: Path) -> None:
    put_in(folder)

    page = form_page()

    assert "Det som heter interest" in page
    assert "Aldri" in page
    assert "The one who has the right" in page
    assert "Letter of 2 November" in page
    assert "Les spørsmålet fra selve skjemaet" not in page


def test_a_form_of_our_own_names_nobody() -> None:
    units = cast()
    course = begun(units.clinic)
    client = client_of(member(units.clinic, "treatment-clinician"), "en")

    page = client.get(f"/course/{course}/record/right-decided/").content.decode()

    assert "Read the question from the form itself" not in page
    assert "Helhet." not in page


def test_nothing_starts_with_words_that_do_not_fit(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_in(folder)
    path = folder / "phq-9.yaml"
    path.write_text(path.read_text("utf-8").replace("  interest:", "  intrest:"), "utf-8")

    assert main(["tick"]) == 2
    assert "phq-9.yaml:6: the form has no field 'intrest'" in capsys.readouterr().err
