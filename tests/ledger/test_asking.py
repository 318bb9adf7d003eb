"""An erasure is asked for by one and decided by another, who both may write such an entry; each step is logged."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.record.erasure.asking import (
    Asked,
    approve_erasure,
    ask_erasure,
    refuse_erasure,
    withdraw_erasure,
)
from helhet.record.errors import NotAsTheFormSays, NotByTwo, NotKnown, NotOpen
from helhet.record.models import Content, Course, Erasure, ErasureRequest
from helhet.record.persons.register import register_of
from tests.ledger.cast import Cast, cast, person, tie
from tests.ledger.courses import NOON, clinician, later, opened
from tests.ledger.test_register import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def asks(units: Cast) -> Reader:
    return clinician(units.clinic)


@pytest.fixture
def decides(units: Cast) -> Reader:
    return clinician(units.clinic)


@pytest.fixture
def course(asks: Reader) -> Course:
    return opened(asks, person())


@pytest.fixture
def asked(asks: Reader, course: Course) -> Asked:
    return ask_erasure(asks, course.pk, 2, "26/1", now=NOON)


def status(asked: Asked) -> str:
    return ErasureRequest.objects.get(**asked._asdict()).status


def test_what_was_asked_for_goes_when_another_approves(asked: Asked, decides: Reader) -> None:
    before = Content.objects.filter(course=asked.course, number=2).exists()

    assert approve_erasure(decides, asked, now=later(days=1)) == 1

    assert before
    assert not Content.objects.filter(course=asked.course, number=2).exists()
    row = Erasure.objects.get()
    request = ErasureRequest.objects.get()
    assert (row.asked_by, row.approved_by) == (request.asked_by, request.closed_by)
    assert (request.status, request.basis, row.basis) == ("approved", "26/1", "26/1")
    steps = list(Access.objects.order_by("-id").values_list("deed", "is_permitted")[:2])
    assert steps == [("write", True)] * 2


def test_a_request_is_decided_once_and_what_was_refused_may_be_asked_again(
    asked: Asked, asks: Reader, decides: Reader
) -> None:
    with pytest.raises(NotOpen):
        ask_erasure(decides, asked.course, 2, "26/2", now=NOON)

    refuse_erasure(decides, asked, now=NOON)

    for again in (approve_erasure, refuse_erasure):
        with pytest.raises(NotOpen):
            again(decides, asked, now=NOON)
    assert status(asked) == "refused"
    assert Content.objects.filter(course=asked.course, number=2).exists()
    assert ask_erasure(asks, asked.course, 2, "26/2", now=NOON).asking == 2


def test_who_asked_withdraws_and_nobody_else_and_decides_nothing(
    asked: Asked, asks: Reader, decides: Reader
) -> None:
    for decide in (approve_erasure, refuse_erasure):
        with pytest.raises(NotByTwo):
            decide(asks, asked, now=NOON)
    with pytest.raises(PermissionDenied):
        withdraw_erasure(decides, asked, now=NOON)

    withdraw_erasure(asks, asked, now=NOON)

    assert status(asked) == "withdrawn"
    with pytest.raises(NotOpen):
        approve_erasure(decides, asked, now=NOON)


@pytest.mark.parametrize("step", [approve_erasure, refuse_erasure, withdraw_erasure])
def test_a_stranger_learns_of_no_request(
    asked: Asked, units: Cast, step: Callable[..., Any]
) -> None:
    stranger = clinician(units.other_clinic)

    for one in (asked, asked._replace(number=99)):
        with pytest.raises(Http404):
            step(stranger, one, now=NOON)
    with pytest.raises(Http404):
        ask_erasure(stranger, asked.course, 2, "26/1", now=NOON)


def test_a_request_that_somebody_made_up_in_the_database_is_not_approved(
    asked: Asked, decides: Reader
) -> None:
    ErasureRequest.objects.update(asked_by=999)

    with pytest.raises(NotOpen):
        approve_erasure(decides, asked, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ErasureRequest.objects.update(status="approved", closed_by=999)


def test_what_is_erased_or_has_no_basis_is_not_asked_for(
    asked: Asked, asks: Reader, decides: Reader
) -> None:
    approve_erasure(decides, asked, now=NOON)

    with pytest.raises(NotKnown):
        ask_erasure(asks, asked.course, 2, "26/2", now=NOON)
    for basis in ("", "x" * 61, "a\0b"):
        with pytest.raises(NotAsTheFormSays):
            ask_erasure(asks, asked.course, 1, basis, now=NOON)


def test_what_a_register_said_is_asked_for_and_approved_alike(
    units: Cast, asks: Reader, decides: Reader
) -> None:
    eva = registered(asks, phone="90000000")
    tie(eva, units.clinic, "measure")
    asked = ask_erasure(asks, register_of(eva.subject).pk, 1, "26/1", now=NOON)

    approve_erasure(decides, asked, now=NOON)

    eva.refresh_from_db()
    assert (eva.given_name, eva.phone) == ("", None)
