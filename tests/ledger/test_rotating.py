"""Keys are rotated while others write, again after a kill, and no key goes that something is sealed with."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, connections

from helhet.access.deciding import Reader
from helhet.cli import main
from helhet.importing.known import Sender
from helhet.importing.models import Imported
from helhet.parties import identifiers
from helhet.parties.keychecks import check_ring, write_checks
from helhet.parties.models import Identifier, KeyCheck, Person
from helhet.parties.numbers import System
from helhet.record.content import hash_of
from helhet.record.courses.appending import Author
from helhet.record.doors.recording import record
from helhet.record.doors.registering import NewPerson, register_many
from helhet.record.erasure.asking import Asked, approve_erasure, ask_erasure
from helhet.record.erasure.graves import unproved
from helhet.record.errors import Stale
from helhet.record.messages.outbox import work
from helhet.record.models import Content, Course, ErasureRequest, Message, MovedUp
from helhet.record.releases.choosing import Item, Wanted
from helhet.record.releases.passing import pass_on
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness import resealing, verifying
from helhet.record.wholeness.resealing import (
    REQUESTS,
    StillNeeded,
    all_sealed,
    left,
    reseal,
    retire,
    rotate,
)
from helhet.record.wholeness.verifying import seal_heads, verify_record
from helhet.storage.keys import KeyRing, KeyRingError
from helhet.storage.ring import ring
from helhet.work.tasks import NewTask, add_task
from tests.ledger.cast import TODAY, cast, person, tie
from tests.ledger.courses import NOON, clinician, erase, opened, say, told
from tests.ledger.installation import own_environment
from tests.ledger.test_kills import _at_once

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "12895512345"
FACTS = {
    "given_name": "Eva",
    "family_name": "Prøve",
    "born_on": "1990-01-01",
    "phone": "99 99 99 99",
    "email": "eva@example.org",
    "numbers": {"fnr": NUMBER},
    "home": {"municipality": "9901", "from_day": "2020-01-01", "address": "Prøveveien 1"},
}


@pytest.fixture(autouse=True)
def _keys_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "KEYS_FILE", tmp_path / "keys.json")
    KeyRing.new().write(tmp_path / "keys.json")
    write_checks()
    yield
    connections.close_all()


@pytest.fixture
def reader() -> Reader:
    """Somebody who has written one of everything that is sealed."""
    reader = clinician(cast().clinic)
    register_many([NewPerson(FACTS, NOON)], Author(7, "import"), NOON)
    course = opened(reader, Person.objects.get())
    say(reader, course, "2026-05-08 right-decided.granted", {"right.reason": "So it was."})
    erase(reader, clinician(course.unit), course.pk, 3, "26/1", NOON)  # type: ignore[arg-type]
    ask_erasure(reader, course.pk, 2, "26/2", now=NOON)
    passed = Wanted([Item(course.pk, 2)], course.unit_id or 0, "treat", "duty", TODAY)
    pass_on(reader, course.subject_id, passed, NOON)
    say(reader, course, "2026-05-18 died")
    add_task(reader, NewTask("Ring the ward"), NOON)
    return reader


def whole() -> bool:
    return not [*verify_record(Path(settings.CHECKPOINTS_FILE)), *differences()]


def test_everything_is_sealed_anew_and_says_what_it_said(reader: Reader) -> None:
    seal_heads(Path(settings.CHECKPOINTS_FILE))
    assert left() == {}

    assert rotate()
    assert set(left()) == {REQUESTS, *(sealed.name for sealed in all_sealed())}
    assert whole()
    assert list(reseal(lambda _: None)) == []

    assert left() == {}
    assert whole()
    assert unproved(Path(settings.ERASURES_FILE)) == []
    assert identifiers.person_with(System.FNR, NUMBER) == Person.objects.get()
    assert retire() == ([1], [])
    assert list(ring().keys) == list(ring().index) == [2]
    assert unproved(Path(settings.ERASURES_FILE)) == []
    assert whole()
    assert identifiers.person_with(System.FNR, NUMBER) == Person.objects.get()
    check_ring()
    assert work(NOON) > 0
    course = Course.objects.get(pathway="tsb")
    tie(Person.objects.get(), course.unit, "measure")  # type: ignore[arg-type]
    approves = clinician(course.unit)  # type: ignore[arg-type]
    assert approve_erasure(approves, Asked(course.pk, 2, 1), now=NOON) == 1


def test_what_was_imported_is_known_again_after_its_key_seals_no_more(reader: Reader) -> None:
    sender, subject = Sender("elsewhere"), Person.objects.get().pk
    sender.row(Imported.Kind.PERSON, "their-id", subject, "told", NOON).save()
    rotate()
    list(reseal(lambda _: None))

    assert retire() == ([1], [1])

    assert set(sender.find(Imported.Kind.PERSON, ["their-id"])) == {"their-id"}
    assert (list(ring().keys), list(ring().index)) == ([2], [1, 2])
    check_ring()


def test_every_sealed_column_is_known_to_be_one() -> None:
    """A new one must be named in resealing.py, or not hold what is sealed."""
    from django.apps import apps
    from django.db.models import BinaryField

    hashes = {
        "index",
        "hash",
        "secret_hash",
        "head",
        "rows_hash",
        "previous",
        "content_hash",
        "body_hash",
    }
    apart = {
        (KeyCheck, "value"),
        (Content, "salt"),
        (MovedUp, "salt"),
        (ErasureRequest, "proof"),
        (Imported, "told"),
    }
    found = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField) and field.name not in hashes
    }

    assert found - apart == {(sealed.model, sealed.column) for sealed in all_sealed()}


def test_a_key_that_seals_something_is_not_taken_away(reader: Reader) -> None:
    rotate()
    list(reseal(lambda _: None))
    old = KeyRing({1: ring().keys[1]}, {1: ring().index[1]})
    held = Identifier.objects.get()
    held.index = old.blind(NUMBER, System.FNR)
    held.save()

    with pytest.raises(StillNeeded, match="numbers: 1"):
        retire()

    assert sorted(ring().keys) == [1, 2]
    assert KeyCheck.objects.count() == 4


def test_keys_are_not_taken_away_when_a_newer_one_has_come_since_they_were_looked_for(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate()
    list(reseal(lambda _: None))
    one_by_one, done = resealing._while_nobody_writes, list[bool]()

    def slowly(deed: Callable[[], Any]) -> Any:
        """Let somebody else rotate after the first step."""
        told = one_by_one(deed)
        if not done:
            done.append(True)
            assert rotate()
        return told

    monkeypatch.setattr(resealing, "_while_nobody_writes", slowly)
    with pytest.raises(StillNeeded, match="newer key"):
        retire()

    assert sorted(ring().keys) == [1, 2, 3]
    assert whole()


def test_a_rotation_that_was_not_finished_is_gone_on_with(reader: Reader) -> None:
    assert rotate()

    assert not rotate()

    assert ring().newest == 2


def test_what_does_not_open_is_named_and_keeps_its_key(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Message.objects.order_by("pk")[0]
    sealed = bytes(broken.sealed)
    Message.objects.filter(pk=broken.pk).update(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))

    assert main(["keys", "rotate"]) == 1
    told = capsys.readouterr()
    assert told.err.endswith(f"messages: {broken.pk} cannot be sealed anew\n")
    assert "Left: messages: 1.\n" in told.out

    assert main(["keys", "retire"]) == 2
    assert "still needed (messages: 1)" in capsys.readouterr().err


def test_the_command_says_what_it_does(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys"]) == 0
    shown = "Keys on the ring, by their numbers: 1. New things are sealed with number 1.\n"
    assert capsys.readouterr().out == shown
    assert main(["keys", "rotate"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Made key 2. Keep a copy of keys.json somewhere else.",
        "All is sealed with it. `helhet keys retire` takes the older ones away.",
    ]
    assert main(["keys", "retire"]) == 0
    assert main(["keys", "retire"]) == 0
    assert capsys.readouterr().out == "Taken away, by their numbers: 1.\nThere is no older key.\n"
    assert main(["verify"]) == 0


def test_a_key_that_is_retired_while_verify_walks_is_no_finding(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate()
    sealed_before = {row.pk: row for row in Content.objects.all()}
    list(reseal(lambda _: None))
    retire()

    def of_before(row: Content) -> bytes:
        """As if the row had been read before it was sealed anew, and opened after its key had gone."""
        first = sealed_before.pop(row.pk, None)
        return hash_of(first or row)

    monkeypatch.setattr(verifying, "hash_of", of_before)

    assert list(verify_record(Path(settings.CHECKPOINTS_FILE))) == []


def test_a_request_is_known_again_after_a_rotation(reader: Reader) -> None:
    course, key = opened(reader, person()), uuid4()
    entry = told("2026-05-19 no-show")
    first = record(reader, course.pk, entry, version=course.version, key=key, now=NOON)
    rotate()

    again = record(reader, course.pk, entry, version=course.version, key=key, now=NOON)

    assert (again.number, again.is_repeated) == (first.number, True)


def test_a_ring_without_a_key_of_the_database_is_refused(reader: Reader) -> None:
    rotate()
    keys = ring()
    KeyRing({1: keys.keys[1]}, {1: keys.index[1]}).write(Path(settings.KEYS_FILE))

    with pytest.raises(KeyRingError, match="not the one of this database"):
        check_ring()


def test_others_write_while_all_is_sealed_anew(reader: Reader) -> None:
    opens = [opened(reader, person()) for _ in range(4)]
    stop, has_ended = threading.Event(), threading.Event()
    written: list[int] = []

    def write() -> None:
        try:
            while not stop.is_set():
                for course in opens:
                    course.refresh_from_db()
                    try:
                        done = record(
                            reader,
                            course.pk,
                            told("2026-05-18 no-show"),
                            version=course.version,
                            confirmed=True,
                            now=NOON,
                        )
                    except Stale:
                        continue
                    written.append(done.number)
        finally:
            has_ended.set()
            connection.close()

    def turn() -> None:
        try:
            while len(written) < 9 and not has_ended.is_set():
                rotate()
                assert list(reseal(lambda _: None)) == []
                retire()
        finally:
            stop.set()
            connection.close()

    _at_once([write, turn])

    assert len(written) >= 9
    assert left() == {}
    assert whole()


@pytest.mark.slow
def test_a_rotation_that_is_killed_again_and_again_comes_to_its_end(reader: Reader) -> None:
    people = [NewPerson(FACTS | {"numbers": {}}, NOON) for _ in range(300)]
    register_many(people, Author(7, "import"), NOON)
    told = {**own_environment(), "HELHET_KEYS_FILE": str(settings.KEYS_FILE)}
    words = [sys.executable, "-m", "helhet.cli", "keys", "rotate"]
    kills = 0

    for nth in range(20):
        process = subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL)
        time.sleep(1 + 0.3 * nth)
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
        assert Content.objects.count() >= 300
    again = subprocess.run(words, env=told, capture_output=True, text=True, check=False)

    assert (again.returncode, again.stderr) == (0, "")
    assert kills >= 1
    assert left() == {}
    assert whole()
    assert retire().gone
    assert whole()
