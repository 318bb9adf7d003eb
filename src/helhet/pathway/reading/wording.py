"""What pydantic says of a definition → what a clinician can read: fault and remedy."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from helhet.pathway.language.model import HEARD_PATTERN, Pathway
from helhet.pathway.language.spelling import LONGEST_NAME
from helhet.pathway.language.words import Word
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, meant, quoted, sentence, thing

MOST_FAULTS: Final = 100
KEY: Final = "[key]"
"""What pydantic puts at the end of a place when the key itself, not its value, is wrong."""

NAME_RULE: Final = (
    "A name is lower-case letters, digits and single hyphens, and begins with a letter."
)


def faults_of(error: ValidationError) -> list[Fault]:
    """Return one fault for each thing pydantic found; of very many the first, and their number."""
    found = error.errors()
    faults = [_fault(each) for each in found[:MOST_FAULTS]]
    if len(found) > MOST_FAULTS:
        more = len(found) - MOST_FAULTS
        faults.append(Fault((), f"there are {more} more problems", "Mend the others first."))
    return faults


def _fault(error: ErrorDetails) -> Fault:
    path = tuple(_written(error["loc"]))
    told = TOLD.get(error["type"], _other)
    return Fault(path, *told(error, path))


def _written(path: Path) -> Iterator[str | int]:
    """Yield the steps that stand in a file: a change is written without its 'of'."""
    for before, step in pairwise((None, *path)):
        if step is not None and step != KEY and (before, step) != ("on-change", "of"):
            yield step


Told = tuple[str, str]


def _missing(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path[:-1])} has no {quoted(path[-1])}", "Add it."


def _unknown_key(error: ErrorDetails, path: Path) -> Told:
    fault = f"{quoted(path[-1])} is no key of {thing(path[:-1])}"
    keys = _fields_of(_word_at(path[:-1])).keys()
    return fault, meant(str(path[-1]), keys, "keys", most=len(keys))


def _no_name(error: ErrorDetails, path: Path) -> Told:
    if error["ctx"]["pattern"] == HEARD_PATTERN:
        rule = "What is heard is written 'pathway.event' or 'pathway.event.outcome'."
        return f"{thing(path)} reads {quoted(error['input'])}", rule
    return f"{quoted(error['input'])} is no name", NAME_RULE


def _too_long(error: ErrorDetails, path: Path) -> Told:
    most = error["ctx"]["max_length"]
    what = "a name" if most == LONGEST_NAME else thing(path)
    return f"{what} has more than {most} characters", "Shorten it."


def _empty(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is empty", "Fill it, or delete it."


def _no_text(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is no text", "Write a single text."


def _no_mapping(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is no mapping", "Write keys and values, or {} for none."


def _no_record(error: ErrorDetails, path: Path) -> Told:
    fields = _word_at(path).model_fields
    needed = [field.alias or name for name, field in fields.items() if field.is_required()]
    if not needed or path[-1:] == ("on-change",):  # whose one key is not written
        return _no_mapping(error, path)
    return f"{thing(path)} is no mapping", f"Write keys and values, at least {', '.join(needed)}."


def _no_list(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is no list", "Write the items in brackets, or one a line after '- '."


def _no_choice(error: ErrorDetails, path: Path) -> Told:
    allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    fault = f"{thing(path)} cannot be {quoted(error['input'])}"
    return fault, meant(str(error["input"]), allowed, "words")


def _too_low(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is below {error['ctx']['ge']}", "Write a higher number."


def _too_high(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is above {error['ctx']['le']}", "Write a lower number."


def _unread(error: ErrorDetails, path: Path) -> Told:
    """Tell of a text that a reader of ours refused, or of words that do not go together."""
    rule = sentence(str(error["ctx"]["error"]))
    given = error["input"]
    if isinstance(given, str):
        who = thing(path[:-2] if path[-1] == "limit" else path)  # most often no key, but an item
        return f"{who} reads {quoted(given)}", rule
    return f"{thing(path)} does not hold together", rule


def _other(error: ErrorDetails, path: Path) -> Told:
    return f"{thing(path)} is not as it should be", sentence(error["msg"])


TOLD: Final[Mapping[str, Callable[[ErrorDetails, Path], Told]]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "string_pattern_mismatch": _no_name,
    "string_too_long": _too_long,
    "string_too_short": _empty,
    "too_short": _empty,
    "string_type": _no_text,
    "model_type": _no_record,
    "model_attributes_type": _no_record,
    "mapping_type": _no_mapping,
    "dict_type": _no_mapping,
    "tuple_type": _no_list,
    "enum": _no_choice,
    "literal_error": _no_choice,
    "greater_than_equal": _too_low,
    "less_than_equal": _too_high,
    "value_error": _unread,
}


def _word_at(path: Path) -> type[Word]:
    """Return the record that stands at a path: the keys that fit there are its own."""
    word: type[Word] = Pathway
    steps = iter(path)
    for step in steps:
        field = _fields_of(word).get(str(step))
        if field is None:
            continue  # an item's number
        if get_origin(field) is Mapping:
            next(steps)  # a name
        word = _word_in(field) or word
    return word


def _fields_of(word: type[Word]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in word.model_fields.items()}


def _word_in(annotation: Any) -> type[Word] | None:
    """Return the record inside an annotation such as `Mapping[Name, State]` or `Title | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Word):
        return annotation
    inner = (_word_in(part) for part in get_args(annotation))
    return next((word for word in inner if word), None)
