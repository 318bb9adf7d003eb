"""The tree of units, read whole: a region has hundreds, and every decision asks what lies below one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from helhet.parties.models import Unit


@dataclass(frozen=True)
class UnitTree:
    """Who lies below whom, by the units' ids."""

    children: dict[int, tuple[int, ...]]

    @classmethod
    def read(cls) -> UnitTree:
        """Return the tree as it is now; one query."""
        children: dict[int, list[int]] = defaultdict(list)
        for unit, parent in Unit.objects.values_list("id", "parent_id"):
            if parent is not None:
                children[parent].append(unit)
        return cls({parent: tuple(units) for parent, units in children.items()})

    def below(self, unit_id: int) -> frozenset[int]:
        """Return the unit itself and every unit below it; a circle in the tree is walked once."""
        return frozenset(self._walk(unit_id, set()))

    def above(self, unit_id: int) -> frozenset[int]:
        """Return the unit itself and every unit that it lies below; a circle in the tree is walked once."""
        parents = {child: unit for unit, below in self.children.items() for child in below}
        found, next_up = [unit_id], parents.get(unit_id)
        while next_up is not None and next_up not in found:
            found.append(next_up)
            next_up = parents.get(next_up)
        return frozenset(found)

    def _walk(self, unit_id: int, seen: set[int]) -> Iterator[int]:
        if unit_id in seen:
            return
        seen.add(unit_id)
        yield unit_id
        for child in self.children.get(unit_id, ()):
            yield from self._walk(child, seen)
