"""Totals of others from a file: whole or not at all, known again, few told as few, and nothing but names of short lists and numbers."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helhet.access.deciding import Reader
from helhet.access.models import Access
from helhet.access.readers import staff_reader
from helhet.cli import main
from helhet.importing.faults import CannotImport, CellFault
from helhet.importing.totals import Imported, import_totals, read_period
from helhet.ledgers.contacts import add_total, month_of, sums, week_of
from helhet.ledgers.errors import Refused
from helhet.ledgers.hiding import Sum
from helhet.ledgers.models import Total
from helhet.ledgers.totals import Brought, Counted, What, bring
from helhet.parties.models import Membership, User
from tests.ledger.cast import TODAY, Cast, cast, member, unit

pytestmark = pytest.mark.django_db
HEADER = "period,kind,place,need,count"
WEEKS = ("2026-W18,helpline,,,140", "2026-W18,helpline,,talk,90", "2026-W19,helpline,,,3")


@pytest.fixture
def units() -> Cast:
    return cast()


@pytest.fixture
def worker(units: Cast) -> Reader:
    return staff_reader(member(units.ward, "outreach-worker"), TODAY)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return tmp_path / "sent.csv"


def brought(reader: Reader, path: Path, *rows: str, header: str = HEADER, replace: bool = False) -> Imported:  # fmt: skip
    path.write_text("\n".join([header, *rows, ""]), "utf-8")
    return import_totals(reader, path, replace=replace)


def test_rows_are_written_and_known_again(worker: Reader, sent: Path) -> None:
    first, again = brought(worker, sent, *WEEKS), brought(worker, sent, *WEEKS)

    assert (first.brought, again.brought) == (Brought(new=3), Brought(known=3))
    assert (first.faults, again.faults) == ((), ())
    assert Total.objects.count() == 3


def test_week_has_them_and_few_are_told_as_few(worker: Reader, sent: Path) -> None:
    brought(worker, sent, *WEEKS)

    full, sparse = sums(worker, date(2026, 4, 27)), sums(worker, date(2026, 5, 4))

    assert (full.kinds, full.needs) == ((Sum("helpline", 140),), (Sum("talk", 90),))
    assert (sparse.kinds, sparse.people) == ((Sum("helpline", None),), None)


def test_month_stands_beside_the_weeks_and_is_not_added_to_them(worker: Reader, sent: Path) -> None:
    brought(
        worker, sent, "2026-02,chat,,,40", "2026-02,chat,,talk,4", "2026-W07,needle-exchange,,,12"
    )

    told = sums(worker, date(2026, 2, 11))

    assert told.people == 12
    assert told.month_kinds == (Sum("chat", 40),)
    assert told.month_needs == (Sum("talk", None),)
    assert sums(worker, date(2026, 3, 11)).month_kinds == ()


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("2026-W54,chat,,,1", "period", "no week or month"),
        ("2026-13,chat,,,1", "period", "no week or month"),
        ("0001-01,chat,,,1", "period", "no week or month"),
        ("2026-05-04,chat,,,1", "period", "no week or month"),
        ("2026-W21,chat,,,1", "period", "not over"),
        ("2026-05,chat,,,1", "period", "not over"),
        (",chat,,,1", "period", "needed"),
        ("2026-W18,,,,1", "kind", "needed"),
        ("2026-W18,Kari Nordmann,,,1", "kind", "none of the pack's list"),
        ("2026-W18,chat,Storgata 1,,1", "place", "none of the pack's list"),
        ("2026-W18,chat,,spying,1", "need", "none of the pack's list"),
        ("2026-W18,chat,,,", "count", "needed"),
        ("2026-W18,chat,,,-1", "count", "no whole number"),
        ("2026-W18,chat,,,1234567890", "count", "no whole number"),
        ("2026-W18,chat,,,12 33 44 55", "count", "no whole number"),
        ("2026-W18,=cmd|'x'!A1,,,1", "kind", "formula"),
        ("2026-W18,helpline,,,139", "", "counted twice"),
        ("2026-04,helpline,,,500", "period", "another period"),
        ("2026-W18,chat,,talk,1", "need", "not how many contacts"),
        ("2026-W18,helpline,,wound,141", "count", "more asked"),
    ],
)
def test_one_fault_keeps_all_out_and_repeats_no_value(
    worker: Reader, sent: Path, row: str, column: str, fault: str
) -> None:
    done = brought(worker, sent, WEEKS[0], row)

    assert done.brought.new == 0
    assert not Total.objects.exists()
    assert any(one.column == column and fault in one.fault for one in done.faults)
    assert {one.line for one in done.faults if fault in one.fault} <= {2, 3}
    assert not any(text in str(done.faults) for text in ("Nordmann", "Storgata", "cmd", "12 33"))


@pytest.mark.parametrize(
    "header", [f"{HEADER},name", "period,kind", f"{HEADER},number", "Kari,Nordmann"]
)
def test_column_that_is_none_of_them_is_refused_and_not_repeated(
    worker: Reader, sent: Path, header: str
) -> None:
    with pytest.raises(CannotImport) as refused:
        brought(worker, sent, *WEEKS, header=header)

    assert "Nordmann" not in str(refused.value)
    assert not Total.objects.exists()


def test_other_number_is_told_and_replaces_only_when_asked(worker: Reader, sent: Path) -> None:
    brought(worker, sent, *WEEKS)

    told = brought(worker, sent, "2026-W18,helpline,,,150", *WEEKS[1:])
    before = sums(worker, date(2026, 4, 27)).people
    done = brought(worker, sent, "2026-W18,helpline,,,150", *WEEKS[1:], replace=True)

    assert ["another number" in one.fault for one in told.faults] == [True]
    assert (before, sums(worker, date(2026, 4, 27)).people) == (140, 150)
    assert done.brought == Brought(known=2, replaced=1)
    assert brought(worker, sent, "2026-W18,helpline,,,150", *WEEKS[1:]).brought == Brought(known=3)


def test_replacing_leaves_no_need_above_all(worker: Reader, sent: Path) -> None:
    brought(worker, sent, *WEEKS)

    done = brought(worker, sent, "2026-W18,helpline,,,80", replace=True)

    assert ["more asked" in one.fault for one in done.faults] == [True]
    assert sums(worker, date(2026, 4, 27)).people == 140


def test_other_unit_has_totals_of_its_own(worker: Reader, units: Cast, sent: Path) -> None:
    brought(worker, sent, *WEEKS)
    there = staff_reader(member(units.clinic, "outreach-worker"), TODAY)

    done = brought(there, sent, "2026-04,helpline,,,9")

    assert done.brought == Brought(new=1)
    assert sums(there, date(2026, 4, 27)).kinds == ()


def test_form_does_not_count_days_that_a_month_has(worker: Reader, sent: Path) -> None:
    brought(worker, sent, "2026-02,chat,,,40")

    with pytest.raises(Refused) as refused:
        add_total(worker, "chat", week_of(date(2026, 2, 11)), 5, key=uuid4())

    assert (refused.value.field, refused.value.code) == ("kind", "across")


@pytest.mark.parametrize("role", ["tsb-doctor", "unit-leader", "person"])
def test_whoever_may_not_count_imports_nothing(units: Cast, sent: Path, role: str) -> None:
    reader = staff_reader(member(units.ward, role), TODAY)

    with pytest.raises((PermissionDenied, Http404)):
        brought(reader, sent, *WEEKS)

    assert not Total.objects.exists()


def test_log_tells_that_it_was_used_and_not_which_row(worker: Reader, sent: Path) -> None:
    brought(worker, sent, *WEEKS)

    access = Access.objects.get()
    assert (access.user, access.parts, access.deed) == (worker.user, "OUTA", "write")
    assert not access.subjects.exists()


def test_table_only_grows_with_its_new_columns(worker: Reader, sent: Path) -> None:
    brought(worker, sent, *WEEKS)

    for statement in ("UPDATE ledgers_total SET need = ''", "DELETE FROM ledgers_total"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


days = st.dates(date(2026, 1, 1), TODAY - timedelta(days=40))
wholes = st.builds(lambda day, is_month: month_of(day) if is_month else week_of(day), days, st.booleans())  # fmt: skip
whats = st.builds(
    lambda kind, days, place, need: What(kind, days[0], days[1], place, need),
    st.sampled_from(["chat", "helpline"]),
    wholes,
    st.sampled_from(["", "street"]),
    st.sampled_from(["", "", "talk", "wound"]),
)
counted = st.builds(Counted, whats, st.integers(0, 9))


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=st.lists(st.lists(counted, max_size=6), max_size=4), replace=st.booleans())
def test_whatever_comes_no_day_is_counted_twice_and_no_need_is_above_all(
    files: list[list[Counted]],
    *,
    replace: bool,
) -> None:
    worker = staff_reader(member(unit(f"team-{uuid4().hex}", "team"), "outreach-worker"), TODAY)
    standing: dict[What, int] = {}

    for sent in files:
        done = bring(worker, sent, replace=replace)
        again = bring(worker, sent, replace=replace)
        standing |= {} if done.wrong else dict(sent)
        assert again == (done if done.wrong else Brought(known=len(sent)))

    assert _kept(worker) == standing
    assert not any(one.is_across(other) for one in standing for other in standing)
    assert all(standing[one.all_of_them] >= number for one, number in standing.items())


def _kept(reader: Reader) -> dict[What, int]:
    rows = list(Total.objects.filter(unit=reader.unit, takes_back=None, taken_back=None))
    kept = {
        What(row.kind, row.from_day, row.to_day, row.place, row.need): row.contacts for row in rows
    }
    assert len(kept) == len(rows)
    return kept


@given(st.dates(date(2000, 1, 3), date(2099, 12, 27)))
def test_every_day_lies_in_the_week_and_month_that_are_written_of_it(day: date) -> None:
    year, week, _ = day.isocalendar()

    assert read_period(f"{year:04}-W{week:02}") == week_of(day)
    assert read_period(f"{day:%Y-%m}") == month_of(day)


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_is_refused(text: str) -> None:
    try:
        first, last = read_period(text)
    except CellFault:
        return
    assert 7 <= (last - first).days + 1 <= 31


def test_command_counts_rehearses_and_refuses(
    units: Cast, sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    membership = Membership.objects.get(pk=member(units.ward, "outreach-worker").pk)
    name, code = User.objects.get(pk=membership.user_id).username, units.ward.code
    sent.write_text("\n".join([HEADER, *WEEKS, ""]), "utf-8")
    asked = ["totals", str(sent), "--unit", code, "--by", name]

    assert main([*asked, "--dry-run"]) == 0
    assert not Total.objects.exists()
    assert main(asked) == 0
    assert "totals new: 3" in capsys.readouterr().out
    assert main(["totals", str(sent), "--unit", units.clinic.code, "--by", name]) == 2
    sent.write_text(f"{HEADER}\n2026-W18,helpline,,,1\n", "utf-8")
    assert main(asked) == 1
    assert ":2: count: another number" in capsys.readouterr().err
