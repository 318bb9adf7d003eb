"""How long a clock may take, by setting and condition, and what a change of these does to it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from helhet.pathway.language import phrases
from helhet.pathway.language.phrases import Guard, Term
from helhet.pathway.language.spelling import ADuration, AField, AGuard, Name, Years
from helhet.pathway.language.words import Word


class Limit(Word):
    """One limit of a clock: a duration, or a date from a form or an age, less a duration; perhaps only `when` a guard holds."""

    limit: ADuration | None = None
    date_from: AField | None = None
    at_age: Years | None = None
    less: ADuration | None = None
    when: AGuard | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = (self.limit, self.date_from, self.at_age)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError(
                "a limit is one of a time, as '7 days', a 'date-from' a form, or an 'at-age'"
            )
        if self.less and self.limit:
            raise ValueError("'less' is taken from a 'date-from' or an 'at-age'")
        if self.less and self.less.unit is phrases.TimeUnit.HOURS:
            raise ValueError("'less' than a date is in days, working days, weeks or months")
        return self


LIMIT_WORDS = {"limit", "date-from", "at-age", "less", "when"}


def _limits(value: Any) -> Any:
    """Read the short ways of writing limits into a list: one time; by setting; one mapping; a list of these."""
    if isinstance(value, str):
        return [{"limit": value}]
    if isinstance(value, list):
        return [limit for item in value for limit in _limits(item)] if _plain(value) else value
    if isinstance(value, dict) and value and not LIMIT_WORDS & value.keys():
        return [_in_setting(name, limit) for name, limit in value.items()]
    return [value]


def _plain(values: list[Any]) -> bool:
    return all(isinstance(item, str | dict) for item in values)


def _in_setting(name: str, value: Any) -> Any:
    guard = Guard((Term((name,), is_state=False, denied=False),))
    limit = {"limit": value} if isinstance(value, str) else value
    if isinstance(limit, dict) and "when" in limit:
        raise ValueError("a limit by setting has no 'when'; write a list of limits instead")
    return {**limit, "when": guard} if isinstance(limit, dict) else limit


_TIME: dict[str, Any] = {"type": "string", "pattern": phrases.DURATION_PATTERN}
_FIELD: dict[str, Any] = {"type": "string", "pattern": phrases.FIELD_PATTERN}
_YEARS: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 120}
_WHEN: dict[str, Any] = {"type": "string", "pattern": phrases.GUARD_PATTERN}


def _words(**extra: Any) -> dict[str, Any]:
    properties = {"limit": _TIME, "date-from": _FIELD, "at-age": _YEARS, "less": _TIME, **extra}
    return {"type": "object", "additionalProperties": False, "properties": properties}


_LIMIT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        _TIME,
        _words(when=_WHEN),
        {
            "type": "object",
            "description": "by setting",
            "propertyNames": {
                "pattern": f"^{phrases.NAME}$",
                "not": {"enum": sorted(LIMIT_WORDS)},
            },
            "additionalProperties": {"anyOf": [_TIME, _words()]},
        },
    ]
}
Limits = Annotated[
    tuple[Limit, ...],
    BeforeValidator(_limits),
    WithJsonSchema({"anyOf": [*_LIMIT_SCHEMA["anyOf"], {"type": "array", "items": _LIMIT_SCHEMA}]}),
]


class Change(StrEnum):
    """What a new setting or condition does to an open run."""

    KEEP = "keep"
    RECOUNT = "recount"
    RESTART = "restart"


class OnChange(Word):
    """For `setting` and each condition named: what its change does to an open run."""

    of: Mapping[Name, Change]
    not_before: ADuration | None = None


def _on_change(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    changes = {name: change for name, change in value.items() if name != "not-before"}
    return {"of": changes} | {name: value[name] for name in value.keys() & {"not-before"}}


AnOnChange = Annotated[
    OnChange,
    BeforeValidator(_on_change),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {"not-before": {"type": "string", "pattern": phrases.DURATION_PATTERN}},
            "additionalProperties": {"enum": [str(change) for change in Change]},
        }
    ),
]
