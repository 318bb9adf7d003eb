"""Days, times of day and lengths of time in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from helhet.pathway.calendar import Calendar, civil_from_days, weekday
from helhet.pathway.language.model import LANGUAGES
from helhet.pathway.language.phrases import Duration, TimeUnit

_WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
}
_NORWEGIAN_MONTHS: Final = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "nb": _NORWEGIAN_MONTHS,
    "nn": _NORWEGIAN_MONTHS,
}
_DAY: Final = {"en": "{} {} {}", "nb": "{} {}. {}", "nn": "{} {}. {}"}
_AT: Final = {"en": "{} at {}", "nb": "{} kl. {}", "nn": "{} kl. {}"}
_SUMMER: Final = {"en": " (summer time)", "nb": " (sommertid)", "nn": " (sommartid)"}
_WINTER: Final = {"en": " (winter time)", "nb": " (vintertid)", "nn": " (vintertid)"}
_UNITS: Final[Mapping[TimeUnit, tuple[tuple[str, str], ...]]] = {
    TimeUnit.HOURS: (("hour", "hours"), ("time", "timer"), ("time", "timar")),
    TimeUnit.DAYS: (("day", "days"), ("dag", "dager"), ("dag", "dagar")),
    TimeUnit.WORKING_DAYS: (
        ("working day", "working days"),
        ("virkedag", "virkedager"),
        ("virkedag", "virkedagar"),
    ),
    TimeUnit.WEEKS: (("week", "weeks"), ("uke", "uker"), ("veke", "veker")),
    TimeUnit.MONTHS: (("month", "months"), ("måned", "måneder"), ("månad", "månader")),
}
"""One and several of each unit, in the order of LANGUAGES."""


def duration_in(language: str, duration: Duration) -> str:
    """Return "10 working days" as the language says it."""
    one, many = _UNITS[duration.unit][LANGUAGES.index(language)]
    return f"{duration.amount} {one if duration.amount == 1 else many}"


@dataclass(frozen=True)
class DayWords:
    """Writes days and instants of a calendar in one of LANGUAGES."""

    calendar: Calendar
    language: str

    def day(self, day: int) -> str:
        """Return "Mon 4 May 2026", "mandag 4. mai 2026" or "måndag 4. mai 2026"."""
        return f"{self.day_of_year(day)} {civil_from_days(day)[0]}"

    def day_of_year(self, day: int) -> str:
        """Return the day without its year."""
        _, month, day_of_month = civil_from_days(day)
        names = _WEEKDAYS[self.language][weekday(day)], _MONTHS[self.language][month - 1]
        return _DAY[self.language].format(names[0], day_of_month, names[1])

    def moment(self, instant: int) -> str:
        """Return day and time. The last tick of a day is its 24:00: so ends what is due that day."""
        day = self.calendar.day_of(instant)
        is_last = instant + 1 == self.calendar.day_start[day + 1]
        time = "24:00" if is_last else self._time(instant)
        written = time if self.language == "en" else time.replace(":", ".")
        return _AT[self.language].format(self.day(day), written) + self._which_hour(instant)

    def since(self, instant: int) -> str:
        """Return the day alone if the instant is its first, else day and time."""
        day = self.calendar.day_of(instant)
        return self.day(day) if self.calendar.day_start[day] == instant else self.moment(instant)

    def is_whole_day(self, too_late: int) -> bool:
        """Return whether the first instant too late is a midnight, so that the day before it counts to its end."""
        return self.calendar.day_start[self.calendar.day_of(too_late - 1) + 1] == too_late

    def last(self, too_late: int) -> str:
        """Return the last day in time, or the last moment, before the first instant too late."""
        if self.is_whole_day(too_late):
            return self.day(self.calendar.day_of(too_late - 1))
        return self.moment(too_late - 1)

    def _time(self, instant: int) -> str:
        _, hour, minute, second, _ = self.calendar.wall_time(instant)
        return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")

    def _which_hour(self, instant: int) -> str:
        """Return which of the two it is in the hour that comes twice in autumn."""
        wall = self.calendar.wall_time(instant)
        first = self.calendar.instant_of(*wall)
        if first == self.calendar.instant_of(*wall, fold=1):
            return ""
        return (_SUMMER if first == instant else _WINTER)[self.language]
