"""Nobody's values leave the database in an error: not in its words, nor in a traceback or a log."""

import logging
import traceback
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from helhet.cli import main
from helhet.parties.models import Alias, Person, Subject, Unit
from tests.ledger.cast import cast, person

pytestmark = pytest.mark.django_db
NAME = "Findable-Name"


def _alias(unit: Unit) -> None:
    subject = Subject(kind="alias")
    subject.root = subject
    subject.save()
    Alias.objects.create(subject=subject, team=unit, called=NAME)


def _unique() -> None:
    """The same name twice in one team."""
    ward = cast().ward
    _alias(ward)
    _alias(ward)


def _check() -> None:
    """Died before birth: PostgreSQL shows the whole row."""
    person(NAME, date(1990, 1, 1))
    Person.objects.filter(given_name=NAME).update(died_on=date(1980, 1, 1))


def _not_null() -> None:
    person(NAME)
    Person.objects.filter(given_name=NAME).update(family_name=None)


def _wrong_sort() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT %s::uuid", [NAME])
        cursor.execute("INSERT INTO parties_person (given_name) VALUES (%s)", [NAME])


def _syntax() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM WHERE", [NAME])


@pytest.mark.parametrize("deed", [_unique, _check, _not_null, _wrong_sort, _syntax])
def test_what_a_database_refuses_names_no_value(deed: Callable[[], None]) -> None:
    with pytest.raises(DatabaseError) as raised, transaction.atomic():
        deed()

    error: BaseException | None = raised.value
    assert NAME not in "".join(traceback.format_exception(error))
    record = logging.LogRecord("x", logging.ERROR, "", 0, "", (), (type(error), error, None))  # type: ignore[arg-type]
    assert NAME not in logging.Formatter().format(record)
    while error is not None:
        assert NAME not in f"{error!r} {error.args}"
        error = error.__cause__ or error.__context__


def test_what_a_database_refuses_names_the_constraint() -> None:
    with pytest.raises(DatabaseError, match=r"alias_one_in_a_team|parties_alias\.called"):
        _unique()


def test_a_command_says_what_the_database_refused_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def tick(now: object) -> None:
        with transaction.atomic():
            _unique()

    monkeypatch.setattr("helhet.record.renewal.ticking.tick", tick)

    assert main(["tick"]) == 2

    told = capsys.readouterr().err
    assert told.startswith("The database refused (IntegrityError): ")
    assert NAME not in told
    assert "Traceback" not in told
