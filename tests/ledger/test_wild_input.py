"""Whatever is told to a door: it is taken, or refused with a reason, having changed nothing; nothing else is ever raised."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from helhet.access.models import Tie
from helhet.record.doors.recording import Told, open_course, preview, record
from helhet.record.errors import NotAsTheFormSays, Refusal
from helhet.record.models import Content, Course, Entry, Message, Run, Spell
from helhet.record.pathways import table_of
from helhet.record.persons.register import change, register, register_of
from helhet.record.renewal.rebuilding import differences
from tests.ledger.cast import TODAY, cast, person, tie
from tests.ledger.courses import NOON, clinician, opened, say, told
from tests.ledger.test_register import HOME, OTHER, registered

pytestmark = pytest.mark.django_db
REFUSED = (Refusal, Http404, PermissionDenied)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(timezone(timedelta(hours=14))))
    | st.binary(max_size=3)
    | st.sampled_from(["2026-05-18", "9901", "x" * 300, "x" * 30_000, "\ud800", "a\0b"])
)
wild = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.lists(inner, max_size=2).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=3,
)
DEEDS = sorted(table_of("tsb").deed_codes.keys() - {("", None)}, key=str)
FIELDS = sorted(
    {
        f"{form}.{name}"
        for form, told in table_of("tsb").newest.forms.items()
        for name in told.fields
    }
)


def near(*good: Any) -> st.SearchStrategy[Any]:
    """Return what is mostly as it should be, and sometimes anything."""
    return st.sampled_from(good) | st.sampled_from(good) | wild


@st.composite
def tellings(draw: Callable[..., Any]) -> Told:
    event, outcome = draw(st.sampled_from(DEEDS))
    moments = (None, datetime(2026, 5, 18, 9, tzinfo=UTC))
    values = st.dictionaries(st.sampled_from(FIELDS), near(5, "x", ("x",)), max_size=3)
    return Told(
        draw(near(date(2026, 5, 18), TODAY, date.min, date.max)),
        draw(near(event)),
        draw(near(outcome)),
        draw(near(*moments)),
        draw(near(None, "inpatient")),
        draw(values | wild),
        draw(near(None)),
        draw(near(None, 2)),
        draw(near(None, None, 3)),
        draw(near("", "It was so.")),
    )


def counted() -> list[int]:
    return [model.objects.count() for model in (Course, Entry, Content, Spell, Run, Message, Tie)]


def tried(deed: Callable[[], object]) -> None:
    """Do a deed, which is taken, or refused and has changed nothing."""
    before = counted()
    try:
        deed()
    except REFUSED:
        assert counted() == before


def test_whatever_is_told_is_taken_or_refused() -> None:
    reader, eva = clinician(cast().clinic), person()

    @given(tellings())
    @settings(max_examples=60, deadline=None)
    def tell(one: Told) -> None:
        course = opened(reader, eva)
        say(reader, course, "2026-05-18 right-decided.granted")
        tried(lambda: preview(reader, course.pk, one, now=NOON))
        tried(lambda: record(reader, course.pk, one, version=3, confirmed=True, now=NOON))
        tried(lambda: open_course(reader, eva.subject, "tsb", one, now=NOON))

    tell()
    assert list(differences()) == []


@pytest.mark.parametrize(
    "one",
    [
        Told(TODAY, "no-show", happened_at=datetime(2026, 5, 19, 9)),  # noqa: DTZ001 - that is what is refused
        Told(datetime(2026, 5, 19, 9, tzinfo=UTC), "no-show"),
        Told(TODAY, "no-show", reason="\ud800"),
        Told(TODAY, "no-show", values={"choice.place": 2**70}),
        Told(TODAY, replaces=2, voids=2),
        told("2026-05-08 place-chosen", {"choice.place": "nowhere"}),
    ],
    ids=[
        "no time zone",
        "a moment as a day",
        "half a character",
        "too large",
        "both ways",
        "no unit",
    ],
)
def test_what_is_of_another_kind_is_refused_by_its_field(one: Told) -> None:
    reader = clinician(cast().clinic)
    course = opened(reader, person())

    with pytest.raises(NotAsTheFormSays) as raised:
        record(reader, course.pk, one, version=2, now=NOON)

    assert len(raised.value.faults) == 1
    assert "nowhere" not in str(raised.value)


FACT_NAMES = ["given_name", "born_on", "died_on", "sex", "home", "stay", "phone", "address_grade"]


def test_whatever_is_said_of_a_person_is_taken_or_refused() -> None:
    units = cast()
    reader = clinician(units.clinic)
    eva = registered(reader)
    tie(eva, units.clinic, "measure")
    facts = st.dictionaries(
        st.sampled_from(FACT_NAMES), near("1980-01-01", "2031-01-01", "female", HOME), max_size=3
    )

    @given(facts | wild)
    @settings(max_examples=60, deadline=None)
    def said(one: Any) -> None:
        version = register_of(eva.subject).version
        tried(lambda: register(reader, OTHER, one, now=NOON))
        tried(lambda: change(reader, eva.subject, one, version=version, now=NOON))

    said()
    assert list(differences()) == []
