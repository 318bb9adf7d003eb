"""The form of an event: what a browser sends becomes what the record is told, and nothing that was typed is lost."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict

from helhet.pathway.language.forms import FormField
from helhet.pathway.tables.table import Table, compile_pathway
from helhet.record.pathways import pack, table_of
from helhet.workspaces.care.course.askedif import asked_if
from helhet.workspaces.care.course.entryform import EntryForm, Writing
from tests.ledger.courses import day

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 19)


def form_of(event: str, table: Table | None = None, **told: Any) -> EntryForm:
    """Return the form of an event of specialised treatment with what a browser sent."""
    writing = Writing(table or table_of("tsb"), event, acting=1, version=2, today=TODAY)
    sent = QueryDict(mutable=True)
    always = {"happened_on": "2026-05-19", "version": "2", "key": str(uuid4()), "acting": "1"}
    for name, value in {**always, **told}.items():
        sent[name] = value
    return EntryForm(writing, sent)


def two_editions() -> Table:
    """Return a table in which another edition, whose form has no reason, is in force from 1 April 2026."""
    old = table_of("tsb").newest
    right = old.forms["right"]
    fields = {name: field for name, field in right.fields.items() if name != "reason"}
    forms = {**old.forms, "right": right.model_copy(update={"fields": fields})}
    first = old.model_copy(update={"valid": old.valid.model_copy(update={"to": day("2026-03-31")})})
    second = old.model_copy(
        update={
            "edition": "2026-04",
            "valid": old.valid.model_copy(update={"from_": day("2026-04-01")}),
            "forms": forms,
        }
    )
    return compile_pathway([first, second], pack().calendar)


def test_a_day_of_another_edition_shows_its_form_with_what_was_typed() -> None:
    told: dict[str, Any] = {
        "outcome": "granted",
        "right.start-by": "2026-06-30",
        "right.planned-start": "2026-06-01",
    }
    table = two_editions()
    assert "right.reason" not in form_of("right-decided", table, **told).fields

    form = form_of("right-decided", table, happened_on="2026-03-10", edition="2026-04", **told)

    assert "right.reason" in form.fields
    assert not form.is_valid()
    assert form.non_field_errors()
    assert form["edition"].value() == table.editions[0].edition
    assert form["right.start-by"].value() == "2026-06-30"
    again = form_of(
        "right-decided", table, happened_on="2026-03-10", edition=form["edition"].value(), **told
    )
    assert again.is_valid(), again.errors


def test_an_hour_that_came_twice_asks_which() -> None:
    told: dict[str, Any] = {"happened_on": "2025-10-26", "happened_at": "02:30"}

    assert not form_of("no-show", **told).is_valid()
    for hour, moment in (("summer", 0), ("winter", 1)):
        form = form_of("no-show", **told, hour=hour)
        assert form.is_valid(), form.errors
        assert form.told().happened_at == datetime(2025, 10, 26, moment, 30, tzinfo=UTC)
    assert "hour" not in form_of("no-show", happened_at="02:30").fields


def test_several_keys_stand_one_a_line_and_a_comma_parts_nothing() -> None:
    told: dict[str, Any] = {"children.child": "Ola, the elder\n\n  Kari \n"}

    form = form_of("child-named", **told)

    assert form.is_valid(), form.errors
    assert form.told().values["children.child"] == ("Ola, the elder", "Kari")


def test_numbers_keep_to_their_limits() -> None:
    writing = Writing(table_of("oat"), "arrangement-made", acting=1, version=2, today=TODAY)

    field = EntryForm(writing)["arrangement.collections-a-week"]

    assert 'min="0"' in str(field)
    assert 'max="14"' in str(field)
    assert 'inputmode="numeric"' in str(field)


@pytest.mark.parametrize(
    ("planned_at", "is_right"), [("2026-06-01T23:30", True), ("2026-06-02T00:30", False)]
)
def test_an_appointment_is_at_a_time_of_its_own_day(planned_at: str, is_right: bool) -> None:
    told: dict[str, Any] = {
        "appointment.planned-on": "2026-06-01",
        "appointment.planned-at": planned_at,
    }

    form = form_of("appointment-set", **told)

    assert form.is_valid() is is_right
    assert ("appointment.planned-at" in form.errors) is not is_right


def test_a_form_that_asks_for_other_days_says_which_the_first_is() -> None:
    assert form_of("appointment-set").fields["happened_on"].help_text
    assert not form_of("no-show").fields["happened_on"].help_text


def test_a_page_is_told_after_which_answers_a_question_is_asked() -> None:
    table = table_of("user-controlled-bed")
    event = next(name for name, one in table.newest.events.items() if "agreement" in one.form)
    form = form_of(event, table)

    told = {name: vars(field).get("asked_if") for name, field in form.fields.items()}

    way = {"name": "agreement.quarantine", "is": ["yes"], "low": None, "high": None, "points": None}
    assert json.loads(told["agreement.quarantine-days"] or "") == [[way]]
    assert not any(one for name, one in told.items() if name != "agreement.quarantine-days")


def test_points_and_bounds_are_told_as_the_definition_has_them() -> None:
    choice = {
        "type": "choice",
        "choices": {"seldom": {"points": 1}, "often": {"points": 4}, "no-answer": {}},
    }
    more = {
        "type": "number",
        "asked-if": [
            {"drinks": {"at-least": "2.5"}},
            {"drinks": "no-answer", "age": {"at-most": "17"}},
        ],
    }
    asked = {
        f"audit.{name}": FormField.model_validate(one)
        for name, one in (("drinks", choice), ("age", {"type": "number"}), ("more", more))
    }

    first, second = json.loads(asked_if(asked, "audit.more"))

    assert first == [
        {
            "name": "audit.drinks",
            "is": [],
            "low": 2.5,
            "high": None,
            "points": {"seldom": 1, "often": 4},
        }
    ]
    assert [(one["name"], one["is"], one["high"]) for one in second] == [
        ("audit.drinks", ["no-answer"], None),
        ("audit.age", [], 17),
    ]
    assert asked_if(asked, "audit.age") == ""
