"""What lies where in a folder of plans."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from helhet.packs.words import read_word
from helhet.plans.model import Reportable, ReportableFile

PLAN_FILE: Final = "plan.yaml"


def plan_files(folder: Path) -> list[Path]:
    """Return the file of each plan, in the order of their names."""
    return sorted(folder.glob(f"*/{PLAN_FILE}"))


def plan_file(path: Path) -> Path | None:
    """Return the plan's file that is meant by a path, its own or its folder's; None if there is none."""
    file = path / PLAN_FILE if path.is_dir() else path
    return file if file.name == PLAN_FILE and file.exists() else None


def read_reportable(folder: Path) -> Mapping[str, Reportable]:
    """Return what municipalities report by name, nothing without a file; raise DefinitionError with all that is wrong in it."""
    file = folder / "reported.yaml"
    return read_word(file, ReportableFile).figures if file.exists() else {}
