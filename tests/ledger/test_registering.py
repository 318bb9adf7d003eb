"""Many persons registered at once have the rows that each would have had alone."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from helhet.parties.identifiers import person_with
from helhet.parties.models import Identifier, Person, Residence, Subject
from helhet.parties.numbers import System
from helhet.record.courses.appending import Author, New, Origin
from helhet.record.doors.registering import NewPerson, register_many
from helhet.record.errors import NotAsTheFormSays
from helhet.record.models import Content, Course, Entry, Message
from helhet.record.persons.register import create
from helhet.record.persons.rows import _kept
from helhet.record.renewal.following import append_to
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import seal_heads, verify_record
from tests.ledger.courses import NOON, later
from tests.unit.test_numbers import SYNTHETIC, number

pytestmark = pytest.mark.django_db
AUTHOR = Author(user=7, role="import")
OTHER = number("02819050")
HOME = {"municipality": "9901", "from_day": "2020-01-01", "to_day": None, "address": "Vei 1"}
EVA = {
    "given_name": "Eva",
    "family_name": "Prøve",
    "born_on": "1990-01-01",
    "phone": "99999999",
    "home": HOME,
    "numbers": {"fnr": SYNTHETIC},
}
OLA = {"given_name": "Ola", "numbers": {"fnr": OTHER}}


def died(on: date) -> New:
    told = {"facts": {"died_on": on.isoformat()}}
    origin = Origin(UUID(int=9), 4, "person-wide died", 1)
    return New(Entry.Kind.EVENT, on, event="died", origin=origin, content=told)


def born(told: str | None) -> New:
    content = {"facts": {"born_on": told}}
    return New(Entry.Kind.EVENT, date(2026, 5, 19), event="changed", content=content)


LATER: list[tuple[str, dict[str, Any], list[New]]] = [
    ("all facts", EVA, []),
    ("few facts", OLA, []),
    ("one who died", EVA, [died(date(2026, 5, 18))]),
    ("a birth date that came later", OLA, [born("1991-02-02"), born("1991-02-02"), born(None)]),
]


def rows(subject: UUID) -> dict[str, Any]:
    """Return all that the database holds of a person, opened; but for what chance or an id is in."""
    hidden = {"id", "course_id", "subject_id", "person_id", "sealed", "address", "phone", "email"}
    hidden |= {"salt", "content_hash", "previous", "hash", "head", "root_id", "status", "sent_at"}

    def plain(found: QuerySet[Any]) -> list[dict[str, Any]]:
        return [{k: v for k, v in row.items() if k not in hidden} for row in found.values()]

    course = Course.objects.get(subject=subject, pathway="register")
    return {
        "course": plain(Course.objects.filter(pk=course.pk)),
        "entries": plain(course.entries.order_by("number")),
        "contents": plain(Content.objects.filter(course=course).order_by("number")),
        "messages": plain(Message.objects.filter(course=course).order_by("number")),
        "person": plain(Person.objects.filter(pk=subject)),
        "numbers": plain(Identifier.objects.filter(person=subject)),
        "homes": plain(Residence.objects.filter(person=subject).order_by("kind")),
        "opened": _kept(subject),
        "is root": Subject.objects.get(pk=subject).root_id == subject,
    }


def one_by_one(facts: dict[str, Any], entries: list[New]) -> dict[str, Any]:
    """Return the rows that one person has who was registered alone; nothing of them stays."""
    subject = uuid4()
    with transaction.atomic():
        course = create(subject, facts, AUTHOR, NOON)
        for entry in entries:
            append_to(course, [entry], AUTHOR, NOON)
        found = rows(subject)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    ("facts", "entries"), [case[1:] for case in LATER], ids=[c[0] for c in LATER]
)
def test_who_is_registered_among_many_has_the_same_rows_as_alone(
    facts: dict[str, Any], entries: list[New]
) -> None:
    alone = one_by_one(facts, entries)
    new = NewPerson(facts, NOON, [(entry, NOON) for entry in entries])

    register_many([new], AUTHOR, NOON)

    assert rows(new.subject) == alone
    assert {one.status for one in Message.objects.all()} <= {"sent"}
    assert list(differences()) == []


def test_many_are_written_in_few_queries_under_the_ids_they_were_given(
    django_assert_max_num_queries: Any, settings: Any
) -> None:
    digits = [number(f"{day:02}8190{year}") for day in range(1, 21) for year in (50, 51)]
    news = [
        NewPerson(
            {**EVA, "numbers": {"fnr": each}}, later(), subject=UUID(int=n), register=UUID(int=n)
        )
        for n, each in enumerate(digits, start=1)
    ]
    heard: list[int] = []

    with django_assert_max_num_queries(20):
        register_many(news, AUTHOR, NOON, told=heard.append)

    assert heard == [len(digits)]
    assert person_with(System.FNR, digits[3]) == Person.objects.get(pk=UUID(int=4))
    assert Course.objects.filter(pk=UUID(int=4), subject=UUID(int=4)).exists()
    assert seal_heads(settings.CHECKPOINTS_FILE) == len(digits)
    assert list(verify_record(settings.CHECKPOINTS_FILE)) == []
    assert list(differences()) == []
    connection.check_constraints()


def test_of_a_batch_with_one_who_is_there_or_is_not_as_facts_are_nothing_is_written() -> None:
    register_many([NewPerson(OLA, NOON)], AUTHOR, NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        register_many([NewPerson(EVA, NOON), NewPerson(OLA, NOON)], AUTHOR, NOON)
    with pytest.raises(NotAsTheFormSays, match="sex: choice"):
        register_many([NewPerson({**EVA, "sex": "blue"}, NOON)], AUTHOR, NOON)

    assert Person.objects.count() == Subject.objects.count() == Course.objects.count() == 1
