"""The words of instruments that are not ours: put in by an installation that has the right, over a form's structure.

One file for each form, named as it is, in a folder of the installation's own. Only words are put in: questions, answers,
points and limits stay as the pack has them, so nothing that was recorded reads otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, model_validator

from helhet.packs.pack import Pack
from helhet.packs.words import problems_in, read_data, read_word
from helhet.pathway.errors import DefinitionError, Problem
from helhet.pathway.language.forms import Choice, Form, FormField, Licence
from helhet.pathway.language.model import Pathway
from helhet.pathway.language.spelling import Name, Text
from helhet.pathway.language.words import LANGUAGES, Title, Word
from helhet.pathway.reading.documents import Path as Place
from helhet.pathway.reading.faults import meant, quoted

# Who reads one of the two reads the other as well; who reads English is asked by number, as without the text.
_INSTEAD: Final = {"nb": "nn", "nn": "nb"}
_NOTHING: Final = "–"
_REMEDY_STRUCTURE: Final = "Delete the file: only a form whose 'text' is 'structure' waits for one."


class Wording(Word):
    """Words in the languages that whoever has the right has them in; at least one."""

    en: Text | None = None
    nb: Text | None = None
    nn: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Wording:
        if not any(getattr(self, language) for language in LANGUAGES):
            raise ValueError(f"write it in a language, one of {', '.join(LANGUAGES)}")
        return self

    def over(self, title: Title | None, name: str) -> Title:
        """Return these words, and those of the pack in a language that has none."""
        own = title or Title(en=name, nb=name, nn=name)
        return Title(**{one: self._in(one) or own.in_(one) for one in LANGUAGES})

    def _in(self, language: str) -> str | None:
        told: str | None = getattr(self, language)
        return told or getattr(self, _INSTEAD.get(language, language))


class FieldText(Word):
    """How one question is put, and what its answers are called."""

    title: Wording
    help: Wording | None = None
    choices: Mapping[Name, Wording] = {}


class FormText(Word):
    """The words of a form: whose they are, by what right they stand here, where they were taken from.

    `choices` are the answers that several questions share.
    """

    owner: Text
    permission: Text
    source: Text
    choices: Mapping[Name, Wording] = {}
    fields: Annotated[Mapping[Name, FieldText], Field(min_length=1)]

    def answers_to(self, name: str) -> Mapping[str, Wording]:
        """Return what the answers to a question are called."""
        return {**self.choices, **self.fields[name].choices}


def read_texts(folder: Path, pack: Pack) -> Mapping[str, FormText]:
    """Return the texts of a folder by the form they are for, none if there is no such folder.

    Raises DefinitionError with all that is wrong in its files.
    """
    problems = tuple(text_problems(folder, pack))
    if problems:
        raise DefinitionError(problems)
    return {path.stem: read_word(path, FormText) for path in _files(folder)}


def text_problems(folder: Path, pack: Pack) -> Iterator[Problem]:
    """Yield what is wrong in the texts of a folder: no words, or words for what the pack's form does not ask."""
    for path in _files(folder):
        problems = problems_in(partial(read_word, path, FormText))
        yield from sorted(problems or _misfits(path, pack))


def worded(pathway: Pathway, texts: Mapping[str, FormText]) -> Pathway:
    """Return a pathway whose forms that are mere structure have their words, where there are any."""
    forms = {
        name: _worded(form, texts[name]) if name in texts and _waits(form) else form
        for name, form in pathway.forms.items()
    }
    return pathway.model_copy(update={"forms": forms}) if forms != pathway.forms else pathway


def _worded(form: Form, text: FormText) -> Form:
    fields = {
        name: _asked(field, text.fields[name], text.answers_to(name))
        for name, field in form.fields.items()
    }
    licence = Licence(owner=text.owner, terms=text.permission, text="bundled", source=text.source)
    return form.model_copy(update={"fields": fields, "licence": licence})


def _asked(field: FormField, text: FieldText, answers: Mapping[str, Wording]) -> FormField:
    choices = {name: _called(one, name, answers[name]) for name, one in field.choices.items()}
    told = text.help.over(field.help, _NOTHING) if text.help else field.help
    title = text.title.over(field.title, _NOTHING)
    return field.model_copy(update={"title": title, "help": told, "choices": choices})


def _called(choice: Choice, name: str, words: Wording) -> Choice:
    return choice.model_copy(update={"title": words.over(choice.title, name)})


def _misfits(path: Path, pack: Pack) -> Iterator[Problem]:
    document, text = read_data(path), read_word(path, FormText)
    forms = {one.stem: one for one in pack.folder.glob("forms/*.yaml")}
    if path.stem not in forms:
        fault = f"the pack shares no form {quoted(path.stem)}"
        yield Problem(document.file, 1, fault, meant(path.stem, forms, "forms"))
        return
    form = read_word(forms[path.stem], Form)
    if not _waits(form):
        fault = f"form {quoted(path.stem)} has its words already"
        yield Problem(document.file, 1, fault, _REMEDY_STRUCTURE)
    for place, fault, remedy in (*_strangers(text, form), *_silent(text, form)):
        yield Problem(document.file, document.line(place), fault, remedy)


def _strangers(text: FormText, form: Form) -> Iterator[tuple[Place, str, str]]:
    """Yield the words for what the form does not ask."""
    for name, field in text.fields.items():
        if name not in form.fields:
            remedy = meant(name, form.fields, "fields", where="there")
            yield ("fields", name), f"the form has no field {quoted(name)}", remedy
            continue
        for answer in sorted(field.choices.keys() - form.fields[name].choices):
            remedy = meant(answer, form.fields[name].choices, "answers", where="there")
            place = ("fields", name, "choices", answer)
            yield place, f"{quoted(answer)} is no answer to {quoted(name)}", remedy
    known = {answer for field in form.fields.values() for answer in field.choices}
    for answer in sorted(text.choices.keys() - known):
        remedy = meant(answer, known, "answers", where="there")
        yield ("choices", answer), f"{quoted(answer)} is no answer to anything", remedy


def _silent(text: FormText, form: Form) -> Iterator[tuple[Place, str, str]]:
    """Yield what is asked and has no words: half a form is none."""
    for name, field in form.fields.items():
        if name not in text.fields:
            yield ("fields",), f"field {quoted(name)} has no words", "Write its words too."
            continue
        for answer in sorted(field.choices.keys() - text.answers_to(name).keys()):
            fault = f"answer {quoted(answer)} to {quoted(name)} has no words"
            yield ("fields", name), fault, "Write its words too, here or once under 'choices'."


def _waits(form: Form) -> bool:
    return form.licence is not None and form.licence.text == "structure"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))
