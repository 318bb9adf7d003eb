"""What strangers call their columns and events, and how it is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from helhet.measure.columns import play_parts, read_wanted
from helhet.measure.errors import LogError
from helhet.measure.eventfiles import read_event_names
from helhet.measure.events import LEFT_OUT, UNKNOWN, EventNames, Told, slug
from tests.unit.measure_sample import ask, clinic, rows, told, write

FIELDS = ("right.start-by", "children.child")


# --- columns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        ("case:concept:name", "concept:name", "time:timestamp"),
        ("Case ID", "Activity", "Complete Timestamp"),
        ("patient_id", "event", "date"),
        ("course", "event", "happened_at"),
        ("PASIENT", "Hendelse", "Tidspunkt"),
    ],
)
def test_usual_names_are_recognised(names: tuple[str, ...]) -> None:
    assert play_parts(names, {}, ()) == {"course": 0, "event": 1, "happened_at": 2}


def test_likelier_names_go_first_and_form_fields_are_found() -> None:
    names = ("event", "concept:name", "patient", "case_id", "time", "Right Start_By", "lifecycle:transition")  # fmt: skip

    parts = play_parts(names, {}, FIELDS)

    assert parts == {"course": 3, "event": 1, "happened_at": 4, "right.start-by": 5, "lifecycle": 6}


def test_what_is_wanted_goes_before_what_is_guessed() -> None:
    wanted = read_wanted(['course=ref,event="what, exactly"', "right.start-by=by"])

    parts = play_parts(("case", "ref", "what, exactly", "time", "by", "event"), wanted, FIELDS)

    assert parts == {"course": 1, "event": 2, "happened_at": 3, "right.start-by": 4}


def test_a_column_that_is_wanted_for_a_part_is_not_guessed_for_another() -> None:
    parts = play_parts(("case", "event", "time", "date"), {"time_of_day": "time"}, ())

    assert parts == {"course": 0, "event": 1, "happened_at": 3, "time_of_day": 2}


@pytest.mark.parametrize("text", ["course", "=case", "course=", "course=a,,"])
def test_a_wish_that_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(LogError, match="Write PART=COLUMN"):
        read_wanted([text])


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"activity": "b"}, "'activity', which is no part of a log"),
        ({"right.start": "b"}, "Did you mean 'right.start-by'"),
        ({"event": "d"}, "no column 'd' to be taken as event. None of the columns has a usual name"),
        ({"event": "b"}, "'b' stands 2 times"),
        ({"lifecycle": "a", "time_of_day": "d"}, "no column 'd' to be taken as time_of_day"),
        ({"event": "a"}, "recognised as course or happened_at. Say which it is with --columns course=…,happened_at=…"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_granted_says_what_there_is(
    wanted: dict[str, str], message: str
) -> None:
    with pytest.raises(LogError, match=message):
        play_parts(("a", "b", "b"), wanted, FIELDS)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("case", "event", "event", "time"), "The columns 'event' and 'event' could each be taken as event. Rename one."),
        (("case", "Event", "event", "time"), "Say which with --columns event=…."),
        (("case", "event", "time", "unit", "Unit"), "'unit' and 'Unit' could each be taken as unit"),
    ],
)  # fmt: skip
def test_of_two_columns_alike_none_is_taken(names: tuple[str, ...], message: str) -> None:
    with pytest.raises(LogError, match=message):
        play_parts(names, {}, ())

    assert play_parts((*names, "mine"), {"event": "mine", "unit": "mine"}, ())["event"] == len(
        names
    )


def test_of_very_many_columns_the_first_are_listed() -> None:
    with pytest.raises(LogError, match=r"'c29', …\."):
        play_parts(["event", *(f"c{number}" for number in range(1, 99))], {}, ())


# --- events ----------------------------------------------------------------------------------------


def test_slug_spells_as_pathways_do() -> None:
    assert slug("First Visit (urgent)") == "first-visit-urgent"
    assert slug(" – first_visit: «urgent». ") == "first-visit-urgent"


def code(event: str, outcome: str = "") -> int:
    return clinic().deed_codes[(event, outcome or None)]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (Told("referral"), ("referral", "")),
        (Told("Right decided", "Granted"), ("right-decided", "granted")),
        (Told("right-decided.refused"), ("right-decided", "refused")),
        (Told("right-decided"), ("right-decided", "")),
        (Told("attended", "", "COMPLETE"), ("attended", "")),
    ],
)
def test_events_are_taken_by_name_or_slug(asked: Told, meant: tuple[str, str]) -> None:
    assert EventNames(clinic()).code(asked) == code(*meant)


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (Told("visit"), UNKNOWN),
        (Told("right-decided", "maybe"), UNKNOWN),
        (Told("visit.ok"), UNKNOWN),
        (
            Told("attended", "in person"),
            UNKNOWN,
        ),  # who says that it does not mean the very opposite?
        (Told("visit", "", "start"), LEFT_OUT),
        (Told("attended", "", "schedule"), LEFT_OUT),
    ],
)
def test_what_is_not_of_the_pathway_is_not_taken_for_something(asked: Told, taken: int) -> None:
    assert EventNames(clinic()).code(asked) == taken


def test_a_file_says_what_theirs_are_called_here(tmp_path: Path) -> None:
    file = write(
        tmp_path / "names.csv",
        "\ufefftheirs,ours\n\nFirst visit,attended\nOK,right-decided.granted\nTriage,\nDecision,right-decided\nVisit+start,attended\n",
    )

    names = read_event_names(file, clinic())

    assert names.code(Told("First visit")) == code("attended")
    assert names.code(Told("OK")) == code("right-decided", "granted")
    assert names.code(Told("Triage")) == LEFT_OUT
    assert names.code(Told("Decision", "refused")) == code("right-decided", "refused")
    assert names.code(Told("Visit", "", "start")) == code("attended")
    assert names.code(Told("referral")) == code("referral")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,attendd\n", ":1: 'attendd' is no event of the pathway. Did you mean 'attended'"),
        ("a,right-decided.grant\n", "'grant' is no outcome of right-decided. Did you mean 'right-decided.granted'"),
        ("a,right-decided.maybe\n", "The outcomes of right-decided here are right-decided.granted, right-decided.refused."),
        ("a,attended\na,moved\n", ":2: 'a' is something else on line 1"),
        ("a,attended\n A\u00a0,moved\n", ":2: 'A' is something else on line 1, and capitals and spaces"),
        ("a\n", ":1: the row is not theirs,ours"),
        (",attended\n", ":1: the row is not theirs,ours"),
    ],
)  # fmt: skip
def test_a_file_of_names_with_a_fault_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(LogError, match=message):
        read_event_names(write(tmp_path / "names.csv", text), clinic())


def test_a_row_for_an_event_renames_it_and_its_outcomes_are_looked_for_there(
    tmp_path: Path,
) -> None:
    file = write(
        tmp_path / "names.csv", "Vedtak,right-decided\nVedtak.avslag,right-decided.refused\n"
    )

    names = read_event_names(file, clinic())

    assert names.code(Told("Vedtak", "GRANTED")) == code("right-decided", "granted")
    assert names.code(Told("Vedtak.granted")) == code("right-decided", "granted")
    assert names.code(Told("Vedtak", "avslag")) == code("right-decided", "refused")
    assert names.code(Told("Vedtak", "grantert")) == UNKNOWN
    assert names.near(Told("Vedtak", "grantert")) == "Did you mean 'right-decided.granted'?"
    assert names.near(Told("Vedtak", "ja")).startswith(
        "The outcomes of right-decided here are right-"
    )
    assert names.near(Told("Xyz")) == ""


@pytest.mark.parametrize("told_so", ["Første BESØK", " første besøk\u00a0", "Fo\u0308rste besøk"])
def test_names_of_theirs_are_alike_whatever_their_capitals_and_spaces_around(
    tmp_path: Path, told_so: str
) -> None:
    text = "første besøk,attended\nFørste besøk,attended\nFörste besøk,attended\n"

    names = read_event_names(write(tmp_path / "names.csv", text), clinic())

    assert names.code(Told(told_so)) == code("attended")


@pytest.mark.parametrize(
    "text",
    [
        "theirs;ours\nVisit, first;attended\n",
        "Theirs;Ours\nVisit, first;attended\n",
        "Visit, first;Attended\nOK;Right decided.Granted\nTriage;\n",
        'theirs,ours\n"Visit, first",attended\n',
        "theirs\tours\nVisit, first\tattended\n",
    ],
)
def test_a_file_of_names_is_written_as_logs_are(tmp_path: Path, text: str) -> None:
    names = read_event_names(write(tmp_path / "names.csv", text), clinic())

    assert names.code(Told("Visit, first")) == code("attended")


def test_a_file_of_names_is_utf_8(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_bytes("Første,attended".encode("latin-1"))

    with pytest.raises(LogError, match="is not UTF-8"):
        read_event_names(tmp_path / "names.csv", clinic())


def test_names_that_are_near_are_hinted_at() -> None:
    names = EventNames(clinic())

    assert names.hint(Told("Referal")) == "Did you mean 'referral'?"
    assert names.hint(Told("right-decided", "grant")) == "Did you mean 'right-decided.granted'?"
    assert Told("Visit", "ok", "start").name == "Visit.ok+start"


# --- in a log --------------------------------------------------------------------------------------


def test_unknown_events_are_deviations_and_steps_of_an_activity_are_not_read(
    tmp_path: Path,
) -> None:
    text = "case,concept:name,time:timestamp,lifecycle:transition,outcome\na,referral,2026-05-04,complete,\na,attended,2026-05-05,start,\na,attended,2026-05-06,complete,\na,visit,2026-05-07,,bad\nb,attended,2026-05-05,start,\n"

    answer = ask(write(tmp_path / "log.csv", text), to=tmp_path / "results")

    assert rows(tmp_path / "results", "deviations") == [
        ("a", 4, "visit.bad", "2026-05-07 00:00:00", None, "unknown-event", None)
    ]
    assert rows(tmp_path / "results", "spells", "state, from_at")[1] == ("seen", "2026-05-06 00:00:00")  # fmt: skip
    assert (answer.rows, answer.courses, answer.summary.unknown_rows) == (5, 2, 1)


def test_units_settings_and_keys_are_read_from_their_columns(tmp_path: Path) -> None:
    header = "case,event,time,unit,setting,choice.place,stay.setting,children.child\n"
    text = "a,referral,2026-05-04,North,Outpatient,,,\na,place-chosen,2026-05-05,,,South,,\na,attended,2026-05-06,,,,,\na,moved,2026-05-07,,,,in patient,\na,moved,2026-05-07,,,,inpatient,\na,child-named,2026-05-08,East,,,,b; a;b\na,child-seen,2026-05-09,,,,,a\n"

    answer = ask(write(tmp_path / "log.csv", header + text), to=tmp_path / "results")

    assert rows(tmp_path / "results", "spells", "state, unit, setting") == [
        ("referred", "North", "outpatient"),
        ("referred", "South", "outpatient"),
        ("seen", "South", "outpatient"),
        ("seen", "South", "inpatient"),
        ("seen", "East", "inpatient"),
    ]
    keyed = [row[1:] for row in rows(tmp_path / "results", "runs", "clock, key, outcome") if row[0] == "child"]  # fmt: skip
    assert keyed == [("b", "open"), ("a", "met")]
    assert told(answer) == {"has a setting that the pathway does not know": [5]}


def test_several_keys_of_a_parquet_list_are_read(tmp_path: Path) -> None:
    import duckdb

    to = tmp_path / "log.parquet"
    query = "SELECT 'a' AS course, unnest(['referral', 'attended', 'child-named']) AS event, unnest(range(3))::INTEGER + DATE '2026-05-04' AS date, ['x', 'y'] AS \"children.child\""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{to}' (FORMAT parquet)")

    ask(to, to=tmp_path / "results")

    assert [key for key in rows(tmp_path / "results", "runs", "key") if key] == ["x", "y"]


def test_a_column_with_a_key_in_every_row_is_no_column_of_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("helhet.measure.keys.MOST_KEYS", 3)
    text = "case,event,time,children.child\n" + "".join(
        f"a,child-named,2026-05-04,{n}\n" for n in range(4)
    )

    with pytest.raises(LogError, match="A course has more than 3 different keys"):
        ask(write(tmp_path / "log.csv", text))


def test_a_column_of_texts_is_no_column_of_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("helhet.measure.coding.MOST_EVENT_NAMES", 3)
    text = "case,event,time\n" + "".join(f"a,text {n},2026-05-04\n" for n in range(4))

    with pytest.raises(LogError, match="more than 3 different events"):
        ask(write(tmp_path / "log.csv", text))
