"""Take up what pages and code say into the catalogues of words: `python -m tools.write_messages`.

Keeps what is translated, adds what is new with no translation, drops what nobody says any more.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).parents[1] / "src" / "helhet"
FOLDER: Final = ROOT / "site" / "locale"
LANGUAGES: Final = ("nb", "nn")
KEYWORDS: Final = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None}
HEADER: Final = """\
# What pages say, in another language than the English of the code; `python -m tools.write_messages` keeps the list.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
ROOMS: Final = ("web", "signin", "workspaces", "site")


def messages() -> Catalog:
    """Return all that the rooms of pages say, in the order of their files."""
    catalogue = Catalog(domain="django", charset="utf-8")
    for file in _files():
        text = file.read_text("utf-8")
        code = text if file.suffix == ".py" else templatize(text)
        for _line, said, comments, context in extract(
            "python", io.BytesIO(code.encode()), KEYWORDS
        ):
            catalogue.add(said, None, [_place(file)], (), comments, context=context)
    return catalogue


def _place(file: Path) -> tuple[str, int]:
    return str(file.relative_to(ROOT)), 0


def _files() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted([*(ROOT / room).rglob("*.py"), *(ROOT / room).rglob("*.html")])


def main() -> int:
    """Renew the catalogue of each language."""
    settings.configure()
    said = messages()
    for language in LANGUAGES:
        target = FOLDER / language / "LC_MESSAGES" / "django.po"
        known = _known(target, language)
        renewed = Catalog(locale=language)
        for message in said:
            if message.id:
                old = known.get(message.id, message.context)
                renewed.add(
                    message.id,
                    string=(old.string if old else None)
                    or ("" if isinstance(message.id, str) else ("", "")),
                    locations=message.locations,
                    context=message.context,
                )
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(HEADER.format(language=language).encode())
            write_po(file, renewed, omit_header=True, include_lineno=False, width=120)
        missing = sum(not is_told(one) for one in renewed if one.id)
        sys.stdout.write(f"{language}: {len(renewed)} messages, {missing} without words\n")
    return 0


def _known(target: Path, language: str) -> Catalog:
    if not target.exists():
        return Catalog(locale=language)
    with target.open("rb") as file:
        return read_po(file, locale=language)


def is_told(message: Message) -> bool:
    """Return whether a message has words, in each number if it has two."""
    said = message.string
    return bool(said) if isinstance(said, str) else all(said or ("",))


if __name__ == "__main__":
    sys.exit(main())
