"""The JSON Schema: the checked-in file is what the model gives, and says of files what it should.

No JSON Schema library is among the locked packages; the few words that the schema uses are read
here, and a word that is not known fails the test.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helhet.pathway.language.model import Pathway
from helhet.pathway.language.schema import pathway_schema
from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.yamltext import read_document
from tests.unit.sample import AFTER, LAR, changed
from tools.write_schema import TARGET, schema_text

SCHEMA = pathway_schema()
TYPES = {"object": dict, "array": list, "string": str, "integer": int}
SAYS_NOTHING = {"$schema", "$defs", "title", "description", "format"}

# The example of the design, §3, with the label that it leaves out.
ABRIDGED = """\
pathway: tsb
edition: 2019-02
valid: {from: 2019-01-01}
title: {en: Specialised treatment, nb: Tverrfaglig spesialisert rusbehandling, nn: Tverrfagleg spesialisert rusbehandling}
subject: person
area: treatment
label: health
goals: [1, 3]
settings: [outpatient, inpatient]
states:
  referred: {}
  entitled: {waiting: true}
  assessing: {place: true}
  treating: {place: true}
  ready: {place: true}
  ended: {final: true}
conditions:
  noticed: {on: early-notice-sent}
  told: {on: ready-notice-sent, off: ready-withdrawn}
  can-receive: {on: [municipality-answered.yes, offer-ready], off: offer-withdrawn}
  under-23: {age-under: 23}
events:
  referral-received: {opens: referred, by: treatment-unit, form: referral}
  right-decided: {from: referred, form: right, outcomes: {granted: {to: entitled}, granted-to-treatment: {to: entitled}, refused: {to: ended}}}
  notice-sent: {from: [entitled, ended]}
  place-chosen: {from: [referred, entitled], moves: {unit: choice.place}}
  attended: {from: entitled, to: assessing, form: attendance}
  clinical-decision: {from: assessing, outcomes: {treatment: {to: treating}, extended-assessment: {}, municipal-follow-up: {to: ended}}}
  evaluated: {from: treating, form: evaluation}
  left-by-own-wish: {fact: true, to: ended, opens-course: {pathway: municipal-follow-up, unit: home-municipality}}
  died: {fact: true, person-wide: true, to: ended}
clocks:
  told-of-right: {start: referral-received, stop: notice-sent, within: 10 working days, binding: law, owner: unit, basis: {ref: pbrl-2-2, source: S20}}
  start-of-care: {start: right-decided.granted, stop: attended, within: {date-from: right.start-by}, binding: law}
  basic-assessment: {start: attended, stop: clinical-decision, within: {outpatient: 21 days, inpatient: 7 days}, binding: guidance}
  first-evaluation: {start: clinical-decision.treatment, stop: evaluated, within: 7 days, binding: guidance, verified: no, shipped: off}
  evaluation: {start: evaluated, stop: evaluated, cancel: leaves treating, within: {outpatient: 56 days, inpatient: 42 days}, on-change: {setting: recount, not-before: 7 days}}
  whole-wait: {start: referral-received, start-at: referral.first-received, stop: enters treating, binding: none}
  child-mapped: {start: attended, each: children.child, stop: child-mapped, within: 7 days, binding: law}
  summary-sent: {start: enters ended, stop: summary-sent, within: 7 days, outlives: true}
  municipal-payment: {while: in ready & inpatient & noticed & told & not can-receive, charge: {rate: municipal-payment-duty, payer: stay.municipality}}
"""


def as_editor_sees(text: str) -> Any:
    """Return a YAML text as an editor of YAML 1.2 has it: whole numbers, true and false are typed."""
    return _typed(read_document(SourceFile("a.yaml", text.encode()))[0].data)


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if re.fullmatch("[0-9]+", value):
        return int(value)
    return {"true": True, "false": False}.get(value, value)


def mismatches(schema: dict[str, Any], value: Any, at: str = "") -> Iterator[str]:
    """Yield where a value is not what the schema says."""
    for word, wanted in schema.items():
        if word not in SAYS_NOTHING and not fits(word, wanted, value, schema):
            yield f"{at}: {word}"
    if "$ref" in schema:
        yield from mismatches(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], value, at)
    if isinstance(value, dict) and schema.get("type") == "object":
        others = schema.get("additionalProperties", {})
        for key, item in value.items():
            inner = schema.get("properties", {}).get(key, others or {"enum": []})
            yield from mismatches(inner, item, f"{at}/{key}")
    if isinstance(value, list) and schema.get("type") == "array":
        for number, item in enumerate(value):
            yield from mismatches(schema["items"], item, f"{at}/{number}")


def fits(word: str, wanted: Any, value: Any, schema: dict[str, Any]) -> bool:
    """Return whether a value holds to one word; of containers the items are looked at elsewhere."""
    is_text, is_number = isinstance(value, str), isinstance(value, int)
    holds: dict[str, Callable[[], bool]] = {
        "type": lambda: (
            isinstance(value, TYPES[wanted]) and not (wanted == "integer" and value is True)
        ),
        "enum": lambda: value in wanted,
        "anyOf": lambda: any(not list(mismatches(way, value)) for way in wanted),
        "not": lambda: bool(list(mismatches(wanted, value))),
        "pattern": lambda: not is_text or re.search(wanted, value) is not None,
        "minLength": lambda: not is_text or len(value) >= wanted,
        "maxLength": lambda: not is_text or len(value) <= wanted,
        "minimum": lambda: not is_number or value >= wanted,
        "maximum": lambda: not is_number or value <= wanted,
        "required": lambda: not isinstance(value, dict) or not set(wanted) - set(value),
        "minProperties": lambda: not isinstance(value, dict) or len(value) >= wanted,
        "propertyNames": lambda: all(not list(mismatches(wanted, key)) for key in value),
        "properties": lambda: True,
        "additionalProperties": lambda: True,
        "items": lambda: True,
        "$ref": lambda: True,
    }
    return holds[word]()


def test_checked_in_file_is_what_the_model_gives() -> None:
    assert TARGET.read_text("utf-8") == schema_text(), "run `python -m tools.write_schema`"


def test_schema_names_its_dialect_and_no_address_of_its_own() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["title"] == "Helhet pathway"
    assert "$id" not in SCHEMA
    assert json.loads(schema_text()) == SCHEMA


def test_every_word_of_the_model_stands_in_the_schema() -> None:
    aliases = {field.alias for field in Pathway.model_fields.values()}

    assert SCHEMA["properties"].keys() == aliases
    assert SCHEMA["additionalProperties"] is False
    assert {"State", "Event", "Clock", "Form", "FormField"} <= SCHEMA["$defs"].keys()


@pytest.mark.parametrize("text", [ABRIDGED, LAR, AFTER])
def test_sound_files_fit_the_schema(text: str) -> None:
    assert list(mismatches(SCHEMA, as_editor_sees(text))) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("area: follow-up", "area: after", "/area: enum"),
        ("label: health\n", "", ": required"),
        ("  opened:", "  Opened:", "/events: propertyNames"),
        ("{opens: open}", "{opens: open, fram: x}", "/events/opened/fram: enum"),
        ("within: 3 days", "within: 3 dayz", "/clocks/contact/within: anyOf"),
        ("within: 3 days", "within: {limit: 3 dayz}", "/clocks/contact/within: anyOf"),
        ("within: 3 days", "within: {limit: 3 days, when: 3}", "/clocks/contact/within: anyOf"),
        ("stop: closed", "stop: no signal", "/clocks/contact/stop: anyOf"),
        ("{final: true}", "{final: maybe}", "/states: anyOf"),
        ("subject: activity", "subject: activity\ngoals: [6]", "/goals/0: maximum"),
    ],
)
def test_wrong_files_do_not_fit(old: str, new: str, expected: str) -> None:
    assert list(mismatches(SCHEMA, as_editor_sees(changed(AFTER, (old, new))))) == [expected]


@pytest.mark.parametrize(
    "within",
    [
        "[3 days, {limit: 1 month, when: in open}]",
        "{outpatient: 3 days, inpatient: {date-from: a.b, less: 2 working days}}",
        "{date-from: a.b}",
    ],
)
def test_every_way_of_writing_limits_fits(within: str) -> None:
    text = changed(AFTER, ("within: 3 days", f"within: {within}"))

    assert list(mismatches(SCHEMA, as_editor_sees(text))) == []
