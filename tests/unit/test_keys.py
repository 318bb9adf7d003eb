"""The ring of keys: what opens what, and what it says when it cannot."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhet.storage.keys import KeyRing, KeyRingError, number_of

RING = KeyRing.new()


@given(st.binary(max_size=200), st.text(max_size=30))
def test_what_is_sealed_for_a_place_opens_there(plain: bytes, place: str) -> None:
    sealed = RING.seal(plain, place)

    assert RING.open(sealed, place) == plain
    assert plain not in sealed or len(plain) < 8


def test_a_value_moved_to_another_row_does_not_open() -> None:
    sealed = RING.seal(b"a number", "identifier/1")

    with pytest.raises(KeyRingError, match="altered, or moved"):
        RING.open(sealed, "identifier/2")


@pytest.mark.parametrize("nth", [5, 20, -1])
def test_an_altered_value_does_not_open(nth: int) -> None:
    sealed = bytearray(RING.seal(b"a number", "here"))
    sealed[nth] ^= 1

    with pytest.raises(KeyRingError, match="altered, or moved"):
        RING.open(bytes(sealed), "here")


def test_the_same_value_is_never_sealed_alike() -> None:
    assert RING.seal(b"a number", "here") != RING.seal(b"a number", "here")


def test_after_a_rotation_the_newest_key_seals_and_the_older_still_open() -> None:
    before = RING.seal(b"a number", "here")
    rotated = RING.rotated()

    after = rotated.seal(b"a number", "here")

    assert (number_of(before), number_of(after)) == (1, 2)
    assert rotated.open(before, "here") == rotated.open(after, "here") == b"a number"
    with pytest.raises(KeyRingError, match="not on the ring"):
        RING.open(after, "here")


def test_a_blind_index_is_equal_for_equal_texts_of_one_kind_only() -> None:
    assert RING.blind("01815012345", "fnr") == RING.blind("01815012345", "fnr")
    assert RING.blind("01815012345", "fnr") != RING.blind("01815012345", "dnr")
    assert RING.blind("01815012345", "fnr") != KeyRing.new().blind("01815012345", "fnr")
    assert RING.blinds("01815012345", "fnr") == [RING.blind("01815012345", "fnr")]


def test_a_ring_is_read_as_it_was_written_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    RING.rotated().write(file)

    assert KeyRing.read(file).keys.keys() == {1, 2}
    assert KeyRing.read(file).index == RING.index
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"keys": {"1": "not base64"}, "index": {}}',
        json.dumps({"keys": {}, "index": {}}),
        json.dumps({"keys": {"1": "AAAA"}, "index": {"1": "AAAA"}}),
        json.dumps({"keys": {"0": "A" * 43 + "="}, "index": {"1": "A" * 43 + "="}}),
        json.dumps({"keys": [1], "index": {}}),
    ],
)
def test_a_file_that_is_no_ring_is_refused_without_repeating_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text, "utf-8")

    with pytest.raises(KeyRingError, match="cannot be read as one") as raised:
        KeyRing.read(file)

    assert raised.value.__cause__ is None


def test_a_missing_ring_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match="helhet init"):
        KeyRing.read(tmp_path / "keys.json")


def test_a_ring_shows_no_key() -> None:
    assert repr(RING) == "KeyRing()"
