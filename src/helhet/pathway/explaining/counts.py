"""The sentences that count: which limit, from when, past which holidays, to which day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from helhet.pathway.calendar import Calendar, civil_from_days
from helhet.pathway.explaining.limits import Facts, Fall, Weighed
from helhet.pathway.explaining.words import Words
from helhet.pathway.language.model import Limit
from helhet.pathway.language.phrases import Duration, TimeUnit

MOST_FREE_DAYS = 8
"""So many free days are named one by one: more than any limit of a few weeks skips."""


def due_lines(words: Words, weighed: Weighed, facts: Facts) -> Iterator[str]:
    """Yield which limit holds and why, what else there is, and how it is counted."""
    yield from _choice(words, weighed)
    if weighed.others:
        yield words.say("not-applying", words.limits(weighed.others))
    if facts.setting is None and asks_setting(words, weighed):
        yield words.say("no-setting")
    for fall in weighed.applying:
        if fall.first is None:
            yield _falls_nowhere(words, fall)
    if weighed.held:
        yield _sentence(f"{count(words, weighed.held, facts)}.")


def no_due_line(words: Words, weighed: Weighed) -> str:
    """Return that there is no due, and why unless the lines before have said it."""
    if weighed.applying:
        return words.say("no-due")
    return words.say("none-applies" if weighed.others else "no-limit")


def earliest_line(words: Words, weighed: Weighed, facts: Facts) -> Iterator[str]:
    """Yield before when it may not be, if anything says so."""
    if weighed.held:
        yield words.say("earliest", count(words, weighed.held, facts))


def week_line(words: Words, falls: Iterable[Fall | None]) -> Iterator[str]:
    """Yield which days of the week are left out, if anything was counted in working days."""
    lengths = [fall.limit.limit or fall.limit.less for fall in falls if fall]
    if any(each and each.amount and each.unit is TimeUnit.WORKING_DAYS for each in lengths):
        yield words.say("sundays" if words.calendar.saturday_is_working else "weekend")


def count(words: Words, fall: Fall, facts: Facts) -> str:
    """Return how a limit that falls somewhere is counted, to the day or moment it falls on."""
    assert fall.first is not None, "it falls somewhere"
    assert fall.counted_from is not None, "it falls somewhere"
    start, day = fall.counted_from, words.calendar.day_of(fall.first)
    if fall.limit.limit is None:
        return _from_date(words, fall.limit, start, day)
    if fall.limit.limit.unit is TimeUnit.HOURS:
        return _in_hours(words, fall.limit.limit, facts.moment, fall.first)
    return _in_days(words, fall.limit.limit, start, day)


def _choice(words: Words, weighed: Weighed) -> Iterator[str]:
    held = weighed.held
    if held and len(weighed.applying) > 1:
        others = (fall.limit for fall in weighed.applying if fall is not held)
        yield words.say("shortest", words.limit(held.limit), words.limits(others))
    elif held and (held.limit.when or weighed.others):
        yield words.say("limit", words.limit(held.limit))


def asks_setting(words: Words, weighed: Weighed) -> bool:
    """Return whether any limit is for a setting."""
    limits = (*(fall.limit for fall in weighed.applying), *weighed.others)
    terms = chain.from_iterable(limit.when or () for limit in limits)
    return any(name in words.pathway.settings for term in terms for name in term.names)


def _sentence(told: str) -> str:
    return told[:1].upper() + told[1:]


def _falls_nowhere(words: Words, fall: Fall) -> str:
    limit, start = fall.limit, fall.counted_from
    if start is None and limit.at_age:
        return _sentence(words.say("age-unknown", words.limit_date(limit)))
    if start is None:
        return words.say("not-given", words.limit_date(limit))
    if limit.limit:
        return words.say("beyond", _head(words, limit.limit, start))
    return words.say("beyond", _head_back(words, limit, start))


def _in_days(words: Words, length: Duration, start: int, day: int) -> str:
    head = _head(words, length, start)
    if start == day:
        head = words.say("is-same-day", words.duration(length))
    parts = [head, *_asides(words, length, start, day), words.say("so", words.days.day(day))]
    return "; ".join(parts)


def _asides(words: Words, length: Duration, start: int, day: int) -> Iterator[str]:
    """Yield what a reader who counts along, on or back, would stumble over."""
    if length.unit is TimeUnit.WORKING_DAYS:
        if length.amount == 0 and start != day:
            yield words.say("free", words.days.day_of_year(start))
        yield from _free_days(words, *sorted((start, day)))
    elif length.unit is TimeUnit.MONTHS and civil_from_days(day)[2] != civil_from_days(start)[2]:
        yield words.say("short-month")


def _from_date(words: Words, limit: Limit, date: int, day: int) -> str:
    """Tell the date of a form; `less` goes back from it."""
    if limit.less is None or limit.less.amount == 0:
        return words.say("is", words.limit_date(limit), words.days.day(day))
    asides = _asides(words, limit.less, date, day)
    return "; ".join(
        [_head_back(words, limit, date), *asides, words.say("so", words.days.day(day))]
    )


def _in_hours(words: Words, length: Duration, start: int, end: int) -> str:
    head = words.say("counted", words.duration(length), words.days.moment(start))
    changes = _clock_changes(words, words.calendar, start, end)
    return "; ".join([head, *changes, words.say("so", words.days.moment(end))])


def _clock_changes(words: Words, calendar: Calendar, start: int, end: int) -> Iterator[str]:
    first = bisect_right(calendar.offset_from, start) - 1
    last = bisect_right(calendar.offset_from, end) - 1
    if last == first + 1:
        is_forward = calendar.offset[last] > calendar.offset[first]
        yield words.say("forward" if is_forward else "back")
    elif last > first:
        yield words.say("forward-and-back", last - first)


def _free_days(words: Words, after: int, to: int) -> Iterator[str]:
    """Yield the holidays that were skipped after one day up to another, by name."""
    free = words.calendar.skipped(after, to)
    for day, names in free[:MOST_FREE_DAYS]:
        yield words.say("is", words.days.day_of_year(day), _holiday(words, names))
    if len(free) > MOST_FREE_DAYS:
        yield words.say("more-free", len(free) - MOST_FREE_DAYS)


def _holiday(words: Words, names: Mapping[str, str]) -> str:
    """Return what a free day is called inside a sentence; two on one day stand with "; " between them."""
    language = words.listener.language
    told = names.get(language, next(iter(names.values()))).split("; ")
    return words.join((_inside(name, language) for name in told), "and")


def _inside(name: str, language: str) -> str:
    """Norwegian writes holidays with a small letter, unless they begin with a name."""
    is_small = language != "en" and not name.startswith("Kristi")
    return name[:1].lower() + name[1:] if is_small else name


def _head(words: Words, length: Duration, start: int) -> str:
    return words.say("counted", words.duration(length), words.days.day(start))


def _head_back(words: Words, limit: Limit, date: int) -> str:
    assert limit.less is not None, "a date by itself lies in the calendar"
    length, day = words.duration(limit.less), words.days.day(date)
    return words.say("counted-back", length, day, words.limit_date(limit))
