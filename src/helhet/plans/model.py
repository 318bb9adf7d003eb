"""What the files of a plan may say."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from helhet.packs.pack import Source
from helhet.pathway.language.spelling import (
    READS_NUMBER,
    ADecimal,
    Day,
    Flag,
    Name,
    Names,
    Text,
    as_list,
)
from helhet.pathway.language.words import Title, Word
from helhet.plans.money import Amount
from helhet.plans.periods import APeriod

Year = Annotated[int, Field(ge=1990, le=2100), READS_NUMBER]
Number = Annotated[int, Field(ge=1, le=999), READS_NUMBER]


class Stage(StrEnum):
    """How far a krone has come, from the word to the hand; in this order."""

    ANNOUNCED = "announced"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REVISED = "revised"
    ALLOTTED = "allotted"
    COMMITTED = "committed"
    PAID = "paid"
    REPAID = "repaid"


class Counts(StrEnum):
    """What an amount is a figure of, so that no two kinds are added up by mistake."""

    FRAME = "frame"  # all that a plan promises, over its years
    MEASURE = "measure"  # of the frame, over its years
    INCREASE = "increase"  # more than the year before, from that year on
    LEVEL = "level"  # all of a post in a year
    CLAIM = "claim"  # what somebody adds to a count, or misses in it


class Channel(StrEnum):
    """The way by which money reaches a service."""

    FREE_INCOME = "free-income"
    EARMARKED = "earmarked"
    GRANT = "grant"
    HEALTH_AUTHORITY = "health-authority"
    HOUSING_BANK = "housing-bank"
    LABOUR = "labour"
    JUSTICE = "justice"
    NOT_TOLD = "not-told"


class Line(Word):
    """One amount as a source says it, of a budget year or over several.

    `same-as` is a line that says the same money again, `instead-of` one that stands only where the other is not counted,
    `part-of` one that is within another; `is-carried` is money that was there before, `is-outside` money that the plan does not promise.
    `number` is the line's own in the collection of what the two source pages say.
    """

    title: Title
    amount: Amount
    counts: Counts
    stage: Stage
    year: Year | None = None
    from_year: Year | None = None
    to_year: Year | None = None
    channel: Channel = Channel.NOT_TOLD
    measure: Name | None = None
    post: Text | None = None
    source: Text
    list_: Name | None = None
    number: Number | None = None
    verified: Flag = True
    same_as: Name | None = None
    instead_of: Name | None = None
    part_of: Name | None = None
    is_carried: Flag = False
    is_outside: Flag = False
    said_by: Name | None = None
    note: Title | None = None

    @model_validator(mode="after")
    def _has_years(self) -> Self:
        if (self.year is None) == (self.from_year is None or self.to_year is None):
            raise ValueError("a line is of one year, or from one year to another")
        if self.year is None and self.first_year > self.last_year:
            raise ValueError("the years of a line go forward")
        return self

    @property
    def first_year(self) -> int:
        """The first year that the line is of."""
        return self.year or self.from_year or 0

    @property
    def last_year(self) -> int:
        """The last year that the line is of."""
        return self.year or self.to_year or 0


class Goal(Word):
    """What a plan is for."""

    title: Title
    number: Number | None = None
    source: Text
    verified: Flag = True


class Status(StrEnum):
    """How far a measure has come, where a source says so."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    STOPPED = "stopped"


class Measure(Word):
    """What a plan does: whose it is, for which goal and for whom; its amount is a line, what it promised and did are facts.

    `pathways` are those in which the help that it pays for is written down; `continues` is the measure of an earlier plan
    that it goes on with, as plan/measure.
    """

    title: Title
    goal: Name | None = None
    owner: Title
    for_whom: Title | None = None
    pathways: Annotated[tuple[Name, ...], BeforeValidator(as_list)] = ()
    risks: tuple[Title, ...] = ()
    status: Status | None = None
    continues: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")] | None = None
    source: Text
    verified: Flag = True


class Value(StrEnum):
    """What a figure that is no money is counted in."""

    DAYS = "days"
    PLACES = "places"
    DWELLINGS = "dwellings"
    POSTS = "posts"
    PERCENT = "percent"


class Fact(Word):
    """Something a source says that is no money: a number promised or claimed, a day that something was to happen by, a service, a rule.

    `value` with `to-value` is an estimate from one number to another; `bought-by` names the lines that paid for it.
    """

    title: Title
    list_: Name | None = None
    number: Number | None = None
    value: ADecimal | None = None
    to_value: ADecimal | None = None
    unit: Value | None = None
    year: Year | None = None
    promised: Title | None = None
    actual: Day | None = None
    goal: Name | None = None
    measure: Name | None = None
    bought_by: Names = ()
    same_as: Name | None = None
    source: Text
    verified: Flag = True
    note: Title | None = None


class Unit(StrEnum):
    """What the figures of a series are counted in."""

    DAYS = "days"
    PERCENT = "percent"
    PERSONS = "persons"
    POSTS = "posts"
    KITS = "kits"


class Better(StrEnum):
    """Which way a figure is to go."""

    LOWER = "lower"
    HIGHER = "higher"


class Series(Word):
    """Figures over time, by group if there are several; the figures stand in series.csv."""

    title: Title
    unit: Unit
    better: Better | None = None
    groups: Mapping[Name, Title] = {}


class SeriesFile(Word):
    """The series of a pack, by name."""

    series: Mapping[Name, Series]


class Mark(StrEnum):
    """How well a figure is known."""

    READ = "read"
    """In the source that is named."""
    RETOLD = "retold"
    """In somebody's retelling of it."""
    REMEMBERED = "remembered"
    """From general knowledge: in no source."""


class Figure(Word):
    """One figure of a series, as it was published: `vintage` 1 at first, then as it was revised."""

    series: Name
    group: str = ""
    period: APeriod
    value: ADecimal
    vintage: Annotated[int, Field(ge=1, le=9), READS_NUMBER]
    mark: Mark
    source: Text
    note: str = ""


class Sector(StrEnum):
    """Whose growth the golden rule compares."""

    SOMATIC = "somatic"
    TSB = "tsb"
    ADULT = "adult"
    YOUNG = "young"
    MENTAL = "mental"


class Compared(StrEnum):
    """What the golden rule is measured by."""

    COST = "cost"
    POSTS = "posts"
    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    WAITING = "waiting"


class Growth(Word):
    """The growth of each sector in the country, in per cent, from one year to another."""

    from_year: Year
    to_year: Year
    measure: Compared
    tsb: ADecimal | None = None
    mental: ADecimal | None = None
    somatic: ADecimal | None = None
    mark: Mark
    source: Text


class Said(StrEnum):
    """What a source says of a region."""

    YES = "yes"
    NO = "no"
    NOT_SAID = "not-said"


class Verdict(Word):
    """Whether a region's sector did better than somatic care in a year, as a source says it."""

    year: Year
    region: Name
    sector: Sector
    measure: Compared
    better: Said
    mark: Mark
    source: Text


class Cost(Word):
    """A cost of a region, or of all, in two years in the prices of one; and the growth in per cent that was published."""

    region: Name
    sector: Sector
    unit: Literal["mill", "kr-per-person"]
    year: Year
    before: ADecimal
    after: ADecimal
    published: ADecimal
    mark: Mark
    source: Text


class Group(StrEnum):
    """What figures that are reported belong together."""

    ALL = "all"
    PROFESSION = "profession"
    COMPETENCE = "competence"
    SECTOR = "sector"


class ReportedUnit(StrEnum):
    """What a reported figure is counted in."""

    POSTS = "posts"
    COURSES = "courses"
    PERSONS = "persons"


class Reportable(Word):
    """A figure that municipalities report by year."""

    title: Title
    unit: ReportedUnit
    group: Group


class ReportableFile(Word):
    """What is reported, by name."""

    figures: Mapping[Name, Reportable]


class Target(Word):
    """What a figure is to become, who says so, and until when if that is said."""

    value: ADecimal
    to: Text | None = None
    source: Text
    verified: Flag = True


class Indicator(Word):
    """A series that tells whether a goal comes nearer, and the period it is compared with."""

    series: Name
    group: Name | None = None
    goal: Name
    baseline: APeriod
    target: Target | None = None
    note: Title | None = None


class Plan(Word):
    """A plan: what it promises, does and says, each under a name of its own. `sources` are those that the pack does not have."""

    title: Title
    from_year: Year
    to_year: Year
    baseline: Year
    source: Text
    goals: Mapping[Name, Goal] = {}
    measures: Mapping[Name, Measure] = {}
    lines: Mapping[Name, Line] = {}
    facts: Mapping[Name, Fact] = {}
    indicators: Mapping[Name, Indicator] = {}
    sources: Mapping[str, Source] = {}
    note: Title | None = None


class Way(StrEnum):
    """How yearly increases become one figure."""

    SUM = "sum"
    """Each line once."""
    LEVEL = "level"
    """What is spent above the baseline in each year: an increase lasts, so it is there in every later year too."""


class Rule(Word):
    """A rule of counting: which lines are taken, and how. `believes` names those whose claims are added; of two that stand instead of one another the
    first is taken, or with `takes-higher` the other."""

    title: Title
    explains: Title
    counts: Counts
    way: Way = Way.SUM
    without_channels: Annotated[tuple[Channel, ...], BeforeValidator(as_list)] = ()
    net_of_cuts: Flag = False
    with_carried: Flag = False
    with_outside: Flag = False
    believes: Names = ()
    takes_higher: Flag = False
    fixed_prices_of: Year | None = None
    said_by: Title | None = None


class Rules(Word):
    """The rules of a pack, by name."""

    rules: Mapping[Name, Rule]
