"""Pathways that Hypothesis invents: valid, and with every word of the language.

Each is built from the end wanted: a state first, then the event that leads there; a clock first,
then what may listen to it. So nothing is ever drawn and thrown away.

A clock has a rank, apart from its place in the file, and hears the dues of lower ranks only (and
its own, if each of its limits holds a whole day): so no time signals go in circles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from helhet.pathway.calendar import parse_day
from helhet.pathway.language.forms import (
    Answer,
    AnswerSignal,
    Band,
    Licence,
    Score,
)
from helhet.pathway.language.limits import Change, Limit, OnChange
from helhet.pathway.language.model import (
    Area,
    Basis,
    Binding,
    Charge,
    Choice,
    Clock,
    Condition,
    Event,
    FieldType,
    Form,
    FormField,
    Fulfilment,
    Label,
    Marks,
    Moves,
    NeverGated,
    OpensCourse,
    Outcome,
    Pathway,
    Period,
    Setting,
    State,
    SubjectKind,
    Tally,
    Validity,
)
from helhet.pathway.language.phrases import (
    Duration,
    FieldRef,
    Guard,
    Signal,
    SignalKind,
    Term,
    TimeUnit,
)
from helhet.pathway.language.words import Title
from tests.agreement.tape import Tape, tapes

ANCHORS = tuple(
    parse_day(text)
    for text in (
        "2026-01-01",
        "2026-01-31",
        "2026-02-27",
        "2026-03-28",
        "2026-03-29",
        "2026-04-30",
        "2026-05-04",
        "2026-05-13",
        "2026-05-22",
        "2026-10-24",
        "2026-10-25",
        "2026-12-23",
        "2026-12-31",
        "2028-02-28",
    )
)
"""Days where counting goes wrong first: month ends, changes of the clock, May, Christmas, a leap day."""

TITLE = Title(en="Help", nb="Hjelp", nn="Hjelp")
MOOD = FormField(type=FieldType.CHOICE, choices={"good": Choice(points=0), "low": Choice(points=1)})
SETTINGS = ("outpatient", "inpatient", "at-home")
COMMON_STATES = ("asked", "ready", "helped", "ended")
EVENTS = ("refer", "assess", "begin", "visit", "change", "note", "leave", "return")
EXTRA = "seen"
OUTCOMES = ("granted", "refused", "put-off")
SINCE, BY, TILL = (FieldRef("plan", name) for name in ("since", "by", "till"))
CHILD, KIT = FieldRef("plan", "child"), FieldRef("kit", "number")
HOW, UNIT = FieldRef("kit", "setting"), FieldRef("kit", "unit")
AMOUNTS = {
    TimeUnit.DAYS: (1, 0, 2, 3, 5, 7, 10, 14, 30),
    TimeUnit.WORKING_DAYS: (1, 0, 2, 3, 5, 10, 20),
    TimeUnit.WEEKS: (1, 0, 2, 4),
    TimeUnit.MONTHS: (1, 0, 2, 3, 12),
    TimeUnit.HOURS: (1, 0, 2, 6, 23, 24, 25, 48, 100),
}
YEARS = (18, 23, 1, 120)
BEYOND_CALENDAR = 40_000
RATE = "daily-rate"


@dataclass
class Scope:
    """What the words of one edition, or of all at once, may name."""

    states: Sequence[str]
    dues: list[str] = field(default_factory=list)
    warns: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fixed:
    """What a clock keeps in all editions: the page does not say what a change of these would mean."""

    each: FieldRef | str | None
    start_at: FieldRef | None
    on_restart: Any
    recurs: bool
    is_guarded: bool
    shipped: bool


class Inventor:
    """Invents the editions of one pathway, word by word."""

    def __init__(self, dice: Tape) -> None:
        self.dice = dice
        self.settings = SETTINGS[: dice.up_to(3)]
        common = COMMON_STATES[: 2 + dice.up_to(2)]
        self.scopes = [
            Scope((*common, f"trial-{edition}") if dice.chance(5) else common)
            for edition in range(1 + dice.up_to(2))
        ]
        self.shared = Scope(common)
        longest = max(len(scope.states) for scope in self.scopes)
        self.events = {
            name: self.event_without_ways(EVENTS[:place])
            for place, name in enumerate(EVENTS[: longest + dice.up_to(len(EVENTS) - longest)])
        }
        self.opening = {EVENTS[0], *(n for n in list(self.events)[longest:] if dice.chance(2))}
        self.known_states: dict[str, State] = {}
        self.tallies: dict[str, Tally] = {}
        self.conditions: dict[str, Condition] = {}
        self.clocks: dict[str, list[Clock | None]] = {}

    # What carries no meaning in a reading

    def title(self) -> Title | None:
        return self.dice.maybe(1, lambda: TITLE)

    def remarks(self) -> dict[str, Any]:
        parts = {"title": TITLE, "source": "lov-1", "note": "As read in 2026."}
        return dict(self.dice.some(parts.items(), 3)) if self.dice.chance(2) else {}

    def basis(self) -> tuple[Basis, ...]:
        days = sorted(self.dice.some(ANCHORS, 2, least=2))
        full = Basis(ref="pbrl-2-2", source="lov-1", from_=days[0], to=days[1])
        return self.dice.one(((), (), (Basis(ref="pbrl-2-1"),), (full, Basis(ref="lar"))))

    def opens_course(self) -> OpensCourse:
        return OpensCourse(
            pathway="other",
            unit=self.dice.one((None, "centre", UNIT)),
            for_=self.dice.one((None, CHILD)),
            carry=self.dice.some((BY, KIT), 2),
            origin=self.dice.one(("shown", "hidden")),
            tells_back=self.dice.some(("ended", "begun"), 2),
        )

    # Forms, states, events

    def form_field(self) -> FormField:
        kind = self.dice.one(tuple(FieldType))
        is_choice = kind is FieldType.CHOICE
        is_number = kind in (FieldType.NUMBER, FieldType.MONEY)
        return FormField(
            type=kind,
            title=self.title(),
            help=self.title(),
            required=self.dice.chance(2),
            many=kind is FieldType.TEXT and self.dice.chance(5),
            choices={"a": Choice(title=self.title()), "b": Choice()} if is_choice else {},
            minimum=self.dice.one((None, 0)) if is_number else None,
            maximum=self.dice.one((None, 9)) if is_number else None,
        )

    def forms(self) -> dict[str, Form]:
        dates = {ref.field: FormField(type=FieldType.DATE) for ref in (SINCE, BY, TILL)}
        child = FormField(type=FieldType.KEY, many=True)
        how = {name: Choice() for name in self.settings or SETTINGS}
        kit = {
            KIT.field: FormField(type=FieldType.KEY),
            UNIT.field: FormField(type=FieldType.UNIT),
            HOW.field: FormField(type=FieldType.CHOICE, choices=how),
        }
        extra = {f"field-{number}": self.form_field() for number in range(1 + self.dice.up_to(1))}
        asks = self.asks() if self.dice.chance(2) else {}
        return {
            "plan": Form(fields={**dates, CHILD.field: child}),
            "kit": Form(fields=kit),
            "extra": Form(fields=extra, **self.remarks()),
            "asked": Form(**{"fields": {"mood": MOOD}, **asks}),
        }

    def asks(self) -> dict[str, Any]:
        """Return a form's words that score and signal: they decide outcomes, and no reading asks for more than those."""
        days = FormField(type=FieldType.NUMBER, minimum=0, maximum=7, measured_in=self.title())
        why = FormField(type=FieldType.TEXT, asked_if=({"mood": Answer(is_=("low",))},))
        again = FormField(type=FieldType.CHOICE, choices_as="mood", choices=MOOD.choices)
        band = Band(title=TITLE, at_least=Decimal(3), sex="female", next=TITLE, verified=False, source="lov-1")  # fmt: skip
        score = Score(title=TITLE, of=("mood", "days"), by="mean", missing=1, bands={"much": band}, source="lov-1", note="Made up.")  # fmt: skip
        much = {"strain": Answer(at_least=Decimal(1), at_most=Decimal(9))}
        return {
            "fields": {"mood": MOOD, "days": days, "why": why, "again": again},
            "scores": {"strain": score},
            "signals": {"much": AnswerSignal(when=(much,), title=self.title(), urgent=True)},
            "licence": Licence(owner="Nobody", terms="None", text="own", source="lov-1", verified=False),
        }  # fmt: skip

    def state(self, *, is_end: bool, may_end: bool) -> State:
        kinds = ("final", "resting") if is_end else (None, "waiting", "place", "final", "resting")
        kind = self.dice.one(kinds[: None if may_end else 3])
        return State(title=self.title(), **({kind: True} if kind else {}))

    def states(self, scope: Scope) -> dict[str, State]:
        """Return an edition's states; a name is the same state in all editions."""
        last = self.shared.states[-1]
        for place, name in enumerate(scope.states):
            if name not in self.known_states:
                self.known_states[name] = self.state(is_end=name == last, may_end=place > 0)
        return {name: self.known_states[name] for name in scope.states}

    def event_without_ways(self, earlier: Sequence[str]) -> Event:
        dice = self.dice
        fact = dice.chance(3)
        outcomes = OUTCOMES[: dice.one((0, 0, 0, 1, 2, 3))]
        places = [*self.settings, *([HOW] if self.settings else ())]
        return Event(
            title=self.title(),
            by=dice.some(("doctor", "unit"), 2),
            form=("plan", "kit", "extra") if not earlier or dice.chance(3) else ("plan", "kit"),
            outcomes=self.decided({name: self.outcome() for name in outcomes}),
            fact=fact,
            person_wide=dice.chance(1),
            setting=dice.one([None, None, *places]),
            moves=dice.maybe(2, lambda: Moves(unit=UNIT)),
            opens_course=dice.maybe(1, self.opens_course),
            hears=dice.some(("other.begun", "other.ended.granted"), 2) if dice.chance(1) else (),
            fulfils={
                name: dice.one(tuple(Fulfilment))
                for name in (dice.some(earlier, 2) if dice.chance(4) else ())
            },
            in_day=dice.one((None, None, "first", "last")),
            release=not fact and dice.chance(1),
            never_gated=dice.maybe(1, lambda: dice.one(tuple(NeverGated))),
            note=dice.maybe(1, lambda: "Said on paper."),
        )

    def outcome(self) -> Outcome:
        return Outcome(
            title=self.title(),
            setting=self.dice.one([None, None, *self.settings]),
            opens_course=self.dice.maybe(1, self.opens_course),
        )

    def decided(self, outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
        """Return the outcomes, perhaps all but the last with answers that decide them; who writes an entry has asked."""
        if not self.dice.chance(1):
            return outcomes
        waits = {"when": (FieldRef("asked", "much"),)}
        last = list(outcomes)[-1:]
        return {
            name: one if name in last else one.model_copy(update=waits)
            for name, one in outcomes.items()
        }

    def of_edition(self, event: Event) -> Event:
        """Return the event, perhaps with an outcome that only this edition has and no clock listens to."""
        if not self.dice.chance(1):
            return event
        return event.model_copy(update={"outcomes": {**event.outcomes, EXTRA: Outcome()}})

    def events_with_ways(self, states: Mapping[str, State]) -> dict[str, Event]:
        """Give each state but the first an event that leads there from an earlier one."""
        dice, names = self.dice, list(states)
        alive = [name for name in names if not states[name].final]
        events = {}
        for place, (name, common) in enumerate(self.events.items()):
            event = self.of_edition(common)
            target = names[place] if 0 < place < len(names) else None
            slots: list[str | None] = [None, *event.outcomes]
            slot = dice.one(slots)
            to = {s: dice.one([None, None, *names]) for s in slots} | (
                {slot: target} if target else {}
            )
            sources = dice.some(alive, 2) if dice.chance(5) else ()
            earlier = [s for s in names[:place] if s in alive]
            if target and sources:
                sources = tuple(dict.fromkeys((dice.one(earlier), *sources)))
            outcomes = {
                key: outcome.model_copy(update={"to": to[key]})
                for key, outcome in event.outcomes.items()
            }
            may_turn = place > 0 and event.in_day is not None  # which opening would decide
            is_opening = name in self.opening and not (may_turn and dice.chance(3))
            ways: dict[str, Any] = (
                {"opens": names[0]} if is_opening else {"from_": sources, "to": to[None]}
            )
            if not (is_opening or event.fact or event.hears or event.outcomes) and dice.chance(2):
                ways["moves_up"] = ("other",)
            events[name] = event.model_copy(update={**ways, "outcomes": outcomes})
        return events

    # What is listened to

    def signal(self, kinds: Sequence[Sequence[Signal]]) -> Signal:
        return self.dice.one(self.dice.one([kind for kind in kinds if kind]))

    def signals(
        self, kinds: Sequence[Sequence[Signal]], most: int, least: int = 0
    ) -> tuple[Signal, ...]:
        count = least + self.dice.up_to(most - least)
        return tuple(dict.fromkeys(self.signal(kinds) for _ in range(count)))

    def of_entries(self, scope: Scope) -> list[list[Signal]]:
        events = [Signal(SignalKind.EVENT, name) for name in self.events]
        outcomes = [
            Signal(SignalKind.EVENT, name, outcome)
            for name, event in self.events.items()
            for outcome in event.outcomes
        ]
        enters = [Signal(SignalKind.ENTERS, name) for name in scope.states]
        leaves = [Signal(SignalKind.LEAVES, name) for name in scope.states]
        return [events, events, outcomes, enters, leaves]

    def of_time(self, scope: Scope) -> list[list[Signal]]:
        return [
            [Signal(SignalKind.DUE, name) for name in scope.dues],
            [Signal(SignalKind.WARN, name) for name in scope.warns],
            [Signal(SignalKind.TALLY, name) for name in self.tallies],
        ]

    def of_all(self, scope: Scope) -> list[list[Signal]]:
        turns = [
            Signal(kind, n) for kind in (SignalKind.ON, SignalKind.OFF) for n in self.conditions
        ]
        return [*self.of_entries(scope), *self.of_time(scope), turns]

    def guard(self, scope: Scope) -> Guard:
        return Guard(tuple(self.term(scope) for _ in range(1 + self.dice.one((0, 0, 1, 2)))))

    def term(self, scope: Scope) -> Term:
        names = (*self.settings, *self.conditions)
        is_state = not names or self.dice.chance(4)
        chosen = self.dice.some(scope.states, 2, least=1) if is_state else (self.dice.one(names),)
        return Term(chosen, is_state=is_state, denied=self.dice.chance(3))

    # Limits, tallies, conditions, clocks

    def duration(self, *units: TimeUnit, least: int = 0) -> Duration:
        unit = self.dice.one(units or tuple(AMOUNTS))
        amount = self.dice.one([n for n in AMOUNTS[unit] if n >= least])
        return Duration(BEYOND_CALENDAR if self.dice.up_to(63) == 63 else amount, unit)

    def days(self, least: int = 0) -> Duration:
        return self.duration(*[unit for unit in AMOUNTS if unit is not TimeUnit.HOURS], least=least)

    def limit(self, scope: Scope, *, whole_days: bool) -> Limit:
        when = self.dice.maybe(4, lambda: self.guard(scope))
        if not whole_days and self.dice.chance(3):
            date = self.dice.one((BY, TILL))
            less = self.dice.maybe(5, self.days)
            if self.dice.chance(3):
                return Limit(at_age=self.dice.one(YEARS), less=less, when=when)
            return Limit(date_from=date, less=less, when=when)
        return Limit(limit=self.days(least=1) if whole_days else self.duration(), when=when)

    def limits(self, scope: Scope, least: int = 0, *, whole_days: bool) -> Any:
        """Return a list, for the model reads what is no list as a short way of writing one limit."""
        count = max(least, self.dice.one((0, 1, 1, 1, 2, 3)))
        return [self.limit(scope, whole_days=whole_days) for _ in range(count)]

    def no_sooner(self, scope: Scope) -> Any:
        return self.limits(scope, whole_days=False) if self.dice.chance(3) else []

    def tally(self) -> Tally:
        kinds = self.of_entries(self.shared)
        return Tally(
            title=self.title(),
            of=self.signals(kinds, 2, least=1),
            reaches=self.dice.one((1, 2, 2, 3, 8)),
            within=self.dice.maybe(7, lambda: self.duration(TimeUnit.DAYS, TimeUnit.WEEKS)),
            reset=self.signals(kinds, 1),
        )

    def condition(self) -> Condition:
        if self.dice.chance(3):
            years = self.dice.one(YEARS)
            if self.dice.chance(5):
                return Condition(title=self.title(), age_under=years)
            return Condition(title=self.title(), age_from=years)
        kinds = [*self.of_entries(self.shared), *self.of_time(self.shared)]
        on, off = self.signals(kinds, 2, least=1), self.signals(kinds, 2)
        return Condition(title=self.title(), flag=self.dice.chance(2), on=on, off=off)

    def on_change(self) -> OnChange:
        names = ["setting", *self.conditions]
        changes = {name: self.dice.one(tuple(Change)) for name in self.dice.some(names, 2, least=1)}
        must = Change.RECOUNT in changes.values()
        may = must or Change.RESTART in changes.values()
        least = self.duration() if must or (may and self.dice.chance(5)) else None
        return OnChange(of=changes, not_before=least)

    def periods(self, scope: Scope, *, whole_days: bool, may_wait: bool) -> tuple[Period, ...]:
        """Return none, one or two periods, one after the other."""
        count = self.dice.one((0, 0, 0, 1, 2))
        days = sorted(self.dice.some(ANCHORS, 2 * count, least=2 * count))
        bounds: list[int | None] = [*days]
        if count:
            bounds[0] = self.dice.one((days[0], None))
            bounds[-1] = self.dice.one((days[-1], None))
        return tuple(
            Period(
                from_=bounds[n],
                to=bounds[n + 1],
                within=self.limits(scope, whole_days=whole_days),
                no_sooner=self.no_sooner(scope) if may_wait else [],
                basis=self.basis(),
                verified=not self.dice.chance(2),
                shipped=not self.dice.chance(2),
                **{name: text for name, text in self.remarks().items() if name != "title"},
            )
            for n in range(0, 2 * count, 2)
        )

    def clock(self, name: str, scope: Scope, fixed: Fixed) -> Clock:
        dice, kinds, whole = self.dice, self.of_all(scope), fixed.recurs
        ways = self.started(name, scope, fixed)
        within = self.limits(scope, least=1 if whole else 0, whole_days=whole)
        stopping = {signal.name for signal in ways.get("stop", ())}
        free = {event for event, words in self.events.items() if words.never_gated}
        may_wait = stopping.isdisjoint(free)
        facts = {event for event, words in self.events.items() if words.fact}
        gated = [event for event in self.events if event not in free | (stopping - facts)]
        binding = dice.one(tuple(reversed(Binding)))
        return Clock(
            **ways,
            **self.remarks(),
            within=within,
            no_sooner=self.no_sooner(scope) if may_wait else [],
            on_change=dice.maybe(4, self.on_change),
            sets_due=dice.some(self.events, 2) if dice.chance(2) else (),
            before=dice.some(gated, 2) if dice.chance(3) else (),
            outlives=dice.chance(2),
            warn=dice.maybe(3, self.duration) if within else None,
            marks=Marks(patient=self.signals(kinds, 1), service=self.signals(kinds, 1)),
            charge=dice.maybe(1, lambda: Charge(rate=RATE, payer=UNIT)),
            binding=binding if {"while_", "allows"} & ways.keys() or stopping else Binding.NONE,
            basis=self.basis(),
            verified=not dice.chance(2),
            shipped=fixed.shipped,
            owner=dice.one(("unit", "municipality")),
            periods=self.periods(scope, whole_days=whole, may_wait=may_wait),
        )

    def started(self, name: str, scope: Scope, fixed: Fixed) -> dict[str, Any]:
        """Return how the clock starts and stops; its own due may start it again."""
        dice, kinds = self.dice, self.of_all(scope)
        if fixed.is_guarded:
            return {"while_": self.guard(scope)}
        own = (Signal(SignalKind.DUE, name),) if fixed.recurs else ()
        keyed = (Signal(SignalKind.EVENT, fixed.each),) if isinstance(fixed.each, str) else ()
        stop = self.signals(kinds, 2) + (own if dice.chance(5) else ())
        acts = [n for n, event in self.events.items() if not (event.fact or event.never_gated)]
        allows = dice.some(acts, 2, least=1) if dice.chance(2) else ()
        return {
            "start": tuple(dict.fromkeys(self.signals(kinds, 3, least=1) + keyed + own)),
            "stop": tuple(dict.fromkeys(stop)),
            "cancel": self.signals(kinds, 1),
            "when": dice.maybe(3, lambda: self.guard(scope)),
            "start_at": fixed.start_at,
            "each": fixed.each,
            "on_restart": fixed.on_restart,
            **({"allows": allows} if allows else {}),
        }

    def invent_clock(self, name: str) -> None:
        """Invent what all editions say of one clock, and let the next clocks listen to it."""
        dice = self.dice
        is_guarded = dice.chance(2)
        places = (None, None, None, CHILD, KIT, dice.one(list(self.events)))
        fixed = Fixed(
            each=None if is_guarded else dice.one(places),
            start_at=SINCE if not is_guarded and dice.chance(2) else None,
            on_restart=dice.one(("ignore", "ignore", "supersede")),
            recurs=not is_guarded and dice.chance(1),
            is_guarded=is_guarded,
            shipped=not dice.chance(1),
        )
        if dice.chance(5):
            self.clocks[name] = self.much_the_same(name, fixed)
        else:
            kept = dice.up_to(len(self.scopes) - 1)
            self.clocks[name] = [
                self.clock(name, scope, fixed) if place == kept or dice.chance(8) else None
                for place, scope in enumerate(self.scopes)
            ]
        for scope, clock in zip(self.scopes, self.clocks[name], strict=True):
            scope.dues += [name] if clock and clock.within else ()
            scope.warns += [name] if clock and clock.warn else ()
        self.shared.dues = common(scope.dues for scope in self.scopes)
        self.shared.warns = common(scope.warns for scope in self.scopes)

    def much_the_same(self, name: str, fixed: Fixed) -> list[Clock | None]:
        clock = self.clock(name, self.shared, fixed)
        clocks: list[Clock | None] = [clock]
        for _ in self.scopes[1:]:
            if clock.within and self.dice.chance(5):
                within = self.limits(self.shared, least=1, whole_days=fixed.recurs)
                clock = clock.model_copy(update={"within": tuple(within)})
            clocks.append(clock)
        return clocks

    def editions(self) -> tuple[Pathway, ...]:
        dice = self.dice
        self.tallies = {f"tally-{n}": self.tally() for n in range(dice.one((0, 0, 1, 2)))}
        count = 1 + dice.up_to(11)
        places = dice.some(range(count), count, least=count)
        for place in places:
            for _ in range(dice.one((0, 0, 1)) if len(self.conditions) < 5 else 0):
                self.conditions[f"condition-{len(self.conditions)}"] = self.condition()
            self.invent_clock(f"clock-{place}")
        told: list[Pathway] = []
        first_day = 0
        for scope in self.scopes:
            first_day += 1 + dice.up_to(2)
            told.append(self.edition(scope, first_day - 1, told))
        return tuple(told)

    def edition(self, scope: Scope, anchor: int, before: Sequence[Pathway]) -> Pathway:
        dice, place = self.dice, len(before)
        first = ANCHORS[anchor] if anchor or dice.chance(3) else ANCHORS[0] - 300
        is_last = place == len(self.scopes) - 1
        states = self.states(scope)
        lost = [n for n in before[-1].states if n not in states or dice.chance(1)] if before else []
        forms = before[0].forms if before else self.forms()
        settings = {name: Setting(title=self.title()) for name in self.settings}
        return Pathway(
            pathway="help",
            edition=f"{place + 1}",
            valid=Validity(
                from_=first,
                to=dice.one((None, None, first + 20)) if is_last else None,
                verified=not dice.chance(1),
            ),
            title=self.title(),
            summary=self.title(),
            subject=before[0].subject if before else dice.one(tuple(SubjectKind)),
            area=dice.one(tuple(Area)),
            label=before[0].label if before else dice.one(tuple(Label)),
            goals=dice.some((1, 2, 5), 2),
            settings=settings,
            states=states,
            conditions=self.conditions,
            tallies=self.tallies,
            events=self.events_with_ways(states),
            clocks=self.clocks_of(place),
            forms=forms,
            migrates={name: dice.one(self.alike(name, states)) for name in lost},
            note=dice.maybe(1, lambda: "Made up."),
        )

    def alike(self, name: str, states: Mapping[str, State]) -> list[str]:
        """Return where a course in a state may go on: one edition more neither ends nor opens it."""
        is_end = self.known_states[name].is_end
        return [other for other, state in states.items() if state.is_end == is_end]

    def clocks_of(self, edition: int) -> dict[str, Clock]:
        """Return an edition's clocks; those that are new in it stand last in its file."""

        def stands(name: str) -> tuple[int, str]:
            return next(n for n, clock in enumerate(self.clocks[name]) if clock), name

        told = {name: self.clocks[name][edition] for name in sorted(self.clocks, key=stands)}
        return {name: clock for name, clock in told.items() if clock}


def common(lists: Iterable[Sequence[str]]) -> list[str]:
    """Return what stands in all of the lists, in the order of the first."""
    first, *rest = lists
    return [name for name in first if all(name in other for other in rest)]


@st.composite
def pathways(draw: st.DrawFn) -> tuple[Pathway, ...]:
    """Invent the one to three editions of a pathway, oldest first."""
    return Inventor(Tape(draw(tapes()))).editions()
