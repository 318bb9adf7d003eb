"""Content packs and pathways as they lie on disk: what is found, and what is told where nothing is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from helhet.packs.finding import find_pathway, load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import NORWAY, open_pack
from helhet.pathway.calendar import parse_day
from helhet.pathway.errors import DefinitionError
from tests.unit.measure_sample import PATHWAY, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the Norwegian pack that a test may spoil."""
    return Path(shutil.copytree(NORWAY, tmp_path / "pack"))


def test_the_pack_that_comes_with_helhet_opens() -> None:
    pack = open_pack()

    assert (pack.said.name, pack.said.time_zone, pack.said.languages) == ("norway", "Europe/Oslo", ("nb", "nn", "en"))  # fmt: skip
    assert not pack.calendar.is_working(parse_day("2026-05-17"))
    assert "died" in pack.names.person_wide
    assert {"pbrl-2-2"} <= pack.names.laws
    assert pack.names.rates == {"municipal-payment-duty"}
    assert {"tsb", "oat"} <= set(pathway_names(pack))


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("pack.yaml", "name: x\n", "pack.yaml:1: 'title' is not as it should be"),
        ("pack.yaml", "- x\n", "'the file' is not as it should be"),
        ("laws.yaml", "- x\n", "laws.yaml:1: the file is no mapping"),
        ("sources.yaml", "a: b: c\n", "sources.yaml:1: "),
    ],
)
def test_a_pack_with_faults_tells_where(folder: Path, file: str, text: str, message: str) -> None:
    write(folder / file, text)

    with pytest.raises(DefinitionError, match=message):
        open_pack(folder)


def test_saturday_and_closed_days_are_the_packs_to_say(folder: Path) -> None:
    said = (folder / "pack.yaml").read_text("utf-8")
    calendar = "calendar: {saturday-is-working: no, closed-days: []}"
    assert calendar in said
    ours = "calendar: {saturday-is-working: yes, closed-days: [2026-05-19]}"
    write(folder / "pack.yaml", said.replace(calendar, ours))

    days = open_pack(folder).calendar

    assert days.is_working(parse_day("2026-05-09"))
    assert not days.is_working(parse_day("2026-05-19"))


def test_a_pack_need_not_list_laws_sources_and_rates(folder: Path) -> None:
    (folder / "laws.yaml").unlink()
    shutil.rmtree(folder / "rates")

    assert (open_pack(folder).laws, open_pack(folder).rates) == ({}, {})


def test_a_pathway_is_a_file_a_folder_or_a_name(tmp_path: Path) -> None:
    pack = open_pack()
    file = write(tmp_path / "pathway.yaml", PATHWAY)

    for told in (str(file), str(tmp_path)):
        assert [each.pathway for each in load_pathway(told, pack)] == ["clinic"]
    assert [each.pathway for each in load_pathway("naloxone", pack)] == ["naloxone"]


def test_forms_stand_in_the_folder_beside_and_older_editions_take_what_they_use(
    tmp_path: Path,
) -> None:
    own, _, forms = PATHWAY.partition("forms:\n")
    (tmp_path / "forms").mkdir()
    (tmp_path / "editions").mkdir()
    for line in forms.splitlines():
        name, _, form = line.strip().partition(": ")
        write(tmp_path / "forms" / f"{name}.yaml", form)
    write(tmp_path / "pathway.yaml", own)
    older = own.replace("edition: first", "edition: zeroth").replace("from: 2020", "from: 2019")
    older = re.sub(r"  place-chosen: .*\n", "", older)
    write(tmp_path / "editions" / "2019.yaml", older.replace("form: right,", "form: [right],"))

    files = find_pathway(str(tmp_path), open_pack())
    loaded = load_pathway(str(tmp_path), open_pack())

    assert [len(each.forms) for each in files] == [3, 4]
    assert [each.edition for each in loaded] == ["zeroth", "first"]


def test_an_older_edition_that_cannot_be_read_is_told_with_the_rest(tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    write(tmp_path / "pathway.yaml", PATHWAY)
    write(tmp_path / "editions" / "2019.yaml", "- no pathway\n")
    write(tmp_path / "editions" / "2018.yaml", "events: {a: b, c: {form: {d: e}}}\n")

    with pytest.raises(DefinitionError, match=r"2018.yaml:1: .*(\n.*)*2019.yaml:1: "):
        load_pathway(str(tmp_path), open_pack())


def test_a_name_that_is_nowhere_is_told_with_the_nearest() -> None:
    with pytest.raises(
        FileNotFoundError, match=r"no pathway of that name in the pack\. Did you mean 'oat'"
    ):
        find_pathway("oats", open_pack())
