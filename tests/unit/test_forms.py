"""What answers score and signal: each instrument of the pack by its published limits, and any score by what must always hold."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.packs.pack import NORWAY
from helhet.packs.words import read_word
from helhet.pathway.courses.course import Value
from helhet.pathway.forms.asking import answered, asked
from helhet.pathway.forms.deciding import signals
from helhet.pathway.forms.scoring import Sex, bands, scored
from helhet.pathway.language.forms import Form

INSTRUMENTS = {
    path.stem: read_word(path, Form) for path in sorted((NORWAY / "forms").glob("*.yaml"))
}
SCORES = [(name, key) for name, form in INSTRUMENTS.items() for key in form.scores]


def answers(name: str, points: dict[str, int]) -> dict[str, Value]:
    """Return answers that count so much, by `form.field`."""
    form, told = INSTRUMENTS[name], dict[str, Value]()
    for key, number in points.items():
        choices = form.fields[key].choices.items()
        told[f"{name}.{key}"] = next((c for c, one in choices if one.points == number), number)
    return told


def reaching(name: str, key: str, sum_: int) -> dict[str, int]:
    """Return points of all answers that together make a sum, most of it in the first."""
    form, left, told = INSTRUMENTS[name], sum_, dict[str, int]()
    allowed = {
        field: sorted(one.points or 0 for one in form.fields[field].choices.values())
        for field in form.scores[key].of
    }
    least = {field: those[0] for field, those in allowed.items()}
    left -= sum(least.values())
    for field, those in allowed.items():
        told[field] = max(point for point in those if point - least[field] <= left)
        left -= told[field] - least[field]
    assert left == 0
    return told


def band_of(name: str, key: str, sum_: int, sex: Sex | None = None) -> tuple[str, ...]:
    form = INSTRUMENTS[name]
    reached = scored(name, form, key, answers(name, reaching(name, key, sum_))).points
    assert reached is not None
    return bands(form.scores[key], reached, sex)


@pytest.mark.parametrize(
    ("name", "key", "least", "most", "questions"),
    [
        ("audit", "total", 0, 40, 10),
        ("audit", "audit-c", 0, 12, 3),
        ("audit-c", "total", 0, 12, 3),
        ("dudit", "total", 0, 44, 11),
        ("phq-9", "total", 0, 27, 9),
        ("gad-7", "total", 0, 21, 7),
        ("hscl-10", "mean", 1, 4, 10),
        ("severity-profile", "drugs-severity", 0, 9, 1),
    ],
)
def test_instrument_has_the_range_that_is_published(
    name: str, key: str, least: int, most: int, questions: int
) -> None:
    form = INSTRUMENTS[name]

    nothing = scored(name, form, key, {})

    assert [nothing.least, nothing.most] == [Fraction(least), Fraction(most)]
    assert len(form.scores[key].of) == questions == len(nothing.unanswered)
    assert nothing.points is None


@pytest.mark.parametrize(
    ("name", "key", "sum_", "sex", "band"),
    [
        ("audit", "total", 5, "female", "low"),
        ("audit", "total", 6, "female", "raised-women"),
        ("audit", "total", 7, "male", "low"),
        ("audit", "total", 8, "male", "raised-men"),
        ("audit", "total", 15, "male", "raised-men"),
        ("audit", "total", 16, "male", "high"),
        ("audit", "total", 20, "female", "high"),
        ("audit", "total", 21, "female", "dependence-likely"),
        ("audit-c", "total", 2, "female", "low"),
        ("audit-c", "total", 3, "female", "raised-women"),
        ("audit-c", "total", 3, "male", "low"),
        ("audit-c", "total", 4, "male", "raised-men"),
        ("audit-c", "total", 8, "male", "high"),
        ("dudit", "total", 1, "female", "low"),
        ("dudit", "total", 2, "female", "raised-women"),
        ("dudit", "total", 5, "male", "low"),
        ("dudit", "total", 6, "male", "raised-men"),
        ("dudit", "total", 24, "male", "raised-men"),
        ("dudit", "total", 25, "male", "dependence-likely"),
        ("phq-9", "total", 4, None, "minimal"),
        ("phq-9", "total", 5, None, "mild"),
        ("phq-9", "total", 9, None, "mild"),
        ("phq-9", "total", 10, None, "moderate"),
        ("phq-9", "total", 15, None, "moderately-severe"),
        ("phq-9", "total", 19, None, "moderately-severe"),
        ("phq-9", "total", 20, None, "severe"),
        ("gad-7", "total", 4, None, "minimal"),
        ("gad-7", "total", 5, None, "mild"),
        ("gad-7", "total", 10, None, "moderate"),
        ("gad-7", "total", 15, None, "severe"),
        ("hscl-10", "mean", 18, None, "low"),
        ("hscl-10", "mean", 19, None, "raised"),
    ],
)
def test_limit_is_where_it_is_published(
    name: str, key: str, sum_: int, sex: Sex | None, band: str
) -> None:
    assert band_of(name, key, sum_, sex) == (band,)


def test_both_limits_are_told_where_the_sex_is_not_known() -> None:
    assert band_of("audit", "total", 7) == ("raised-women", "low")
    assert band_of("audit", "total", 30) == ("dependence-likely",)


def test_mean_of_one_point_eighty_five_is_the_limit_itself() -> None:
    limit = INSTRUMENTS["hscl-10"].scores["mean"]

    assert bands(limit, Fraction("1.85")) == ("raised",)
    assert bands(limit, Fraction("1.8499")) == ("low",)


@pytest.mark.parametrize(("points", "told"), [(0, []), (1, ["danger"]), (3, ["danger"])])
def test_any_answer_but_none_to_the_ninth_question_is_an_alarm(
    points: int, told: list[str]
) -> None:
    alone = answers("phq-9", {"death": points})

    assert list(signals("phq-9", INSTRUMENTS["phq-9"], alone)) == told


def test_alarm_of_the_feedback_asks_for_no_score() -> None:
    form = INSTRUMENTS["session-feedback"]

    assert list(signals("session-feedback", form, {"session-feedback.safe": "unsure"})) == [
        "danger"
    ]
    assert list(signals("session-feedback", form, {"session-feedback.safe": "safe"})) == []


def test_one_area_that_is_not_safe_signals() -> None:
    form = INSTRUMENTS["life-areas"]

    assert list(signals("life-areas", form, answers("life-areas", {"network": 0}))) == ["unsafe"]
    assert list(signals("life-areas", form, answers("life-areas", {"network": 1}))) == []


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[str, str, dict[str, Value]]:
    name, key = draw(st.sampled_from(SCORES))
    form, told = INSTRUMENTS[name], dict[str, Value]()
    for field in form.scores[key].of:
        one = form.fields[field]
        numbers = range(one.minimum or 0, (one.maximum or 0) + 1)
        some: list[Value] = [*sorted(one.choices)] or [*numbers]
        value = draw(st.sampled_from([None, *some]))
        if value is not None:
            told[f"{name}.{field}"] = value
    return name, key, told


@given(filled_in())
def test_score_lies_in_its_range_and_guesses_nothing(
    told: tuple[str, str, dict[str, Value]],
) -> None:
    name, key, values = told
    form = INSTRUMENTS[name]

    one = scored(name, form, key, values)

    assert len(one.unanswered) == len(form.scores[key].of) - len(values)
    assert (one.points is None) == bool(one.unanswered)
    if one.points is not None:
        assert one.least <= one.points <= one.most


@given(filled_in(), st.integers(0, 10))
def test_more_points_never_reach_a_lower_band(
    told: tuple[str, str, dict[str, Value]], more: int
) -> None:
    score = INSTRUMENTS[told[0]].scores[told[1]]
    names = sorted(score.bands, key=lambda one: score.bands[one].at_least)

    for sex in ("female", "male"):
        low, high = (bands(score, Fraction(number), sex) for number in (more, more + 1))
        if names:
            assert names.index(low[0]) <= names.index(high[0])


def form(**words: Any) -> Form:
    return Form.model_validate(words)


DRINKS = form(
    fields={
        "drinks": {"type": "yes-no"},
        "days": {"type": "number", "minimum": 0, "maximum": 7, "asked-if": {"drinks": "yes"}},
        "why": {"type": "text", "asked-if": [{"days": {"at-least": 5}}, {"days": {"at-most": 1}}]},
        "with": {
            "type": "choice",
            "many": "yes",
            "choices": {"alone": {"points": 1}, "others": {"points": 0}},
        },
    },
    scores={"days-and": {"of": ["days"], "bands": {"much": {"at-least": "4.5"}}}},
    signals={
        "alone": {"when": {"with": "alone"}},
        "much": {"when": {"days-and": {"at-least": 4, "at-most": 6}}},
    },
)


def drinks(**told: Value) -> dict[str, Value]:
    return {f"drinks.{key}": value for key, value in told.items()}


def asking() -> Iterator[tuple[dict[str, Value], list[str]]]:
    yield {}, ["drinks", "with"]
    yield drinks(drinks=False, days=7, why="x"), ["drinks", "with"]
    yield drinks(drinks=True), ["drinks", "days", "with"]
    yield drinks(drinks=True, days=1), ["drinks", "days", "why", "with"]
    yield drinks(drinks=True, days=3), ["drinks", "days", "with"]
    yield drinks(drinks=True, days=5), ["drinks", "days", "why", "with"]


@pytest.mark.parametrize(("told", "expected"), list(asking()))
def test_question_is_asked_after_the_answers_it_needs(
    told: dict[str, Value], expected: list[str]
) -> None:
    assert list(asked("drinks", DRINKS, told)) == expected


def test_answer_to_what_is_not_asked_counts_as_none() -> None:
    told = drinks(drinks=False, days=7)

    assert answered("drinks", DRINKS, told) == {"drinks": False}
    assert scored("drinks", DRINKS, "days-and", told).points is None
    assert list(signals("drinks", DRINKS, told)) == []


def test_one_of_several_answers_is_enough() -> None:
    assert list(signals("drinks", DRINKS, drinks(**{"with": ("others", "alone")}))) == ["alone"]
    assert list(signals("drinks", DRINKS, drinks(**{"with": ("others",)}))) == []


@pytest.mark.parametrize(("days", "told"), [(3, []), (4, ["much"]), (6, ["much"]), (7, [])])
def test_signal_of_a_score_has_both_bounds(days: int, told: list[str]) -> None:
    assert list(signals("drinks", DRINKS, drinks(drinks=True, days=days))) == told


def test_below_the_lowest_band_there_is_none() -> None:
    score = DRINKS.scores["days-and"]

    assert bands(score, Fraction(4)) == ()
    assert bands(score, Fraction(5)) == ("much",)
    assert score.bands["much"].at_least == Decimal("4.5")


def test_mean_bears_as_many_missing_as_it_says() -> None:
    scale = {"type": "number", "minimum": 0, "maximum": 4}
    one = form(
        fields={"a": scale, "b": scale, "c": scale},
        scores={"mean": {"of": ["a", "b", "c"], "by": "mean", "missing": 1}},
    )

    told = scored("f", one, "mean", {"f.a": 3, "f.c": 2})

    assert (told.points, told.unanswered) == (Fraction(5, 2), ("b",))
    assert scored("f", one, "mean", {"f.a": 3}).points is None
    assert scored("f", one, "mean", {}).points is None
    assert [told.least, told.most] == [Fraction(0), Fraction(4)]
