"""The words of a pathway file as frozen records: Pathway, State, Event, Condition, Tally, Clock.

What each word means stands in docs/reference/meaning.md. Names are checked against each other in
`checking`, positions in files are kept by `reading`; here stands only what one word may hold.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from helhet.pathway.language import phrases
from helhet.pathway.language.forms import Choice as Choice
from helhet.pathway.language.forms import FieldType as FieldType
from helhet.pathway.language.forms import Form as Form
from helhet.pathway.language.forms import FormField as FormField
from helhet.pathway.language.limits import AnOnChange, Limits
from helhet.pathway.language.limits import Change as Change
from helhet.pathway.language.limits import Limit as Limit
from helhet.pathway.language.limits import OnChange as OnChange
from helhet.pathway.language.phrases import FieldRef, Signal
from helhet.pathway.language.spelling import (
    ADuration,
    AField,
    AGuard,
    AloneOrList,
    Day,
    FewTimes,
    Fields,
    Flag,
    GoalNumber,
    Name,
    NameOrField,
    Names,
    OrNames,
    Signals,
    Text,
    Years,
    as_list,
)
from helhet.pathway.language.words import LANGUAGES as LANGUAGES
from helhet.pathway.language.words import Title, Word


class State(Word):
    """Where a course can be. `waiting`: for help; `place`: holds a place; `final`: over; `resting`: over, but may return."""

    title: Title | None = None
    waiting: Flag = False
    place: Flag = False
    final: Flag = False
    resting: Flag = False

    @property
    def is_end(self) -> bool:
        """Whether a course is ended in this state."""
        return self.final or self.resting


class Setting(Word):
    """How help is given, as outpatient or inpatient; a course has one at a time."""

    title: Title | None = None


class Condition(Word):
    """A dated fact that holds or not, beside the state; a `flag` is shown at once wherever the course is."""

    title: Title | None = None
    flag: Flag = False
    on: Signals = ()
    off: Signals = ()
    age_under: Years | None = None
    age_from: Years | None = None

    @property
    def age(self) -> int | None:
        """The age in years at which the condition turns, or None if signals turn it."""
        return self.age_under or self.age_from

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum((bool(self.on), self.age_under is not None, self.age_from is not None)) != 1:
            raise ValueError("a condition needs one of 'on' (signals), 'age-under' or 'age-from'")
        if self.off and not self.on:
            raise ValueError("'off' needs 'on' beside it; an age turns by itself")
        return self


class Tally(Word):
    """So many within so long: signals when the number is reached; opens a review, never a sanction."""

    title: Title | None = None
    of: Signals
    reaches: FewTimes
    within: ADuration | None = None
    reset: Signals = ()

    @model_validator(mode="after")
    def _in_days(self) -> Self:
        if self.within and self.within.unit not in (phrases.TimeUnit.DAYS, phrases.TimeUnit.WEEKS):
            raise ValueError("a tally counts 'within' days or weeks")
        return self


class OpensCourse(Word):
    """An effect: another course begins, for this subject or for one that a form names."""

    pathway: Name
    unit: NameOrField | None = None
    for_: AField | None = None
    carry: Fields = ()
    origin: Literal["shown", "hidden"] = "shown"
    tells_back: Names = ()


class Outcome(Word):
    """One way an event can turn out; with `when`, the answers of its form decide, and nobody chooses."""

    title: Title | None = None
    when: Fields = ()
    to: Name | None = None
    setting: Name | None = None
    opens_course: OpensCourse | None = None


class Fulfilment(StrEnum):
    """What became of an appointment."""

    KEPT = "kept"
    MOVED = "moved"
    MISSED = "missed"


class NeverGated(StrEnum):
    """Help and duties before which no gate may stand (domain/practice.md 2.2)."""

    ACUTE_HELP = "acute-help"
    OAT_DISPENSING = "oat-dispensing"
    NALOXONE = "naloxone"
    CHILD_WELFARE_REPORT = "child-welfare-report"


HEARD_PATTERN = rf"^{phrases.NAME}\.{phrases.NAME}(?:\.{phrases.NAME})?$"
HeardSignal = Annotated[str, StringConstraints(pattern=HEARD_PATTERN)]


class Moves(Word):
    """What an event moves with the course."""

    unit: AField


class Event(Word):
    """Something that happens in a course. An act may be refused; a fact (`fact: true`) is always recorded."""

    title: Title | None = None
    opens: Name | None = None
    from_: Names = ()
    to: Name | None = None
    by: Names = ()
    form: Names = ()
    outcomes: Annotated[Mapping[Name, Outcome], *OrNames] = {}
    fact: Flag = False
    person_wide: Flag = False
    setting: NameOrField | None = None
    moves: Moves | None = None
    opens_course: OpensCourse | None = None
    moves_up: Names = ()
    hears: Annotated[tuple[HeardSignal, ...], BeforeValidator(as_list), AloneOrList()] = ()
    fulfils: Mapping[Name, Fulfilment] = {}
    in_day: Literal["first", "last"] | None = None
    release: Flag = False
    never_gated: NeverGated | None = None
    note: str | None = None

    @property
    def place_in_day(self) -> Literal["first", "last"]:
        """Where an entry without a time stands in its day."""
        return self.in_day or ("first" if self.opens else "last")

    @model_validator(mode="after")
    def _opens_or_moves(self) -> Self:
        if self.opens and (self.from_ or self.to):
            raise ValueError("an event that 'opens' a course has neither 'from' nor 'to'")
        if self.release and self.fact:
            raise ValueError("to release is an act of a human, not a fact")
        return self

    @model_validator(mode="after")
    def _moves_up_by_consent(self) -> Self:
        if self.moves_up and (self.opens or self.fact or self.hears or self.outcomes):
            raise ValueError(
                "an event that 'moves-up' is a consent: an act in an open course, without outcomes, that is not heard from elsewhere"
            )
        return self


class Marks(Word):
    """Signals that classify a later breach without stopping the run."""

    patient: Signals = ()
    service: Signals = ()


class Charge(Word):
    """What each day of a run costs: a dated rate of the pack, and a form field that names who pays, by date."""

    rate: Name
    payer: AField


class Basis(Word):
    """Where a rule comes from: a law or page of the pack (`ref`), the source it was read in, and when it holds."""

    ref: Name
    source: str | None = None
    from_: Day | None = None
    to: Day | None = None


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Bases = Annotated[tuple[Basis, ...], BeforeValidator(_one_or_more), AloneOrList()]


class Period(Word):
    """Other limits of a clock, for the runs that start from one day to another (both included)."""

    from_: Day | None = None
    to: Day | None = None
    within: Limits = ()
    no_sooner: Limits = ()
    basis: Bases = ()
    verified: Flag = True
    source: str | None = None
    note: str | None = None
    shipped: Flag = True


class Binding(StrEnum):
    """How far a clock binds."""

    LAW = "law"
    GUIDANCE = "guidance"
    TARGET = "target"
    RIGHT = "right"
    NONE = "none"


class Clock(Word):
    """The only thing that measures time: deadlines, waits, duties, recurring evaluations, payment days, rights."""

    title: Title | None = None
    start: Signals = ()
    stop: Signals = ()
    cancel: Signals = ()
    while_: AGuard | None = None
    when: AGuard | None = None
    start_at: AField | None = None
    within: Limits = ()
    no_sooner: Limits = ()
    allows: Names = ()
    each: NameOrField | None = None
    on_change: AnOnChange | None = None
    on_restart: Literal["ignore", "supersede"] = "ignore"
    sets_due: Names = ()
    before: Names = ()
    outlives: Flag = False
    warn: ADuration | None = None
    marks: Marks = Marks()
    charge: Charge | None = None
    binding: Binding = Binding.NONE
    basis: Bases = ()
    verified: Flag = True
    shipped: Flag = True
    owner: Name = "unit"
    periods: tuple[Period, ...] = ()
    source: str | None = None
    note: str | None = None

    @property
    def stops(self) -> tuple[Signal, ...]:
        """All that stops a run: `stop`, and for a right its own use."""
        used = tuple(Signal(phrases.SignalKind.EVENT, event) for event in self.allows)
        return self.stop + tuple(signal for signal in used if signal not in self.stop)

    @model_validator(mode="after")
    def _starts_somehow(self) -> Self:
        if bool(self.start) == (self.while_ is not None):
            raise ValueError("a clock needs either 'start' or 'while'")
        if self.while_ and (self.stop or self.cancel or self.each or self.allows or self.start_at):
            raise ValueError(
                "a clock with 'while' has no 'stop', 'cancel', 'each', 'allows' or 'start-at'"
            )
        if self.while_ and self.when:
            raise ValueError("'when' belongs to 'start'; put its terms into the 'while'")
        return self


class Validity(Word):
    """The days an edition is in force; `to` only for the last one of a pathway that has ended.

    `verified: no` says that no source gives the first day, and one was taken.
    """

    from_: Day
    to: Day | None = None
    verified: Flag = True


class Area(StrEnum):
    """The part of the apparatus a pathway belongs to."""

    EARLY_HELP = "early-help"
    TREATMENT = "treatment"
    FOLLOW_UP = "follow-up"
    JUSTICE = "justice"
    PLAN = "plan"


class Label(StrEnum):
    """Whose knowledge a course is. Between labels nothing passes but what a human releases."""

    HEALTH = "health"
    COURT = "court"
    WELFARE = "welfare"
    CHILD = "child"
    GUARDIAN = "guardian"
    PLAN = "plan"


class SubjectKind(StrEnum):
    """What a course is about."""

    PERSON = "person"
    ALIAS = "alias"
    ACTIVITY = "activity"
    SITE = "site"
    GRANT = "grant"


class Pathway(Word):
    """One edition of a service's definition."""

    pathway: Name
    edition: Text
    valid: Validity
    title: Title | None = None
    summary: Title | None = None
    subject: SubjectKind
    area: Area
    label: Label
    goals: tuple[GoalNumber, ...] = ()
    settings: Annotated[Mapping[Name, Setting], *OrNames] = {}
    states: Annotated[Mapping[Name, State], Field(min_length=1), *OrNames]
    conditions: Mapping[Name, Condition] = {}
    tallies: Mapping[Name, Tally] = {}
    events: Annotated[Mapping[Name, Event], Field(min_length=1)]
    clocks: Mapping[Name, Clock] = {}
    forms: Mapping[Name, Form] = {}
    migrates: Mapping[Name, Name] = {}
    note: str | None = None

    def field(self, ref: FieldRef) -> FormField | None:
        """Return the form field `ref` names, or None."""
        form = self.forms.get(ref.form)
        return form.fields.get(ref.field) if form else None
