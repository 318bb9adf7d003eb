"""Files written in many ways are read, or it is told what they are; what was rejected is mended and comes in."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from helhet.importing.models import Imported
from helhet.parties.models import Person
from helhet.record.models import Course
from tests.ledger.sent import (
    COURSES,
    ENTRIES,
    PERSONS,
    SECRETS,
    faults_of,
    receivers,
    run,
    send,
    with_row,
    write,
)

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _units() -> None:
    receivers()


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
