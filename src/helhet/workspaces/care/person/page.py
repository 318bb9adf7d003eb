"""A person as their page shows them, in the words of the page's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.access.relations import age_on
from helhet.parties.models import AddressGrade, Unit
from helhet.record.queries.briefs import Brief
from helhet.record.queries.coordinators import Coordinator
from helhet.record.queries.person import PersonLook, look_at_person
from helhet.web.days import long_date
from helhet.workspaces.care.consents.wording import Row as Consented
from helhet.workspaces.care.consents.wording import rows_of
from helhet.workspaces.care.person.naming import Naming
from helhet.workspaces.care.person.owed import Missing, Next, coming, missing
from helhet.workspaces.care.person.reaching import Responsible, responsible
from helhet.workspaces.care.person.way import Picture, picture
from helhet.workspaces.care.tasks.queries import Row, waiting_about
from helhet.workspaces.care.wording import pathway_title


@dataclass(frozen=True)
class Facts:
    """What the register says of a person; empty what nobody has said, or may not be shown."""

    born: str
    age: int | None
    died: str
    language: str
    needs_interpreter: bool
    phone: str
    home: str
    grade: str


@dataclass(frozen=True)
class PersonPage:
    """Everything on the page; `facts` is None for whom they are closed to."""

    subject: UUID
    name: str
    is_alias: bool
    facts: Facts | None
    picture: Picture
    coming: list[Next]
    missing: list[Missing]
    responsible: list[Responsible]
    tasks: list[Row]
    briefs: list[BriefWords]
    consents: list[Consented] | None


class BriefWords(NamedTuple):
    """What a consent, or no objection, opens of a course, in words."""

    pathway: str
    conditions: tuple[str, ...]
    hearing: str
    coordinator: Coordinator | None
    overdose: str


def person_page(reader: Reader, subject: UUID, now: datetime, *, is_whole: bool) -> PersonPage:
    """Return the page of a person, logged before it is returned; Http404 for whoever may not know of them."""
    seen = look_at_person(reader, subject, now)
    naming = Naming(seen, reader)
    return PersonPage(
        seen.subject,
        seen.name,
        seen.is_alias,
        _facts(seen, reader.on),
        picture(seen.ways, naming, now, is_whole=is_whole),
        coming(seen.ways, naming, now, reader.on),
        missing(seen.ways, naming, now, reader.on),
        responsible(seen.ways, naming, reader.on),
        waiting_about(reader, seen.subject),
        [_brief(one) for one in seen.briefs],
        _consents(seen, reader),
    )


def _brief(one: Brief) -> BriefWords:
    hearing = long_date(one.hearing) if one.hearing else ""
    overdose = long_date(one.overdose) if one.overdose else ""
    return BriefWords(_brief_title(one), one.conditions, hearing, one.coordinator, overdose)


def _brief_title(one: Brief) -> str:
    # Which services somebody has is no part of what was said yes to: the coordinator stands alone, and so does an overdose.
    if one.overdose:
        return _("Overdose")
    return _("Coordinator") if one.coordinator else pathway_title(one.pathway)


def _consents(seen: PersonLook, reader: Reader) -> list[Consented] | None:
    """Return the consents in force, in words; None for whoever writes none down."""
    if seen.consents is None:
        return None
    lasting = [one for one in seen.consents if one.is_in_force]
    return rows_of(lasting, hides_units=seen.hides_units, own=reader.units | reader.within)


def _facts(seen: PersonLook, on: date) -> Facts | None:
    person = seen.facts
    if person is None:
        return None
    until = person.died_on or on
    home = Unit.objects.filter(municipality=seen.home, kind="municipality") if seen.home else None
    return Facts(
        long_date(person.born_on) if person.born_on else "",
        age_on(person.born_on, until) if person.born_on else None,
        long_date(person.died_on) if person.died_on else "",
        Naming.language(person.language),
        person.needs_interpreter,
        seen.phone,
        (home.values_list("name", flat=True).first() if home else "") or seen.home,
        _grade(seen.grade),
    )


def _grade(grade: AddressGrade) -> str:
    return {
        AddressGrade.UNGRADED: "",
        AddressGrade.CONFIDENTIAL: _("Confidential address"),
        AddressGrade.STRICTLY_CONFIDENTIAL: _("Strictly confidential address"),
    }[grade]
