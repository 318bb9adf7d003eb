"""Which days a definition of a clock holds on, and which editions say the same of it."""

import pytest

from helhet.pathway.calendar import LAST_DAY, parse_day
from helhet.pathway.language.model import Binding, Pathway, Period
from helhet.pathway.tables.definitions import Definition, definitions_of
from helhet.pathway.tables.layout import MOST
from helhet.pathway.tables.table import compile_pathway
from tests.unit.explained import NORWAY, pathway


def later(edition: Pathway, first: str, told: dict[str, object]) -> Pathway:
    """Return the edition as of a later day, with something else told of its clock."""
    clocks = {name: clock.model_copy(update=told) for name, clock in edition.clocks.items()}
    valid = edition.valid.model_copy(update={"from_": parse_day(first)})
    return edition.model_copy(update={"clocks": clocks, "valid": valid})


def definitions(*editions: Pathway) -> list[Definition]:
    return list(definitions_of(editions, frozenset(editions[0].clocks)))


def days(*editions: Pathway) -> list[tuple[int, int]]:
    return [(each.from_day, each.to_day) for each in definitions(*editions)]


@pytest.mark.parametrize(
    "told",
    [
        {"title": "another"},
        {"basis": ("another",)},
        {"periods": (Period(note="another"),)},
        {"source": "another"},
        {"note": "another"},
        {"verified": False},
        {"shipped": False},
        {"owner": "another"},
        {"binding": Binding.TARGET},
    ],
    ids=lambda told: next(iter(told)),
)
def test_editions_that_say_the_same_to_the_stepping_are_one_definition(
    told: dict[str, object],
) -> None:
    edition = pathway("within: 7 days")

    assert days(edition, later(edition, "2026-06-01", told)) == [
        (edition.valid.from_, LAST_DAY),
    ]


def test_a_period_that_gives_the_same_limits_is_no_definition_of_its_own() -> None:
    edition = pathway("within: 7 days, periods: [{from: 2026-07-01, within: 7 days}]")

    assert days(edition) == [(edition.valid.from_, LAST_DAY)]


def test_each_of_three_editions_holds_until_the_next() -> None:
    first = pathway("within: 7 days")
    limits = [pathway(f"within: {n} days").clocks for n in (8, 9)]
    second, third = (
        later(first.model_copy(update={"clocks": clocks}), start, {})
        for clocks, start in zip(limits, ("2026-06-01", "2026-09-01"), strict=True)
    )
    june, september = parse_day("2026-06-01"), parse_day("2026-09-01")

    assert days(first, second, third) == [
        (first.valid.from_, june - 1),
        (june, september - 1),
        (september, LAST_DAY),
    ]


def test_no_period_reaches_past_the_edition() -> None:
    edition = pathway("within: 7 days, periods: [{to: 2026-06-01, within: 9 days}]")
    may = parse_day("2026-05-31")
    ended = edition.model_copy(update={"valid": edition.valid.model_copy(update={"to": may})})

    assert days(ended) == [(edition.valid.from_, may)]


def test_a_clock_has_no_definition_before_the_first_edition() -> None:
    edition = pathway("within: 7 days")
    table, first = compile_pathway([edition], NORWAY), edition.valid.from_

    assert table.clock("answer", first) is not None
    assert table.clock("answer", first - 1) is None
    assert table.clock("no-such", first) is None


def test_a_table_holds_as_many_definitions_as_a_mask_has_bits() -> None:
    edition = pathway("within: 7 days")
    clock = next(iter(edition.clocks.values()))
    full = edition.model_copy(update={"clocks": {f"clock-{n}": clock for n in range(MOST)}})

    assert len(compile_pathway([full], NORWAY).rows) == MOST
