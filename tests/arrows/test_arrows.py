"""Arrows and house rules that a machine can hold: imports, locks, folders, file lengths."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import helhet

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "helhet"
LONGEST_FILE = 500
HOST = re.compile(r"://|--(index-url|extra-index-url|find-links|trusted-host)|\.(org|com|net|io)\b")


def names(paths: list[Path]) -> list[str]:
    """Return the paths as a reader would write them."""
    return [path.relative_to(ROOT).as_posix() for path in paths]


def code_files() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) if path.is_file() else None


def banned_apis(path: Path, *table: str) -> set[str]:
    found = tomllib.loads(path.read_text("utf-8"))
    for name in (*table, "lint", "flake8-tidy-imports", "banned-api"):
        found = found[name]
    return set(found)


def test_imports_point_the_way_the_contracts_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_starting_the_command_line_loads_no_heavy_library() -> None:
    look = "import sys, helhet.cli; print(*{'duckdb', 'numba', 'numpy'} & set(sys.modules))"

    loaded = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, check=True, text=True
    )

    assert loaded.stdout.split() == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_file_names_no_host(lock: str) -> None:
    lines = (ROOT / lock).read_text("utf-8").splitlines()

    assert [line for line in lines if HOST.search(line)] == []


def test_decision_records_have_unique_numbers() -> None:
    files = [path.name for path in (ROOT / "docs" / "adr").glob("*.md") if path.stem != "README"]

    numbers = Counter(name[:4] for name in files)

    assert [name for name in files if not re.match(r"\d{4}-[a-z0-9-]+\.md$", name)] == []
    assert [number for number, times in numbers.items() if times > 1] == []


def test_every_folder_of_code_says_what_is_here() -> None:
    folders = sorted({path.parent for path in code_files()})

    silent = [folder for folder in folders if not docstring(folder / "__init__.py")]

    assert names(silent) == []


def test_every_module_opens_with_what_it_is_for() -> None:
    assert names([path for path in code_files() if not docstring(path)]) == []


def test_no_file_of_code_is_longer_than_can_be_read() -> None:
    long = [p for p in code_files() if len(p.read_text("utf-8").splitlines()) > LONGEST_FILE]

    assert names(long) == []


def test_core_bans_all_that_the_rest_bans() -> None:
    everywhere = banned_apis(ROOT / "pyproject.toml", "tool", "ruff")

    assert everywhere <= banned_apis(SOURCE / "pathway" / "ruff.toml")


def test_version_is_the_same_in_code_and_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert package["project"]["version"] == helhet.__version__
