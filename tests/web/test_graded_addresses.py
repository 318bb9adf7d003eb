"""Where somebody is whose address is graded is told on no page: in whichever of their identities the grade stands (SEC-44)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from helhet.parties.models import AddressGrade, Person, Residence, Subject, User
from helhet.record.changes import Changed, EffectChange
from helhet.record.doors.recording import record
from helhet.record.messages.outbox import work
from helhet.record.models import Course, Entry
from helhet.record.telling import Told
from helhet.workspaces.care.course.changes import preview_of
from tests.ledger.cast import BEGAN, TODAY, Cast, cast, member, person
from tests.ledger.courses import clinician, later, opened, say, told
from tests.ledger.test_appointments import appoint, entitled
from tests.ledger.test_outbox import living_in_dalen
from tests.web.signed import client_of
from tests.web.test_calendar_feed import fetched, made
from tests.web.test_correcting import form_of
from tests.web.test_person_page import main_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 19, 14, tzinfo=UTC)
ROLE = "treatment-clinician"
STRICT = AddressGrade.STRICTLY_CONFIDENTIAL
ELSEWHERE = ("sorvik", "dalen", "Writer Elsewhere")
"""What would tell the clinic's staff where else somebody is known."""


@pytest.fixture(autouse=True)
def _at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@dataclass(frozen=True)
class Known:
    """Eva, who has a stay at the clinic that she left, one at another, an appointment, and a follow-up where she lives; `twin` is another identity of hers."""

    units: Cast
    eva: Person
    twin: Person
    here: Course
    there: Course

    @property
    def pages(self) -> list[str]:
        """The addresses of all pages that the clinic's staff see her on."""
        return [
            f"/person/{self.eva.pk}/",
            f"/person/{self.twin.pk}/",
            f"/course/{self.here.pk}/",
            f"/course/{self.there.pk}/",
            f"/course/{self.there.pk}/entry/2/take-back/",
            "/handovers/",
            "/worklist/",
            "/ward/",
            "/appointments/?day=2026-05-20",
            "/tasks/",
        ]

    def graded(self, identity: str, grade: AddressGrade = STRICT) -> None:
        """Grade the address of one of the two identities."""
        who = self.eva if identity == "root" else self.twin
        Person.objects.filter(pk=who.pk).update(address_grade=grade)

    def staff(self) -> Client:
        """Return the browser of somebody at the clinic."""
        return client_of(member(self.units.clinic, ROLE))


def known() -> Known:
    units = cast()
    eva, twin = living_in_dalen(units), person("Eva-Lill")
    Residence.objects.create(person=twin, kind="home", municipality="9901", from_day=BEGAN)
    reader, elsewhere = clinician(units.clinic), clinician(units.other_clinic)
    Person.objects.filter(pk=twin.pk).update(born_on=date(1990, 1, 1))
    User.objects.filter(pk=elsewhere.user).update(name="Writer Elsewhere")
    here = opened(reader, eva, "2026-05-18 10:00 acute-admitted")
    say(reader, here, "2026-05-19 09:00 left-by-own-wish")
    appoint(reader, entitled(reader, twin), "2026-05-20")
    there = opened(elsewhere, twin, "2026-05-18 referral-received")
    say(elsewhere, there, "2026-05-19 moved-municipality", {"stay.municipality": "9901"})
    Subject.objects.filter(pk=twin.pk).update(root=eva.subject, merged_into=eva.subject)
    work(later(minutes=6))
    return Known(units, eva, twin, here, there)


@pytest.mark.parametrize("identity", ["root", "twin"])
@pytest.mark.parametrize("grade", [AddressGrade.CONFIDENTIAL, STRICT])
def test_the_grade_of_one_identity_hides_where_the_other_is(
    identity: str, grade: AddressGrade
) -> None:
    eva = known()
    eva.graded(identity, grade)
    client = eva.staff()

    for path in eva.pages:
        page = main_of(client.get(path))
        assert page, path
        assert not [word for word in ELSEWHERE if word in page], path
    assert "onfidential address" in main_of(client.get(f"/person/{eva.eva.pk}/"))


def test_of_whom_no_address_is_graded_it_is_told() -> None:
    eva = known()
    client = eva.staff()

    told_there = "".join(main_of(client.get(path)) for path in eva.pages)

    assert [word for word in ELSEWHERE if word in told_there] == list(ELSEWHERE)


@pytest.mark.parametrize("identity", ["root", "twin"])
def test_the_municipality_is_not_told_who_else_helps(identity: str) -> None:
    eva = known()
    eva.graded(identity)
    client = client_of(member(eva.units.municipality, "municipal-coordinator"))
    follow = Course.objects.get(pathway="municipal-follow-up")

    for path in ("/handovers/", "/worklist/", f"/course/{follow.pk}/", f"/person/{eva.eva.pk}/"):
        page = main_of(client.get(path))
        assert "Eva Prøve" in page, path
        assert "nordvik" not in page, path


@pytest.mark.parametrize("identity", ["root", "twin"])
def test_either_identity_is_found_by_number_alone_and_stands_in_no_calendar(identity: str) -> None:
    eva = known()
    assert f"/person/{eva.eva.pk}/" in _found(eva.staff())

    eva.graded(identity)

    assert f"/person/{eva.eva.pk}/" not in _found(eva.staff())
    assert "VEVENT" not in fetched(made(member(eva.units.clinic, ROLE)))


def _found(client: Client) -> str:
    return main_of(client.post("/find/", {"who": "Eva Prøve 1.1.1990"}))


# --- the forms of what was written ------------------------------------------------------------------------


def moved(units: Cast, grade: AddressGrade) -> tuple[Course, int, Any]:
    """Return a course in which another unit wrote where somebody moved to; the entry's number; and a clinician who may correct it."""
    eva = living_in_dalen(units)
    writer = clinician(units.other_clinic)
    course = opened(writer, eva, "2026-05-04 referral-received")
    entry = say(writer, course, "2026-05-19 moved-municipality", {"stay.municipality": "9901"})
    opened(clinician(units.clinic), eva)
    Person.objects.filter(pk=eva.pk).update(address_grade=grade)
    return course, entry.number, client_of(member(units.clinic, ROLE))


def test_an_answer_that_tells_where_somebody_is_stands_in_no_form_of_another_unit() -> None:
    units = cast()
    course, number, client = moved(units, STRICT)
    where = f"/course/{course.pk}/entry/{number}/correct/"
    before = Entry.objects.count()

    refused = client.get(where), client.post(where, {"stay.municipality": "9902"})
    own = client_of(member(units.other_clinic, ROLE)).get(where)

    assert [one.status_code for one in refused] == [403, 403]
    assert not [one for one in refused if b"9901" in one.content]
    assert where not in client.get(f"/course/{course.pk}/").content.decode()
    assert form_of(own)["stay.municipality"] == "9901"
    assert Entry.objects.count() == before


def corrections(number: int) -> list[Told]:
    """Return a correction of the entry, and that it is taken back."""
    stay = {"stay.municipality": "9902"}
    return [told("2026-05-19 moved-municipality", stay, replaces=number), Told(TODAY, voids=number)]


@pytest.mark.parametrize("identity", ["root", "twin"])
def test_an_answer_that_tells_where_somebody_is_is_corrected_by_no_other_unit(
    identity: str,
) -> None:
    units = cast()
    course, number, client = moved(units, STRICT)
    if identity == "twin":
        twin = person("Eva-Lill")
        Person.objects.filter(pk=twin.pk).update(address_grade=STRICT)
        Person.objects.filter(pk=course.subject_id).update(address_grade=AddressGrade.UNGRADED)
        Subject.objects.filter(pk=twin.pk).update(
            merged_into=course.subject_id, root=course.subject_id
        )

    for one in corrections(number):
        with pytest.raises(PermissionDenied):
            record(clinician(units.clinic), course.pk, one, version=number, confirmed=True, now=NOW)

    assert client.get(f"/course/{course.pk}/entry/{number}/take-back/").status_code == 403
    for one in corrections(number):
        reader, version = clinician(units.other_clinic), Course.objects.get(pk=course.pk).version
        record(reader, course.pk, one, version=version, confirmed=True, now=NOW)


def test_of_whom_nothing_is_graded_the_other_unit_corrects_it_as_before() -> None:
    units = cast()
    course, number, client = moved(units, AddressGrade.UNGRADED)

    form = client.get(f"/course/{course.pk}/entry/{number}/correct/")

    assert form_of(form)["stay.municipality"] == "9901"
    for one in corrections(number):
        reader, version = clinician(units.clinic), Course.objects.get(pk=course.pk).version
        record(reader, course.pk, one, version=version, confirmed=True, now=NOW)


@pytest.mark.parametrize(
    ("grade", "where"),
    [(AddressGrade.UNGRADED, ["sorvik", "nordvik"]), (STRICT, ["nordvik"])],
    ids=["ungraded", "graded"],
)
def test_what_a_correction_would_tell_elsewhere_names_no_other_unit(
    grade: AddressGrade, where: list[str]
) -> None:
    units = cast()
    course, _, _ = moved(units, grade)
    effects = tuple(
        EffectChange(nth, "opens", "municipal-follow-up", "handover-received", unit, nth == 1)
        for nth, unit in enumerate(("sorvik", "nordvik"))
    )

    shown = preview_of(clinician(units.clinic), course, Changed(effects=effects)).told

    assert [name for name in ("sorvik", "nordvik") if name in "".join(shown)] == where
    assert len(shown) == 2
