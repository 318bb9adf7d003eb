"""Words of instruments that an installation puts in: over the structure of a form, and nothing else of it."""

from pathlib import Path

import pytest

from helhet.cli import main
from helhet.packs.finding import load_pathway
from helhet.packs.pack import Pack, open_pack
from helhet.packs.texts import FormText, read_texts, text_problems, worded
from helhet.pathway.errors import DefinitionError
from helhet.pathway.language.model import Pathway

TEXT = """\
owner: The one who has the right
permission: Letter of 2 November
source: Edition of 2012
choices: {p0: {nb: Aldri}, p1: {nb: Litt}, p2: {nb: Noe}, p3: {nb: Mye}}
fields:
  nervous: {title: {nb: Spurt om det første}, help: {nn: Dei siste to vekene}}
  cannot-stop: {title: {nb: Spurt om det andre}}
  worry: {title: {nb: Spurt om det tredje}, choices: {p3: {nb: Hele tiden}}}
  relaxing: {title: {nb: Spurt om det fjerde}}
  restless: {title: {nb: Spurt om det femte}}
  irritable: {title: {nb: Spurt om det sjette}}
  afraid: {title: {nb: Spurt om det sjuende, nn: Spurd om det sjuande, en: The seventh}}
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack()


@pytest.fixture(scope="module")
def early_help(pack: Pack) -> Pathway:
    (edition,) = load_pathway("early-help", pack)
    return edition


def texts(folder: Path, pack: Pack, said: str = TEXT, name: str = "gad-7") -> dict[str, FormText]:
    (folder / f"{name}.yaml").write_text(said, "utf-8")
    return dict(read_texts(folder, pack))


def test_the_words_stand_where_numbers_stood(
    tmp_path: Path, pack: Pack, early_help: Pathway
) -> None:
    form = worded(early_help, texts(tmp_path, pack)).forms["gad-7"]

    first, third, last = (form.fields[name] for name in ("nervous", "worry", "afraid"))
    assert first.title
    assert first.title.nb == first.title.nn == "Spurt om det første"
    assert first.title.en == "1. Nervous"
    assert first.help
    assert first.help.nb == first.help.nn == "Dei siste to vekene"
    assert [one.title.nb for one in first.choices.values() if one.title][3] == "Mye"
    assert [one.title.nb for one in third.choices.values() if one.title][2:] == [
        "Noe",
        "Hele tiden",
    ]
    assert last.title
    assert (last.title.nn, last.title.en) == ("Spurd om det sjuande", "The seventh")
    assert form.licence
    assert form.licence.text == "bundled"
    assert (form.licence.owner, form.licence.terms) == (
        "The one who has the right",
        "Letter of 2 November",
    )


def test_nothing_but_words_is_another(tmp_path: Path, pack: Pack, early_help: Pathway) -> None:
    def bare(pathway: Pathway) -> dict[str, object]:
        told = pathway.model_dump()
        form = told["forms"]["gad-7"]
        del form["licence"]
        for field in form["fields"].values():
            del field["title"], field["help"]
            for choice in field["choices"].values():
                del choice["title"]
        return told

    assert bare(worded(early_help, texts(tmp_path, pack))) == bare(early_help)


def test_without_a_folder_all_is_as_it_was(tmp_path: Path, pack: Pack, early_help: Pathway) -> None:
    assert worded(early_help, read_texts(tmp_path / "none", pack)) is early_help


def test_words_of_our_own_are_left_alone(tmp_path: Path, pack: Pack, early_help: Pathway) -> None:
    own = TEXT.replace("nervous", "q1")
    with pytest.raises(DefinitionError, match="has its words already"):
        texts(tmp_path, pack, own, "session-feedback")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("afraid: {", "afriad: {", "the form has no field 'afriad'. Did you mean 'afraid'?"),
        ("  afraid: {", "  # {", "field 'afraid' has no words. Write its words too."),
        (", p3: {nb: Mye}", "", "answer 'p3' to 'afraid' has no words."),
        ("{p3: {nb: Hele", "{p4: {nb: Hele", "'p4' is no answer to 'worry'."),
        (", p3: {nb: Mye}", ", p5: {nb: Mye}", "'p5' is no answer to anything."),
        ("permission: Letter of 2 November\n", "", "'permission' is not as it should be"),
        ("{nb: Spurt om det femte}", "{}", "write it in a language, one of en, nb, nn"),
        ("{nb: Spurt om det femte}", "{de: Frage}", "fields.restless.title.de"),
    ],
)
def test_what_does_not_fit_is_told(
    before: str, after: str, told: str, tmp_path: Path, pack: Pack
) -> None:
    assert TEXT.count(before) == 1
    with pytest.raises(DefinitionError) as raised:
        texts(tmp_path, pack, TEXT.replace(before, after))
    assert told in str(raised.value)


def test_words_for_a_form_that_nobody_has_are_told(tmp_path: Path, pack: Pack) -> None:
    (tmp_path / "gad-8.yaml").write_text(TEXT, "utf-8")
    (problem,) = text_problems(tmp_path, pack)
    assert str(problem).endswith("the pack shares no form 'gad-8'. Did you mean 'gad-7'?")


def test_check_looks_at_them_when_it_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gad-7.yaml").write_text(TEXT.replace("afraid", "afriad"), "utf-8")

    assert main(["check", "early-help", "--texts", str(tmp_path)]) == 1
    assert "2 problems" in capsys.readouterr().out
    assert main(["check", "early-help", "--texts", str(tmp_path / "none")]) == 2
    assert "is no folder" in capsys.readouterr().err
