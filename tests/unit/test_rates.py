"""How a file of rates is read, and what is said of a bad one."""

import pytest

from helhet.packs.rates import read_rates
from helhet.pathway.courses.charging import Rate, Rates
from helhet.pathway.errors import DefinitionError

HEADER = "year,kroner,verified,source\n"


def test_a_rate_is_read_with_its_source_and_an_empty_one_is_not_known() -> None:
    rates = read_rates(HEADER + "2022,5306,yes,S76\n2023,5508.50,no,\n2025,,no,\n")

    assert rates == Rates(
        {
            2022: Rate(530_600, is_verified=True, source="S76"),
            2023: Rate(550_850, is_verified=False, source=None),
        }
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "",
            "duty.csv:1: the header is not year,kroner,verified,source. Write these four names as the first line.",
        ),
        (
            "year,amount\n",
            "duty.csv:1: the header is not year,kroner,verified,source. Write these four names as the first line.",
        ),
        (
            HEADER + "2022,5306,yes\n",
            "duty.csv:2: the row has not 4 columns. Write an empty one as nothing, as 2026,,no,.",
        ),
        (
            HEADER + "22,5306,yes,S76\n",
            "duty.csv:2: the year is no year. Write four digits, as 2022.",
        ),
        (
            HEADER + "2022,5306,yes,S76\n2022,5306,yes,S76\n",
            "duty.csv:3: the year is not after the one above. Give each year one row, in order.",
        ),
        (
            HEADER + "2022,5 306,yes,S76\n",
            "duty.csv:2: the amount is no amount. Write kroner, as 5306 or 5306.50, or nothing if not known.",
        ),
        (
            HEADER + "2022,5306,maybe,S76\n",
            "duty.csv:2: 'verified' is neither yes nor no. Write yes if somebody read the rate in its source.",
        ),
        (
            HEADER + "2025,,yes,S76\n",
            "duty.csv:2: an unknown rate is called verified. Write the amount, or no.",
        ),
        (
            HEADER + '2022,"5306"0,yes,S76\n',
            "duty.csv:2: the line cannot be read (',' expected after '\"'). Look at its quotation marks.",
        ),
    ],
)
def test_a_bad_file_says_where_and_what_to_do(text: str, problem: str) -> None:
    with pytest.raises(DefinitionError) as raised:
        read_rates(text, "duty.csv")

    assert str(raised.value) == problem


def test_all_bad_rows_are_told_at_once() -> None:
    with pytest.raises(DefinitionError) as raised:
        read_rates(HEADER + "22,5306,yes,S76\n2023,x,no,\n", "duty.csv")

    assert [problem.line for problem in raised.value.problems] == [2, 3]
