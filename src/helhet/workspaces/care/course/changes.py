"""What an entry would change, in words: which deadlines, which time in which state, which later entries, who is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from helhet.access.deciding import Reader
from helhet.parties.models import Unit
from helhet.pathway.courses.course import Run, RunOutcome, Spell, Why
from helhet.record.changes import Changed, EffectChange, Unforeseen
from helhet.record.effects import HOME
from helhet.record.locating import graded
from helhet.record.models import Course
from helhet.record.pathways import table_of
from helhet.record.times import to_date, to_moment
from helhet.web.days import last_day, long_date
from helhet.workspaces.care.wording import clock_of, pathway_title, said, state_title


@dataclass(frozen=True)
class Shift:
    """A deadline as it is and as it would be; "" where there is none."""

    clock: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What would change, in the words of the page's language."""

    deadlines: tuple[Shift, ...]
    states_gone: tuple[str, ...]
    states_new: tuple[str, ...]
    unforeseen: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def is_any(self) -> bool:
        """Whether anything would."""
        return any(vars(self).values())


def preview_of(reader: Reader, course: Course, changed: Changed) -> Preview:
    """Return what an entry would change. Two queries if others would be told in a unit: of a graded address it names the reader's own alone."""
    pathway, codes = course.pathway, {effect.unit for effect in changed.effects if effect.unit}
    units = _names(reader, course, codes) if codes else {}
    return Preview(
        tuple(_shift(pathway, run.before, run.after) for run in changed.runs),
        tuple(_spell(pathway, spell) for spell in changed.spells_gone),
        tuple(_spell(pathway, spell) for spell in changed.spells_new),
        tuple(_unforeseen(pathway, one) for one in changed.deviations),
        tuple(_told(changed.effects, units)),
    )


def _names(reader: Reader, course: Course, codes: Collection[str]) -> dict[str, str]:
    """Return what units are called, by code; "" for what would tell where somebody is whose address is graded."""
    units = Unit.objects.filter(code__in=codes)
    if not graded([course.subject.root_id]):
        return dict(units.values_list("code", "name"))
    own = units.filter(pk__in=reader.units)
    return dict.fromkeys(codes, "") | dict(own.values_list("code", "name"))


def _shift(pathway: str, before: Run | None, after: Run | None) -> Shift:
    run = after or before
    assert run is not None
    clock = clock_of(pathway, run.clock, run.start_day)
    return Shift(said(clock.title if clock else None, run.clock), _run(before), _run(after))


def _run(run: Run | None) -> str:
    """Return a run by the last day on which it is kept, and how it stands."""
    if run is None:
        return ""
    outcome = outcome_words(run.outcome)
    return outcome if run.due is None else f"{long_date(last_day(to_moment(run.due)))}, {outcome}"


def outcome_words(outcome: RunOutcome) -> str:
    """Return how a run stands, in words."""
    words = {
        RunOutcome.OPEN: _("runs"),
        RunOutcome.MET: _("met"),
        RunOutcome.LATE: _("met too late"),
        RunOutcome.DONE: _("done"),
        RunOutcome.EARLY: _("done too early"),
        RunOutcome.USED: _("used"),
        RunOutcome.LAPSED: _("lapsed"),
        RunOutcome.CANCELLED: _("cancelled"),
        RunOutcome.CLOSED: _("closed with the course"),
        RunOutcome.SUPERSEDED: _("began anew"),
    }
    return words[outcome]


def _spell(pathway: str, spell: Spell) -> str:
    told = {
        "state": state_title(pathway, spell.state),
        "first": long_date(to_date(spell.from_day)),
    }
    if spell.to_day is None:
        return _("%(state)s, from %(first)s on") % told
    return _("%(state)s, %(first)s to %(last)s") % {
        **told,
        "last": long_date(to_date(spell.to_day)),
    }


def _unforeseen(pathway: str, one: Unforeseen) -> str:
    told = table_of(pathway).event(one.event)
    return _("%(event)s, %(day)s: %(why)s") % {
        "event": said(told.title if told else None, one.event),
        "day": long_date(to_date(one.day)),
        "why": _why(one.why),
    }


def _why(why: Why) -> str:
    words = {
        Why.NOT_FROM_HERE: _("not foreseen from where the person would have been then"),
        Why.AFTER_END: _("it would stand after the end"),
        Why.NOT_OPEN: _("nothing would have begun by then"),
        Why.ALREADY_OPEN: _("it would already have begun"),
        Why.GATE_OPEN: _("something that comes first would be missing"),
        Why.NO_RIGHT: _("there would be no open right to it"),
    }
    return words.get(why, _("not foreseen then"))


def _told(effects: tuple[EffectChange, ...], units: dict[str, str]) -> Iterator[str]:
    for effect in effects:
        if effect.kind == "opens":
            home = _("the person's municipality") if effect.unit == HOME else effect.unit
            where = units.get(effect.unit, home)
            what = f"{pathway_title(effect.pathway)}, {where}" if where else _title(effect)
            taken, begun = _("Taken back: %(what)s"), _("Begins: %(what)s")
            yield (taken if effect.is_taken_back else begun) % {"what": what}
        else:
            taken, told = _("Told that it no longer holds: %(what)s"), _("Told: %(what)s")
            yield (taken if effect.is_taken_back else told) % {"what": _title(effect)}


def _title(effect: EffectChange) -> str:
    """Return whom an effect reaches."""
    if effect.kind == "person":
        return _("all that goes on with the person")
    return pathway_title(effect.pathway)
