"""The two kinds of array the stepping is handed: one to read, one to write."""

from collections.abc import MutableSequence, Sequence

Given = Sequence[int]
Work = MutableSequence[int]
