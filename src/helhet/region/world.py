"""What everybody's walk shares: pathways with what is assumed of them, units with who works there, and the last moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helhet.packs.assumptions import Assumptions, read_assumptions
from helhet.packs.regions import Region, read_region
from helhet.pathway.tables.table import Table
from helhet.record.courses.appending import Author
from helhet.record.pathways import names, pack, table_of


@dataclass(frozen=True, eq=False)
class Service:
    """A pathway that is offered: its table, what is assumed of it, and the acts that a gate may keep from happening."""

    table: Table
    assumed: Assumptions
    gated: frozenset[str]


@dataclass(frozen=True, eq=False)
class World:
    """The region, its pathways, its units' rows and staff by code; nothing happens at `end` or after."""

    region: Region
    services: Mapping[str, Service]
    units: Mapping[str, int]
    staff: Mapping[str, Sequence[Author]]
    end: int
    _offering: dict[tuple[str, str | None], tuple[str, ...]] = field(
        default_factory=dict, repr=False
    )

    def offering(self, pathway: str, municipality: str | None) -> tuple[str, ...]:
        """Return the units that offer a pathway to a municipality, or to whomever if it is None."""
        key = (pathway, municipality)
        if key not in self._offering:
            self._offering[key] = tuple(
                code
                for code, unit in self.region.units.items()
                if pathway in unit.offers
                and municipality in (None, *(unit.serves or [municipality]))
            )
        return self._offering[key]


def the_region() -> Region:
    """Return the pack's region."""
    return read_region(pack(), names())


def services() -> dict[str, Service]:
    """Return the pathways of the pack of which something is assumed."""
    found = {}
    for name in names():
        table = table_of(name)
        if assumed := read_assumptions(pack().folder / "pathways" / name, table.newest):
            clocks = table.newest.clocks.values()
            gated = frozenset(event for clock in clocks for event in clock.before)
            found[name] = Service(table, assumed, gated)
    return found
