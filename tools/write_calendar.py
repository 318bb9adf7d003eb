"""Write the Norwegian calendar files, once: `python -m tools.write_calendar`.

The libraries are asked here and never at run time: an upgrade would move deadlines that have
already been given to people. Written files are kept as they are; a correction is a new folder.
"""

import argparse
import csv
import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib import metadata, resources
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

FOLDER = Path(__file__).parents[1] / "src/helhet/content/norway/calendar"
FIRST_YEAR = 1970
LAST_YEAR = 2100

# The library's nb name → (en, nn). A name that is missing here stops the script: somebody
# must then find out whether the law has changed or only the library.
NAMES = {
    "Første nyttårsdag": ("New Year's Day", "Første nyttårsdag"),
    "Arbeidernes dag": ("Labour Day", "Arbeidardagen"),
    "Grunnlovsdag": ("Constitution Day", "Grunnlovsdag"),
    "Skjærtorsdag": ("Maundy Thursday", "Skjertorsdag"),
    "Langfredag": ("Good Friday", "Langfredag"),
    "Første påskedag": ("Easter Sunday", "Første påskedag"),
    "Andre påskedag": ("Easter Monday", "Andre påskedag"),
    "Kristi himmelfartsdag": ("Ascension Day", "Kristi himmelfartsdag"),
    "Første pinsedag": ("Whit Sunday", "Første pinsedag"),
    "Andre pinsedag": ("Whit Monday", "Andre pinsedag"),
    "Første juledag": ("Christmas Day", "Første juledag"),
    "Andre juledag": ("Second Christmas Day", "Andre juledag"),
}
ORDER = list(NAMES)

README = """\
# The Norwegian calendar

Written by `python -m tools.write_calendar`; never by hand, and never changed once released: a
deadline that was given must be found again from the same files. Read by
`helhet/pathway/calendarfiles.py`.

| file | holds | rows | sha256 |
| --- | --- | --- | --- |
{files}

Sources: the Python packages `holidays` {holidays} (Norway) and `tzdata` {tzdata} (Europe/Oslo). The tests
count Easter anew for every year and hold every row against it.

**holidays.csv**: one row a date, {first_year}-01-01 to {last_year}-12-31, names in en, nb and nn.

- The days are those of lov 24. februar 1995 nr. 12 om helligdager og helligdagsfred § 2 and, for
  1 and 17 May, of lov 26. april 1947 nr. 1, which sets them equal to Sundays. The same days are
  taken for the years before 1995, and until {last_year}: the acts are assumed to go on as today.
- Two holidays on one date share its row: in 2008 1 May was also Ascension Day.
- Ordinary Sundays are not listed; the calendar knows them. Easter Sunday, Whit Sunday and a 17 May
  on a Sunday are, under their names. No other day is free for a holiday lost to a weekend.
- Christmas Eve, New Year's Eve and the eves of Easter and Whitsun are working days by law, quiet
  only from 16:00 if at all, and not listed. A pack whose offices close on them says so with its
  closed days.
- An earlier wording of the act counted Easter from 20 March in leap years, by mistake; the first
  Easter so misplaced would have been that of 2076 (Prop. 81 L (2010-2011) section 5). The rows
  have it on 19 April, as the act has now.

**offsets.csv**: from which instant (UTC) Europe/Oslo is how many minutes ahead of UTC. The first
row is no change of the clock: it says what held from then to the next row. **Today's rules of
summer time are assumed to go on until {last_year}.** Should they be repealed, a new folder is written;
what was counted before keeps this one.
"""


def holiday_rows() -> Iterator[tuple[str, str, str, str]]:
    """Yield date, en, nb, nn in the order of the dates; ordinary Sundays are left out.

    Names that meet on one date are joined by "; " in the order of `NAMES`, so that the
    library's own order, which it does not promise, cannot change the file.
    """
    norway = holidays.country_holidays("NO", years=range(FIRST_YEAR, LAST_YEAR + 1), language="no")
    for day in sorted(norway):
        nb = sorted(norway.get_list(day), key=ORDER.index)
        en, nn = ([NAMES[name][column] for name in nb] for column in (0, 1))
        yield day.isoformat(), "; ".join(en), "; ".join(nb), "; ".join(nn)


def oslo() -> ZoneInfo:
    """Return Europe/Oslo as the tzdata package has it, not as this machine's system does."""
    with resources.files("tzdata.zoneinfo.Europe").joinpath("Oslo").open("rb") as file:
        return ZoneInfo.from_file(file, key="Europe/Oslo")


def offset_rows() -> Iterator[tuple[str, int]]:
    """Yield the offset before 1970 and then each change: instant in UTC, minutes ahead of UTC.

    Looks once a day: no zone has changed twice within a day since 1970.
    """
    zone = oslo()
    at = datetime(FIRST_YEAR - 1, 12, 31, tzinfo=UTC)
    end = datetime(LAST_YEAR + 1, 1, 2, tzinfo=UTC)
    yield _utc(at), _minutes(at, zone)
    while at < end:
        later = at + timedelta(days=1)
        if _minutes(at, zone) != _minutes(later, zone):
            change = _first_second_of_new_offset(at, later, zone)
            yield _utc(change), _minutes(change, zone)
        at = later


def _first_second_of_new_offset(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = _minutes(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _minutes(middle, zone) == old else (before, middle)
    return after


def _minutes(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone always has an offset"
    minutes, rest = divmod(offset, timedelta(minutes=1))
    assert not rest, "the file holds whole minutes; Oslo has had no others since 1895"
    return minutes


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as CSV with plain line feeds, alike on every machine."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def calendar_files() -> dict[str, str]:
    """Return file name → text, as the installed libraries would have it today."""
    return {
        "holidays.csv": csv_text(("date", "en", "nb", "nn"), holiday_rows()),
        "offsets.csv": csv_text(("from_utc", "offset_minutes"), offset_rows()),
    }


def readme(files: dict[str, str]) -> str:
    """Return the page beside the files: what they hold, whence, and their hashes."""
    holds = {"holidays.csv": "public holidays", "offsets.csv": "changes of the clock"}
    lines = [
        f"| {name} | {holds[name]} | {text.count(chr(10)) - 1} | `{_sha256(text)}` |"
        for name, text in files.items()
    ]
    return README.format(
        files="\n".join(lines),
        holidays=metadata.version("holidays"),
        tzdata=metadata.version("tzdata"),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write(folder: Path) -> list[str]:
    """Write the files that are missing and return their names; safe to run twice.

    Exits without writing anything if a file is there with other rows: it may have been counted
    with. The README of the first writing stays, for it names the versions that were used then.
    """
    files = calendar_files()
    for name, text in files.items():
        path = folder / name
        if path.exists() and path.read_bytes() != text.encode():
            sys.exit(f"{path} differs and is never overwritten. Write a new folder: --to FOLDER.")
    missing = {
        name: text
        for name, text in {**files, "README.md": readme(files)}.items()
        if not (folder / name).exists()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in missing.items():
        (folder / name).write_bytes(text.encode())
    return list(missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=FOLDER, help="Folder; default: the pack's.")
    written = write(parser.parse_args().to)
    sys.stdout.write(f"Written: {', '.join(written) or 'nothing, all is there and alike'}.\n")


if __name__ == "__main__":
    main()
