"""Withdrawals are kept outside the database: an older copy brings no consent back, and what is missing is told."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from helhet.access.consenting import withdraw
from helhet.access.kept import check_withdrawals, withdraw_again, write_withdrawals
from helhet.access.models import Consent, Withdrawal
from helhet.pathway.errors import FileError
from helhet.storage.lines import append_lines, read_lines
from tests.ledger.cast import cast, consent, person, tie
from tests.ledger.conftest import let_go
from tests.ledger.courses import NOON, clinician

pytestmark = pytest.mark.django_db


def file() -> Path:
    return Path(settings.WITHDRAWALS_FILE)


def withdrawn() -> Consent:
    units, eva = cast(), person()
    tie(eva, units.clinic)
    row = consent(eva, units.clinic)
    withdraw(clinician(units.clinic), row.pk, NOON)
    return row


def set_back() -> None:
    """Let the database be as it was before the withdrawals."""
    with let_go():
        Withdrawal.objects.all().delete()


def test_it_is_written_down_at_once_and_only_once() -> None:
    row = withdrawn()

    assert write_withdrawals(file()) == 0
    assert [told["consent"] for told in read_lines(file())] == [str(row.pk)]
    assert list(check_withdrawals(file())) == []


def test_what_could_not_be_written_is_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WITHDRAWALS_FILE", file().parent / "not" / "there")
    row = withdrawn()
    monkeypatch.undo()
    elsewhere = file().parent / "later.jsonl"

    assert Withdrawal.objects.get().consent == row
    assert write_withdrawals(elsewhere) == 1


def test_an_older_copy_is_told_of_and_withdraws_again() -> None:
    row = withdrawn()
    before = Withdrawal.objects.values().get()
    set_back()

    told = [f"{one.chain}: {one.kind}: {one.where}" for one in check_withdrawals(file())]
    assert told == [f"consents: missing: consent {row.pk}: its withdrawal"]
    assert withdraw_again(file()) == 1
    assert Withdrawal.objects.values().get() == before
    assert withdraw_again(file()) == 0
    assert list(check_withdrawals(file())) == []


def test_a_consent_that_the_copy_does_not_know_and_a_unit_that_it_does_not_are_no_matter() -> None:
    row = withdrawn()
    set_back()
    told = read_lines(file())[0]
    other = file().parent / "other.jsonl"
    append_lines(other, [{**told, "consent": str(uuid4())}, {**told, "unit": "later"}])

    assert withdraw_again(other) == 1
    assert Withdrawal.objects.get().by_unit == row.by_unit


@pytest.mark.parametrize("change", [{"consent": "x"}, {"at": "then"}, {"at": "2026-05-19"}, None])
def test_a_line_that_says_nothing_of_a_withdrawal_is_named(change: dict[str, str] | None) -> None:
    withdrawn()
    told = read_lines(file())[0]
    file().write_text(json.dumps(told | change if change else {}) + "\n")

    with pytest.raises(FileError) as raised:
        withdraw_again(file())

    assert "withdrawals.jsonl:1: the line is none that Helhet writes there" in str(raised.value)
