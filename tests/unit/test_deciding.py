"""The decision table: every row as a test, and what it does not say is refused."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.access.deciding import (
    Consented,
    Decision,
    Reader,
    Reason,
    asks_consent,
    brief,
    consentable,
    decide,
    enough,
    objectable,
)
from helhet.access.table import HEADER, DecisionTable, Deed, Need, Part, Relation, read_table
from helhet.packs.pack import NORWAY, open_pack
from helhet.pathway.errors import DefinitionError

FILE = NORWAY / "access" / "decision.csv"
TEXT = FILE.read_text("utf-8")
TABLE = read_table(TEXT)
TODAY = date(2026, 5, 19)
ROWS = list(csv.DictReader(TEXT.splitlines()))
CELLS = [(row, part) for row in ROWS for part in Part]
STRANGER = {(row["role"], row["purpose"]): row for row in ROWS if row["relation"] == "none"}
LEVELS = {"summary": 1, "read": 2, "write": 3}
BY_WORD = {"consent": Reason.GRANTED_BY_CONSENT, "no-objection": Reason.GRANTED_UNOBJECTED}


def needs_of(cell: str, deed: Deed) -> list[str]:
    """Return what each alternative of a cell that permits a deed needs besides a relation."""
    told = (one.partition(" ") for one in cell.split(" or "))
    return [need for word, _, need in told if LEVELS.get(word, 0) >= deed]


CLINIC, TRUST, WARD = 7, 3, 9


def reader(role: str, purpose: str, *, is_current: bool = True) -> Reader:
    """Somebody who acts in the clinic, which lies below the trust."""
    return Reader(
        user=1,
        role=role,
        purpose=purpose,
        on=TODAY,
        unit=CLINIC,
        within=frozenset([CLINIC, TRUST]),
        is_current=is_current,
    )


def yes(
    part: Part, purpose: str, unit: int = CLINIC, from_day: date = TODAY, to_day: date = TODAY
) -> Consented:
    return Consented(unit, purpose, part, from_day, to_day)


def unobjected(part: Part, purpose: str) -> Consented:
    """Somebody was told that the clinic sees a part, and did not object."""
    return Consented(CLINIC, purpose, part, TODAY, TODAY, is_told=True)


@pytest.mark.parametrize(
    ("row", "part"),
    CELLS,
    ids=lambda told: told if isinstance(told, str) else f"{told['role']}-{told['relation']}",
)
def test_every_cell_permits_what_it_says_and_no_more(row: dict[str, str], part: Part) -> None:
    relations = [Relation(row["relation"])]

    for deed in Deed:
        told = decide(TABLE, reader(row["role"], row["purpose"]), deed, part, relations)

        needs = [need for need in needs_of(row[part], deed) if need not in BY_WORD]
        to_all = STRANGER[row["role"], row["purpose"]][part].startswith("read") and deed <= 2
        assert told.is_permitted is (bool(needs) or to_all)
        assert told.own_unit_only is (told.is_permitted and needs == ["own-unit"])


@pytest.mark.parametrize(
    ("row", "part"),
    CELLS,
    ids=lambda told: told if isinstance(told, str) else f"{told['role']}-{told['relation']}",
)
def test_every_cell_opens_with_a_consent_if_it_asks_for_one_and_else_as_without(
    row: dict[str, str], part: Part
) -> None:
    relations, who = [Relation(row["relation"])], reader(row["role"], row["purpose"])

    for deed in Deed:
        without = decide(TABLE, who, deed, part, relations)
        told = decide(TABLE, who, deed, part, relations, [yes(part, row["purpose"])])

        needs = needs_of(row[part], deed)
        said = [need for need in needs if need in BY_WORD]
        is_summary = any(f"summary {need}" in row[part].split(" or ") for need in said)
        if said and needs == said:
            assert without == Decision(is_permitted=False, reason=Reason.CONSENT)
        if said and not (is_summary and "own-unit" in needs):
            assert (told.is_permitted, told.reason) == (True, BY_WORD[said[0]])
            assert told.is_brief is is_summary
            assert not told.own_unit_only
        else:
            assert told == without
        assert asks_consent(TABLE, who, relations, deed, part) is bool(said)


@pytest.mark.parametrize(
    ("row", "part"),
    CELLS,
    ids=lambda told: told if isinstance(told, str) else f"{told['role']}-{told['relation']}",
)
def test_to_be_told_and_not_to_object_opens_what_needs_no_more_and_never_what_asks_for_a_yes(
    row: dict[str, str], part: Part
) -> None:
    relations, who = [Relation(row["relation"])], reader(row["role"], row["purpose"])

    for deed in Deed:
        without = decide(TABLE, who, deed, part, relations)
        told = decide(TABLE, who, deed, part, relations, [unobjected(part, row["purpose"])])

        is_enough = "no-objection" in needs_of(row[part], deed)
        assert told.is_permitted is (without.is_permitted or is_enough)
        assert (told == without) is not (is_enough and not without.is_permitted)


@pytest.mark.parametrize(
    ("row", "part"),
    CELLS,
    ids=lambda told: told if isinstance(told, str) else f"{told['role']}-{told['relation']}",
)
def test_a_summary_by_consent_is_open_beside_the_units_own(row: dict[str, str], part: Part) -> None:
    relations, who = [Relation(row["relation"])], reader(row["role"], row["purpose"])

    told = brief(TABLE, who, part, relations, [yes(part, row["purpose"])])

    assert brief(TABLE, who, part, relations, []) is None
    summaries = [f"summary {need}" for need in BY_WORD]
    said = [one for one in row[part].split(" or ") if one in summaries]
    assert (told is not None) is bool(said)
    assert told is None or (told.is_brief and told.reason is BY_WORD[said[0].partition(" ")[2]])


PURPOSES = sorted({row["purpose"] for row in ROWS})


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("part", Part)
def test_a_consent_opens_no_other_part_and_for_no_other_purpose(purpose: str, part: Part) -> None:
    for row in ROWS:
        who = reader(row["role"], row["purpose"])
        for other in Part:
            for deed in Deed:
                asked = (TABLE, who, deed, other, [Relation(row["relation"])])
                if (other, row["purpose"]) != (part, purpose):
                    assert decide(*asked, [yes(part, purpose)]) == decide(*asked)


def test_what_may_be_consented_to_is_what_a_cell_asks_for_and_nothing_of_justice_or_research() -> (
    None
):
    told = consentable(TABLE)

    assert told == {
        ("treat", Part.COURT): Deed.SUMMARY,
        ("treat", Part.OUTN): Deed.READ,
        ("coordinate", Part.COURT): Deed.SUMMARY,
        ("coordinate", Part.OUTN): Deed.READ,
        ("outreach", Part.PLAN): Deed.SUMMARY,
    }


def test_of_what_somebody_is_told_and_may_object_to_there_is_little_and_nothing_of_justice() -> (
    None
):
    assert objectable(TABLE) == {("outreach", Part.SUD): Deed.SUMMARY}


CONSENTS = st.lists(
    st.builds(
        Consented,
        st.sampled_from([CLINIC, TRUST, WARD]),
        st.sampled_from(PURPOSES),
        st.sampled_from(Part),
        st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n)),
        st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n)),
        st.booleans(),
    ),
    max_size=8,
)


@given(CONSENTS, st.sampled_from(ROWS), st.sampled_from(Part), st.sampled_from(Deed))
def test_a_decision_depends_only_on_the_consents_that_hold_on_its_day_for_its_unit(
    consents: Sequence[Consented], row: dict[str, str], part: Part, deed: Deed
) -> None:
    who, relations = reader(row["role"], row["purpose"]), [Relation(row["relation"])]

    told = decide(TABLE, who, deed, part, relations, consents)

    holding = [
        one
        for one in consents
        if one.from_day <= TODAY <= one.to_day
        and one.unit in (CLINIC, TRUST)
        and (one.purpose, one.part) == (who.purpose, part)
    ]
    assert told == decide(TABLE, who, deed, part, relations, holding)
    said = {one.is_told for one in holding}
    needs = needs_of(row[part], deed)
    opens = ("consent" in needs and False in said) or ("no-objection" in needs and bool(said))
    assert told.is_permitted is (opens or decide(TABLE, who, deed, part, relations).is_permitted)


@pytest.mark.parametrize("unit", [WARD, 0])
def test_a_consent_to_a_unit_is_not_one_to_whoever_works_above_it_or_elsewhere(unit: int) -> None:
    who = reader("municipal-coordinator", "coordinate")

    told = decide(
        TABLE, who, Deed.READ, Part.OUTN, [Relation.CARE], [yes(Part.OUTN, who.purpose, unit)]
    )

    assert told == Decision(is_permitted=False, reason=Reason.CONSENT)


def test_each_role_has_a_name_in_each_language_and_says_what_strangers_may() -> None:
    assert set(TABLE.roles) == set(open_pack().staff_roles)
    assert {role for role, _ in STRANGER} == set(TABLE.roles)


@given(
    st.sampled_from([*TABLE.roles, "superuser", ""]),
    st.sampled_from([*{row["purpose"]: None for row in ROWS}, "", "x"]),
    st.sampled_from(Deed),
    st.sampled_from(Part),
    st.sets(st.sampled_from(Relation)),
)
def test_nothing_is_permitted_that_no_row_grants(
    role: str, purpose: str, deed: Deed, part: Part, relations: set[Relation]
) -> None:
    told = decide(TABLE, reader(role, purpose), deed, part, relations)

    held = relations | {Relation.NONE}
    granting = [
        row
        for row in ROWS
        if (row["role"], row["purpose"]) == (role, purpose)
        and row["relation"] in held
        and LEVELS.get(row[part].split()[0], 0) >= deed
        and not any(need in row[part] for need in BY_WORD)
    ]
    assert told.is_permitted is bool(granting)
    assert told.own_unit_only is (bool(granting) and all("own-unit" in r[part] for r in granting))


@given(st.sampled_from(TABLE.roles), st.sampled_from(Deed), st.sampled_from(Part), st.data())
def test_a_list_asks_for_the_relations_that_a_single_look_would_need(
    role: str, deed: Deed, part: Part, data: st.DataObject
) -> None:
    who = reader(role, data.draw(st.sampled_from(TABLE.purposes(role))))

    held = enough(TABLE, who, deed, part)

    consented, told = (
        enough(TABLE, who, deed, part, said=need) for need in (Need.CONSENT, Need.NO_OBJECTION)
    )
    for relations in ([one] for one in Relation):
        asked = (TABLE, who, deed, part, relations)
        assert decide(*asked).is_permitted is (relations[0] in held)
        assert decide(*asked, [yes(part, who.purpose)]).is_permitted is (relations[0] in consented)
        has_not_objected = decide(*asked, [unobjected(part, who.purpose)])
        assert has_not_objected.is_permitted is (relations[0] in told)


def test_whoever_may_do_more_may_do_less() -> None:
    for row in TABLE.rows:
        for part in Part:
            who = reader(row.role, row.purpose)
            told = [decide(TABLE, who, deed, part, [row.relation]).is_permitted for deed in Deed]
            assert told == sorted(told, reverse=True)


def test_a_role_that_has_ended_opens_nothing() -> None:
    told = decide(
        TABLE,
        reader("treatment-clinician", "treat", is_current=False),
        Deed.READ,
        Part.PLAN,
        [Relation.CARE],
    )

    assert told == Decision(is_permitted=False, reason=Reason.ROLE)


@pytest.mark.parametrize(
    ("role", "purpose", "part", "relations", "reason", "hides"),
    [
        ("treatment-clinician", "treat", Part.PLAN, [], Reason.BREAK_GLASS, True),
        ("treatment-clinician", "treat", Part.VNOTE, [], Reason.NO_RELATION, True),
        ("treatment-clinician", "treat", Part.LOG, [Relation.CARE], Reason.CELL, False),
        ("municipal-coordinator", "coordinate", Part.OUTN, [Relation.CARE], Reason.CONSENT, False),
        ("treatment-clinician", "treat", Part.SUD, [Relation.REFERRED], Reason.NOT_RELEASED, False),
        ("treatment-clinician", "review", Part.PLAN, [Relation.CARE], Reason.PURPOSE, True),
        ("superuser", "treat", Part.PLAN, [Relation.CARE], Reason.ROLE, True),
    ],
)
def test_a_refusal_has_its_reason_and_hides_whom_nobody_may_know_of(
    role: str, purpose: str, part: Part, relations: list[Relation], reason: Reason, hides: bool
) -> None:
    told = decide(TABLE, reader(role, purpose), Deed.READ, part, relations)

    assert (told.is_permitted, told.reason, told.hides) == (False, reason, hides)


def test_the_relation_that_permits_most_decides() -> None:
    who = reader("treatment-clinician", "treat")

    told = decide(TABLE, who, Deed.READ, Part.SUD, [Relation.ENDED, Relation.CARE])

    assert told == Decision(is_permitted=True, reason=Reason.GRANTED)


HEAD = ",".join(HEADER) + "\n"
WORDS = [
    "-",
    "break-glass",
    *(f"{word}{need}" for word in LEVELS for need in ("", " own-unit", " consent")),
]


def table_of(cell: str) -> DecisionTable:
    """Return a table of one row, of which every part says this."""
    return read_table(HEAD + ",".join(["a", "care", "treat", *[cell] * len(Part), ""]))


def is_meaningful(cell: str) -> bool:
    try:
        table_of(cell)
    except DefinitionError:
        return False
    return True


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).filter(
        lambda told: is_meaningful(" or ".join(told))
    ),
    st.booleans(),
    st.booleans(),
)
def test_of_several_alternatives_each_opens_what_it_opens_alone_and_together_no_more(
    words: list[str], is_consented: bool, is_own: bool
) -> None:
    consents = [yes(Part.PLAN, "treat")] if is_consented else []

    def opened(cell: str) -> dict[str, set[Deed]]:
        table, who = table_of(cell), reader("a", "treat")
        told = {
            deed: decide(table, who, deed, Part.PLAN, [Relation.CARE], consents) for deed in Deed
        }
        ways = {
            deed
            for deed, one in told.items()
            if one.is_permitted and not one.is_brief and (is_own or not one.own_unit_only)
        }
        is_brief = brief(table, who, Part.PLAN, [Relation.CARE], consents) is not None
        return {"way": ways, "brief": {Deed.SUMMARY} if is_brief else set()}

    together, alone = opened(" or ".join(words)), [opened(word) for word in words]

    for what in ("way", "brief"):
        assert together[what] == set().union(*(one[what] for one in alone))


LINE = "a,care,treat," + "-," * len(Part) + "\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "x.csv:1: the columns are not the parts of a record"),
        (HEAD + "a,care,treat\n", "x.csv:2: the line has not 17 columns"),
        (HEAD + LINE.replace("care", "friend"), "x.csv:2: 'friend' is no relation"),
        (HEAD + LINE + LINE, "x.csv:3: the row stands there twice"),
        (HEAD + LINE.replace("-", "all", 1), "x.csv:2: ID says 'all', which is no permission"),
        (
            HEAD + LINE.replace("-", "read or", 1),
            "x.csv:2: ID says 'read or', which is no permission",
        ),
        (
            HEAD + LINE.replace("-", "read or all", 1),
            "x.csv:2: ID says 'all', which is no permission. Write one of -, break-glass, released, summary",
        ),
        *(
            (
                HEAD + LINE.replace("-", idle, 1),
                f"x.csv:2: ID says '{idle}', of which one says no more than another. Keep what permits most",
            )
            for idle in (
                "read or -",
                "read or read",
                "write or read consent",
                "read consent or write consent",
                "write own-unit or summary own-unit",
                "read or break-glass",
            )
        ),
        (HEAD + 'a,"care"x,treat\n', "x.csv:2: the line cannot be read"),
    ],
)
def test_a_bad_table_says_where_and_what_to_do(text: str, problem: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        read_table(text, "x.csv")

    assert str(raised.value).startswith(problem)
