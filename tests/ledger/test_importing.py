"""What others send as CSV is taken whole or told of: nothing doubled, nothing lost, no value in a message."""

import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError

from helhet.access.models import Access, AccessedSubject
from helhet.cli import main
from helhet.importing.known import Sender
from helhet.importing.models import Imported
from helhet.parties.identifiers import person_with
from helhet.parties.models import Person, Subject, User
from helhet.parties.numbers import System
from helhet.record.content import opened
from helhet.record.courses.appending import Author
from helhet.record.models import Course, Entry, Run
from helhet.record.persons.register import create
from helhet.record.renewal.rebuilding import differences
from helhet.record.wholeness.verifying import seal_heads, verify_record
from tests.ledger.cast import cast
from tests.ledger.courses import NOON
from tests.ledger.sent import COURSES, ENTRIES, OTHER, PERSONS, send, with_row, write
from tests.unit.test_numbers import SYNTHETIC

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
SECRETS = ("Eva", "Prøve", "Ola", SYNTHETIC, OTHER, "A garden", "99999999", "Vei 1", "1990-01-01")


@pytest.fixture(autouse=True)
def _units() -> None:
    cast()
    User.objects.create(username="kari", name="Kari")


def run(*words: object) -> int:
    return main(["import", *map(str, words), "--source", "old", "--by", "kari"])


def everything() -> dict[str, list[Any]]:
    """Return every row of every table."""
    return {
        model.__name__: sorted(map(str, model._default_manager.values_list()))
        for model in apps.get_models()
    }


def test_what_holds_together_is_written_and_reads_as_it_was_sent(
    tmp_path: Path, capsys: Captured
) -> None:
    assert run(send(tmp_path / "sent")) == 0

    assert capsys.readouterr().out == (
        "persons new: 2\ncourses new: 2\nentries new: 5\nFaults: 0.\n"
    )
    eva = person_with(System.FNR, SYNTHETIC)
    assert eva is not None
    assert (eva.given_name, eva.born_on, eva.sex) == ("Eva", date(1990, 1, 1), "female")
    assert eva.residences.get().municipality == "9901"
    course = Course.objects.get(subject=eva.pk, pathway="tsb")
    assert (course.state, course.unit and course.unit.code) == ("entitled", "nordvik")
    # The birth is heard first, so the sender's numbers are one lower; the notice was taken back.
    assert [e.kind for e in course.entries.order_by("number")] == ["birth", *["event"] * 3, "void"]
    assert course.entries.get(number=3).happened_at == datetime(2026, 5, 5, 8, 30, tzinfo=UTC)
    told = opened(course.contents.all())
    assert told[2]["values"]["referral.wishes"] == "A garden."
    assert told[2]["values"]["referral.person-took-part"] is True
    assert told[5] == {"reason": "A slip."}
    assert Run.objects.get(course=course, clock="told-of-right").outcome == "open"
    seal_heads(settings.CHECKPOINTS_FILE)
    assert list(verify_record(settings.CHECKPOINTS_FILE)) == []
    assert list(differences()) == []


def test_it_is_logged_whose_record_was_written_by_whom(tmp_path: Path) -> None:
    run(send(tmp_path / "sent"))

    kari = User.objects.get(username="kari")
    logged = Access.objects.order_by("id")
    told = [(row.user, row.role, row.deed, row.parts, row.reason) for row in logged]
    assert told[0] == (kari.pk, "import", "write", "ID,ADR", "imported")
    assert {row[:3] for row in told} == {(kari.pk, "import", "write")}
    persons = set(Person.objects.values_list("pk", flat=True))
    assert set(AccessedSubject.objects.values_list("subject", flat=True)) == persons
    assert set(Entry.objects.values_list("user", "role")) == {(kari.pk, "import")}


def test_a_dry_run_says_all_that_would_be_and_writes_nothing(
    tmp_path: Path, capsys: Captured
) -> None:
    entries = with_row(ENTRIES, 4, event="danced")
    folder, before = send(tmp_path / "sent", entries=entries), everything()

    assert run(folder, "--dry-run") == 1
    rehearsed = capsys.readouterr()
    assert everything() == before

    assert run(folder) == 1
    done = capsys.readouterr()
    assert rehearsed.out == f"Nothing was written. This would be:\n{done.out}"
    assert rehearsed.err == done.err != ""


FUTURE = "2099-01-01"
FAULTS: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("persons.csv:2: born_on: this is no day.", lambda: one(0, born_on="1.1.1990")),
    (
        "persons.csv:2: born_on: the day lies in the future, or after this was recorded.",
        lambda: one(0, born_on=FUTURE),
    ),
    (
        "persons.csv:2: number: this is no national number. The control digits",
        lambda: one(0, number=f"{SYNTHETIC[:-1]}{(int(SYNTHETIC[-1]) + 1) % 10}"),
    ),
    (
        "persons.csv:2: number: this is no national number. A national number has eleven",
        lambda: one(0, number="1819012345"),
    ),
    ("persons.csv:2: sex: there is no such choice.", lambda: one(0, sex="blue")),
    (
        "persons.csv:3: needs_interpreter: this is neither yes nor no.",
        lambda: one(1, needs_interpreter="maybe"),
    ),
    (
        "persons.csv:2: home_municipality: the home has no such.",
        lambda: one(0, home_municipality=""),
    ),
    (
        "persons.csv:2: home_municipality: this is no number of a municipality. Write four digits, as 9901.",
        lambda: one(0, home_municipality="99"),
    ),
    (
        "persons.csv:2: died_on: this lies outside what is allowed.",
        lambda: one(0, died_on="1980-01-01"),
    ),
    (
        "persons.csv:2: home_to: the home ends before it begins.",
        lambda: one(0, home_to="2001-01-01"),
    ),
    ("persons.csv:3: person: line 2 has the same id.", lambda: one(1, person="p1")),
    (
        "persons.csv:3: number: line 2 has the same number, and tells something else.",
        lambda: one(1, number=SYNTHETIC),
    ),
    ("persons.csv:2: person: the id is missing.", lambda: one(0, person="")),
    ("courses.csv:2: person: the person's row was not taken.", lambda: one(0, sex="blue")),
    ("courses.csv:2: person: nobody has this id.", lambda: course(person="p9")),
    (
        "courses.csv:2: pathway: the pack has no such pathway. Did you mean 'tsb'?",
        lambda: course(pathway="tsbb"),
    ),
    ("courses.csv:2: pathway: the pathway is not about persons.", lambda: course(pathway="grant")),
    ("courses.csv:2: unit: there is no such unit.", lambda: course(unit="nowhere")),
    (
        "courses.csv:3: course: line 2 has the same id.",
        lambda: {"courses": with_row(COURSES, 1, course="c1")},
    ),
    (
        "courses.csv:2: course: there are no entries of the course.",
        lambda: {"entries": ENTRIES[4:]},
    ),
    ("entries.csv:6: course: there is no row of this course.", lambda: {"courses": COURSES[:1]}),
    (
        "entries.csv:2: event: the pathway has no such event. Did you mean 'referral-received'?",
        lambda: entry(event="referal-received"),
    ),
    (
        "entries.csv:2: event: the pathway has no such event. The events here are acute-admitted,",
        lambda: entry(event="zzz"),
    ),
    ("entries.csv:2: event: the event is missing.", lambda: entry(event="")),
    (
        "entries.csv:4: outcome: the event has no such outcome. Did you mean 'granted'?",
        lambda: entry(2, outcome="grated"),
    ),
    ("entries.csv:2: setting: the pathway has no such setting.", lambda: entry(setting="moon")),
    ("entries.csv:2: unit: there is no such unit.", lambda: entry(unit="moon")),
    (
        "entries.csv:2: happened_on: the entry lies in the future.",
        lambda: entry(happened_on=FUTURE),
    ),
    ("entries.csv:2: happened_on: the day is missing.", lambda: entry(happened_on="")),
    ("entries.csv:2: happened_on: this is no day.", lambda: entry(happened_on="4/5-26")),
    (
        "entries.csv:2: happened_on: the day lies outside the calendar",
        lambda: entry(happened_on="1969-12-31"),
    ),
    (
        "entries.csv:3: happened_at: the moment is on another day",
        lambda: entry(1, happened_on="2026-05-06"),
    ),
    (
        "entries.csv:3: happened_at: there is no such time on this day",
        lambda: entry(1, happened_at="2026-03-29 02:30"),
    ),
    (
        "entries.csv:3: happened_at: the time comes twice on this day",
        lambda: entry(1, happened_at="2025-10-26 02:30"),
    ),
    (
        "entries.csv:3: happened_at: this is no moment between 1970 and 2100.",
        lambda: entry(1, happened_at="2026-05-05 25:30"),
    ),
    (
        "entries.csv:2: recorded_at: the entry was recorded before it happened.",
        lambda: entry(recorded_at="2026-05-03 10:00"),
    ),
    (
        "entries.csv:3: recorded_at: the entry was recorded before the one that has the number below.",
        lambda: {
            "entries": with_row(
                with_row(ENTRIES, 0, recorded_at="2026-05-09 10:00"),
                1,
                recorded_at="2026-05-08 10:00",
            )
        },
    ),
    ("entries.csv:3: number: this is no whole number from 1.", lambda: entry(1, number="two")),
    ("entries.csv:3: number: the entry has no number.", lambda: entry(1, number="")),
    (
        "entries.csv:3: number: the course has two entries of this number.",
        lambda: entry(1, number="1"),
    ),
    (
        "entries.csv:5: number: the course has no entry 4 before this one.",
        lambda: entry(3, number="5"),
    ),
    (
        "entries.csv:5: voids: no earlier entry of the course has this number and stands.",
        lambda: entry(3, voids="4"),
    ),
    (
        "entries.csv:4: replaces: no earlier entry of the course has this number",
        lambda: entry(2, replaces="9"),
    ),
    (
        "entries.csv:5: event: the entry takes another back, and says nothing else.",
        lambda: entry(3, event="no-show"),
    ),
    (
        "entries.csv:2: referral.person-took-part: this is neither yes nor no.",
        lambda: {"entries": with_row(ENTRIES, 0, **{"referral.person-took-part": "perhaps"})},
    ),
    (
        "entries.csv:3: referral.wishes: the forms of this event have no such field.",
        lambda: {"entries": with_row(ENTRIES, 1, **{"referral.wishes": "A garden."})},
    ),
    (
        "entries.csv:4: right.start-by: this is no day.",
        lambda: {"entries": with_row(ENTRIES, 2, **{"right.start-by": "soon"})},
    ),
    (
        "courses.csv:2: course: none of its entries opens a course of the pathway.",
        lambda: {
            "entries": [
                {
                    **ENTRIES[0],
                    "event": "no-show",
                    "referral.wishes": "",
                    "referral.person-took-part": "",
                    "referral.first-received": "",
                }
            ]
        },
    ),
    (
        "courses.csv:3: person: the register says that the person died, and the course goes on.",
        lambda: one(1, died_on="2026-05-05"),
    ),
    (
        "courses.csv:3: person: the course says that the person died, and the register does not",
        lambda: {
            "entries": [
                *ENTRIES,
                {"course": "c2", "number": "2", "event": "died", "happened_on": "2026-05-05"},
            ]
        },
    ),
]


def one(nth: int, **cells: str) -> dict[str, Any]:
    return {"persons": with_row(PERSONS, nth, **cells)}


def course(**cells: str) -> dict[str, Any]:
    return {"courses": with_row(COURSES, 0, **cells)}


def entry(nth: int = 0, **cells: str) -> dict[str, Any]:
    return {"entries": with_row(ENTRIES, nth, **cells)}


@pytest.mark.parametrize(("message", "sent"), FAULTS, ids=[f[0] for f in FAULTS])
def test_a_fault_is_told_with_its_line_and_the_course_left_out_whole(
    message: str, sent: Callable[[], dict[str, Any]], tmp_path: Path, capsys: Captured
) -> None:
    assert run(send(tmp_path / "sent", **sent())) == 1

    told = capsys.readouterr().err
    assert f"{tmp_path / 'sent'}/{message}" in told
    assert not any(secret in told for secret in SECRETS)
    # Of each course all is there or nothing.
    numbers = {"tsb": 5, "naloxone": 1}
    for kept in Course.objects.exclude(pathway="register"):
        assert kept.entries.count() == kept.version == numbers[kept.pathway]
    assert list(differences()) == []


FILES: list[tuple[str, str, Callable[[str], bytes], str]] = [
    ("a mark at its beginning", "persons", lambda t: b"\xef\xbb\xbf" + t.encode(), ""),
    ("semicolons", "courses", lambda t: t.replace(",", ";").encode(), ""),
    (
        "tabs and no line end at last",
        "courses",
        lambda t: t.replace(",", "\t").strip().encode(),
        "",
    ),
    ("empty lines", "courses", lambda t: t.replace("\n", "\n\n,,,\n,\n , ,\n").encode(), ""),
    ("cells too many that are empty", "courses", lambda t: t.replace("\n", ",,\n").encode(), ""),
    ("columns in another order", "courses", lambda t: turned(t).encode(), ""),
    ("UTF-16", "persons", lambda t: t.encode("utf-16"), "persons.csv:1: this is UTF-16"),
    ("UTF-16 unmarked", "persons", lambda t: t.encode("utf-16-le"), "persons.csv:1: this is UTF-1"),
    ("a workbook", "persons", lambda t: b"PK\3\4\n\0\n", "persons.csv:1: this is a workbook."),
    (
        "a line for spreadsheets",
        "persons",
        lambda t: b"sep=;\n" + t.replace(",", ";").encode(),
        "persons.csv:1: this line is for spreadsheets alone. Take it out",
    ),
    (
        "a header in another encoding",
        "persons",
        lambda t: t.replace("person,", "pérson,").encode("latin-1"),
        "persons.csv:1: the header is not UTF-8.",
    ),
    (
        "no header",
        "courses",
        lambda t: below(t).encode(),
        "courses.csv:1: the header lacks course, ",
    ),
    ("nothing", "entries", lambda t: b"", "entries.csv is empty"),
    (
        "an unknown column",
        "persons",
        lambda t: t.replace("born_on", "born_of").encode(),
        "persons.csv:1: column 5 is none that persons have. Did you mean 'born_on'?",
    ),
    (
        "a column twice",
        "persons",
        lambda t: t.replace("born_on", "sex").encode(),
        "persons.csv:1: column 6 has the name of another.",
    ),
    (
        "a needed column misspelt",
        "courses",
        lambda t: t.replace("pathway", "path").encode(),
        "courses.csv:1: column 3 is none that courses have.",
    ),
    (
        "a column without a name",
        "persons",
        lambda t: t.replace(",given_name", ",").replace(",Ola", ",").encode(),
        "persons.csv:2: column 3: something stands here, and the column has no name.",
    ),
    (
        "no time",
        "entries",
        lambda t: t.replace("happened_", "happend_").encode(),
        "entries.csv:1: the header lacks happened_on.",
    ),
    (
        "half a character",
        "persons",
        lambda t: t.encode().replace("ø".encode(), b"\xc3"),
        "persons.csv:2: family_name: this is not UTF-8. Save the file as UTF-8.",
    ),
    (
        "another encoding",
        "persons",
        lambda t: t.encode("latin-1"),
        "persons.csv:2: family_name: this is not UTF-8.",
    ),
    (
        "a zero byte",
        "persons",
        lambda t: t.replace("Ola", "O\0la").encode(),
        "persons.csv:3: given_name: a zero byte stands here.",
    ),
    (
        "a formula",
        "persons",
        lambda t: t.replace("Ola", "=1+1").encode(),
        "persons.csv:3: given_name: this begins like a formula",
    ),
    (
        "an open quotation mark",
        "persons",
        lambda t: t.replace("Ola", '"Ola').encode(),
        "persons.csv:3: a quotation mark is not closed",
    ),
    (
        "cells too few",
        "persons",
        lambda t: t.replace("p2,,", "p2,").encode(),
        "persons.csv:3: the row has 10 cells, and the header 11.",
    ),
    (
        "cells too many",
        "courses",
        lambda t: t.replace("tsb,", "tsb,x,").encode(),
        "courses.csv:2: the row has 5 cells, and the header 4.",
    ),
    (
        "a torn row of entries",
        "entries",
        lambda t: t.replace("c1,2", 'c1,"2').encode(),
        "courses.csv:2: course: nobody knows whether an entry is lost",
    ),
    (
        "an entry of no course",
        "entries",
        lambda t: t.replace("c1,2", ",2").encode(),
        "entries.csv:3: course: the id is missing.",
    ),
]


def turned(text: str) -> str:
    return "\n".join(",".join(reversed(line.split(","))) for line in text.splitlines()) + "\n"


def below(text: str) -> str:
    return text.partition("\n")[2]


@pytest.mark.parametrize(
    ("kind", "spoilt", "message"), [f[1:] for f in FILES], ids=[f[0] for f in FILES]
)
def test_a_file_written_otherwise_is_read_or_told_of(
    kind: str, spoilt: Callable[[str], bytes], message: str, tmp_path: Path, capsys: Captured
) -> None:
    file = send(tmp_path / "sent") / f"{kind}.csv"
    file.write_bytes(spoilt(file.read_text("utf-8").replace("\r\n", "\n")))

    code = run(tmp_path / "sent")

    told = capsys.readouterr().err
    assert (code == 0) == (not message)
    assert message in told
    assert not any(secret in told for secret in SECRETS)
    courses = Course.objects.exclude(pathway="register").count()
    assert courses == (2 if code == 0 else 1 if code == 1 and kind != "entries" else 0)


def faults_of(folder: Path, capsys: Captured) -> list[str]:
    """Import a folder, and return what was told of its rows, without the folder and the remedies."""
    assert run(folder) == 1
    told = [line.removeprefix(f"{folder}/") for line in capsys.readouterr().err.splitlines()]
    return [line.partition(". ")[0] for line in told]


def test_all_that_is_wrong_in_a_row_is_told_at_once(tmp_path: Path, capsys: Captured) -> None:
    folder = send(
        tmp_path / "sent",
        with_row(PERSONS, 1, person='="9901"', given_name="@Ola", sex="blue", born_on="soon"),
        with_row(COURSES, 1, unit="=1", pathway="tsbb"),
        with_row(
            ENTRIES,
            0,
            happened_on="#REF!",
            recorded_at="2026-05-01 10:00",
            number="3",
            **{"referral.person-took-part": "perhaps", "referral.wishes": "=1+1"},
        ),
    )

    assert faults_of(folder, capsys) == [
        "courses.csv:3: pathway: the pack has no such pathway",
        "courses.csv:3: unit: this begins like a formula, or is what a broken one leaves",
        "entries.csv:2: happened_on: this begins like a formula, or is what a broken one leaves",
        "entries.csv:2: referral.person-took-part: this is neither yes nor no",
        "entries.csv:2: referral.wishes: this begins like a formula, or is what a broken one leaves",
        "entries.csv:3: number: the course has no entry 1 before this one",
        "persons.csv:3: born_on: this is no day",
        "persons.csv:3: given_name: this begins like a formula, or is what a broken one leaves",
        "persons.csv:3: person: this begins like a formula, or is what a broken one leaves",
        "persons.csv:3: sex: there is no such choice",
    ]


def test_a_row_is_counted_once_however_much_is_wrong_in_it(
    tmp_path: Path, capsys: Captured
) -> None:
    persons = with_row(PERSONS, 0, sex="blue", born_on="soon", language="x" * 99)

    assert run(send(tmp_path / "sent", persons)) == 1

    told = capsys.readouterr().out
    assert "persons rejected: 1\n" in told
    assert "Faults: 4.\n" in told


def test_an_entry_of_a_known_course_that_cannot_be_read_costs_that_course_alone(
    tmp_path: Path, capsys: Captured
) -> None:
    folder = send(tmp_path / "sent", entries=with_row(ENTRIES, 0, **{"referral.wishes": "Å"}))
    file = folder / "entries.csv"
    file.write_bytes(file.read_text("utf-8").encode("latin-1"))

    assert faults_of(folder, capsys) == ["entries.csv:2: referral.wishes: this is not UTF-8"]
    assert Course.objects.filter(pathway="naloxone").count() == 1
    assert not Course.objects.filter(pathway="tsb").exists()


def test_what_cannot_be_read_is_told_of_a_course_that_was_imported_before(
    tmp_path: Path, capsys: Captured
) -> None:
    run(send(tmp_path / "sent"))
    capsys.readouterr()

    told = faults_of(send(tmp_path / "sent", entries=with_row(ENTRIES, 3, reason="=1")), capsys)

    assert told == [
        "courses.csv:2: course: this was imported before, and is another now",
        "entries.csv:5: reason: this begins like a formula, or is what a broken one leaves",
    ]


def test_rows_that_were_not_taken_are_mended_and_imported(tmp_path: Path, capsys: Captured) -> None:
    sent = send(
        tmp_path / "sent",
        with_row(PERSONS, 0, sex="blue"),
        entries=[
            *ENTRIES,
            {"course": "c2", "number": "2", "event": "danced", "reason": 'Two\r\nlines, "so"'},
        ],
    )
    mend = tmp_path / "mend"

    assert run(sent, "--rejected", mend) == 1

    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in [mend, *mend.iterdir()]} == {
        "mend": 0o700,
        "persons.csv": 0o600,
        "courses.csv": 0o600,
        "entries.csv": 0o600,
    }
    rejected = (mend / "entries.csv").read_bytes()
    assert rejected == (sent / "entries.csv").read_bytes()
    assert (mend / "persons.csv").read_text().count("\n") == 2
    assert Imported.objects.count() == 1

    for name, wrong, right in [
        ("persons.csv", "blue", "female"),
        ("entries.csv", "danced,,", "met-again,2026-05-08,"),
    ]:
        file = mend / name
        file.write_bytes(file.read_bytes().replace(wrong.encode(), right.encode()))
    assert run(mend, "--rejected", tmp_path / "again") == 0
    assert not (tmp_path / "again").exists()
    assert Person.objects.count() == 2
    assert Course.objects.exclude(pathway="register").count() == 2
    assert run(mend, "--rejected", mend) == 2
    assert "mend is not empty" in capsys.readouterr().err


def test_rows_of_two_folders_are_mended_in_one(tmp_path: Path, capsys: Captured) -> None:
    one = send(tmp_path / "one", with_row(PERSONS[:1], 0, sex="blue"), COURSES[:1], ENTRIES[:4])
    two = send(tmp_path / "two", with_row(PERSONS[1:], 0, sex="blue"), COURSES[1:], ENTRIES[4:])
    mend = tmp_path / "mend"
    assert run(one, two, "--rejected", mend) == 1
    told = capsys.readouterr().out
    assert f"What was not taken lies in {mend}, byte by byte as it came." in told

    for file in mend.glob("persons*.csv"):
        file.write_bytes(file.read_bytes().replace(b"blue", b"other"))
    assert run(mend) == 0

    assert Course.objects.exclude(pathway="register").count() == 2
    assert "lies in" not in capsys.readouterr().out


def test_every_file_of_a_folder_is_taken_or_told_of(tmp_path: Path, capsys: Captured) -> None:
    folder = send(tmp_path / "sent")
    (folder / "courses.csv").rename(folder / "Courses-2026.CSV")
    (folder / "README.txt").write_text("Notes.")

    assert run(folder, folder / "persons.csv", "--dry-run") == 0
    write(folder / "people.csv", PERSONS)
    assert run(folder) == 2

    assert "people.csv: the name does not say what it holds" in capsys.readouterr().err
    assert not Imported.objects.exists()


def test_of_two_files_with_the_same_id_each_names_the_other(
    tmp_path: Path, capsys: Captured
) -> None:
    folder = send(tmp_path / "sent")
    write(folder / "persons-2.csv", PERSONS[:1])

    told = faults_of(folder, capsys)

    assert f"persons-2.csv:2: person: {folder}/persons.csv:2 has the same id" in told
    assert f"persons.csv:2: person: {folder}/persons-2.csv:2 has the same id" in told


def test_a_new_sender_beside_others_is_asked_about(tmp_path: Path, capsys: Captured) -> None:
    folder = str(send(tmp_path / "sent"))

    for source in ("oldsystem", "oldsytem", "ward", "oldsystem"):
        assert main(["import", folder, "--source", source, "--by", "kari"]) == 0

    same = "The same ids under another name are other persons."
    assert capsys.readouterr().err.splitlines() == [
        f"Nothing has come from 'oldsytem' before. Did you mean 'oldsystem'? {same}",
        f"Nothing has come from 'ward' before. The sources here are oldsystem, oldsytem. {same}",
    ]


def test_who_stops_an_import_is_told_how_to_go_on(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sender, "find", stopped)

    assert run(send(tmp_path / "sent")) == 130

    assert "Run it again: what has been written is recognised." in capsys.readouterr().err


def test_what_is_there_is_neither_doubled_nor_changed(tmp_path: Path, capsys: Captured) -> None:
    folder = send(tmp_path / "sent")
    run(folder)
    before = everything()
    capsys.readouterr()

    assert run(folder) == 0
    assert everything() == before
    assert capsys.readouterr().out == (
        "persons imported before: 2\ncourses imported before: 2\n"
        "entries imported before: 5\nFaults: 0.\n"
    )

    send(folder, with_row(PERSONS, 1, given_name="Kim"), entries=ENTRIES[:2])
    assert run(folder) == 1
    assert everything() == before
    told = capsys.readouterr().err.splitlines()
    another = (
        "this was imported before, and is another now. Send it as it was; "
        "what has changed since is recorded by whoever works with the person."
    )
    assert [line.removeprefix(f"{folder}/") for line in told] == [
        f"courses.csv:2: course: {another}",
        f"courses.csv:3: course: {another}",
        f"persons.csv:3: {another}",
    ]


def test_a_course_may_come_after_its_person(tmp_path: Path) -> None:
    folder = send(tmp_path / "sent")

    assert run(folder / "persons.csv") == 0
    assert run(folder / "courses.csv", folder / "entries.csv") == 0

    assert Course.objects.get(pathway="tsb").state == "entitled"


def test_another_sender_has_other_ids(tmp_path: Path) -> None:
    folder = send(tmp_path / "sent")
    run(folder)

    main(["import", str(folder), "--source", "new", "--by", "kari"])

    # Eva is known by her number, Ola by nothing.
    assert Person.objects.count() == 3
    assert Course.objects.exclude(pathway="register").count() == 4


def registered(**facts: Any) -> Subject:
    told = {"given_name": "E", "numbers": {"fnr": SYNTHETIC}, **facts}
    return create(Subject().pk, told, Author(1, "x"), NOON).subject


def test_who_is_in_the_register_is_found_by_number_and_not_changed(
    tmp_path: Path, capsys: Captured
) -> None:
    eva = registered(born_on="1990-01-01")

    assert run(send(tmp_path / "sent")) == 0

    assert "persons in the register already: 1" in capsys.readouterr().out
    assert Course.objects.get(pathway="tsb").subject == eva
    assert Person.objects.get(pk=eva.pk).given_name == "E"
    assert Person.objects.count() == 2


def test_a_number_of_somebody_with_another_birth_date_is_told_of(
    tmp_path: Path, capsys: Captured
) -> None:
    registered(born_on="1990-01-02")

    assert run(send(tmp_path / "sent")) == 1

    told = capsys.readouterr().err
    assert "persons.csv:2: born_on: the register has another birth date for this number." in told
    assert not Course.objects.filter(pathway="tsb").exists()


def test_who_is_told_of_is_logged_though_nothing_is_written(tmp_path: Path) -> None:
    eva = registered(born_on="1990-01-02")
    known = send(tmp_path / "known", [{"person": "x", "number": SYNTHETIC}]) / "persons.csv"
    other = send(tmp_path / "other", PERSONS[:1]) / "persons.csv"

    asked: list[list[object]] = [[known, "--dry-run"], [other, "--dry-run"], [other]]
    for nth, words in enumerate(asked, start=1):
        run(*words)

        logged = Access.objects.filter(role="import", deed="read", parts="ID", reason="imported")
        assert logged.count() == nth
        latest = AccessedSubject.objects.filter(access=logged.latest("id"))
        assert latest.get().subject == eva.pk


def test_two_rows_with_one_number_are_one_person(tmp_path: Path) -> None:
    folder = send(tmp_path / "sent", [PERSONS[0], {**PERSONS[0], "person": "p2"}])

    assert run(folder) == 0

    assert Person.objects.count() == 1
    assert Course.objects.values("subject").distinct().count() == 1


def test_a_sender_and_a_user_are_named(tmp_path: Path, capsys: Captured) -> None:
    folder = str(send(tmp_path / "sent"))

    assert main(["import", folder, "--source", "Old System", "--by", "kari"]) == 2
    assert main(["import", folder, "--source", "old", "--by", "nobody"]) == 2
    assert run(tmp_path) == 2
    write(tmp_path / "people.csv", PERSONS)
    assert run(tmp_path / "people.csv") == 2
    assert run(tmp_path / "nowhere") == 2

    told = capsys.readouterr().err
    assert "--source takes a name" in told
    assert "--by names no active user" in told
    assert "There is nothing to import" in told
    assert "people.csv: the name does not say what it holds" in told
    assert "nowhere is not there. Look at its name." in told
    assert not Imported.objects.exists()


def test_of_two_imports_at_once_one_is_told_to_run_again(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = send(tmp_path / "sent")
    run(folder)
    before = everything()
    # The other one wrote after this one had looked.
    monkeypatch.setattr(Sender, "find", lambda *_: {})

    assert run(folder) == 2

    assert "Run the import again: what has been written is recognised." in capsys.readouterr().err
    after = everything()
    assert after.pop("Access") != before.pop("Access")
    assert after.pop("AccessedSubject") != before.pop("AccessedSubject")
    assert after == before


def test_what_cannot_be_logged_is_not_imported(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(Access.objects, "create", fails)

    assert run(send(tmp_path / "sent")) == 2

    assert "The log of who reads cannot be written" in capsys.readouterr().err
    assert not Imported.objects.exists()
    assert not Person.objects.exists()
