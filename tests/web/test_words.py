"""Whatever a page says, it says in each language."""

import string

import pytest
from babel.messages.pofile import read_po

from helhet.site.catalogues import sources
from tools.write_messages import is_told, messages

CATALOGUES = {path.parts[-3]: path for path in sources()}


def test_there_is_a_catalogue_of_each_language_but_the_codes_own() -> None:
    assert set(CATALOGUES) == {"nb", "nn"}


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_message_has_words_and_no_others_are_kept(language: str) -> None:
    with CATALOGUES[language].open("rb") as file:
        catalogue = read_po(file, locale=language)

    said = {(one.id, one.context) for one in messages() if one.id}
    assert {(one.id, one.context) for one in catalogue if one.id} == said, (
        "python -m tools.write_messages"
    )
    assert [one.id for one in catalogue if one.id and not is_told(one)] == []


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_words_name_what_the_message_names(language: str) -> None:
    with CATALOGUES[language].open("rb") as file:
        catalogue = read_po(file, locale=language)

    for message in catalogue:
        if message.id:
            assert _names(message.id) == _names(message.string), message.id


def _names(said: object) -> set[str]:
    texts = [said] if isinstance(said, str) else list(said or ())  # type: ignore[call-overload]
    found = {part.split(")")[0] for text in texts for part in str(text).split("%(")[1:]}
    return found | {
        name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name
    }
