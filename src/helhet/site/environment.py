"""Read settings from the environment, each as what it is; a secret may lie in a file instead."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def env_text(name: str, default: str = "") -> str:
    """Return a setting as text."""
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool = False) -> bool:
    """Return a setting as yes or no; raise ImproperlyConfigured for anything else."""
    told = os.environ.get(name)
    if told is None:
        return default
    if told.lower() not in _YES + _NO:
        raise ImproperlyConfigured(f"{name} is neither yes nor no. Write 1 or 0.")
    return told.lower() in _YES


def env_number(name: str, default: int, *, least: int = 0) -> int:
    """Return a setting as a whole number, from `least` up; raise ImproperlyConfigured for anything else."""
    told = os.environ.get(name) or str(default)
    if not (told.isascii() and told.isdecimal() and len(told) < 10 and int(told) >= least):
        raise ImproperlyConfigured(
            f"{name} is no whole number from {least} up. Write one, as {default}."
        )
    return int(told)


def env_path(name: str, default: Path) -> Path:
    """Return a setting as a path, whole."""
    return Path(os.environ.get(name) or default).expanduser().absolute()


def env_list(name: str) -> list[str]:
    """Return a setting of words with commas between."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def env_secret(name: str, beside: Path | None = None) -> str:
    """Return a secret, or what the file holds that NAME_FILE names, or the file `beside`; empty without any."""
    told = os.environ.get(f"{name}_FILE")
    file = Path(told) if told else beside
    if os.environ.get(name) or file is None or not (told or file.exists()):
        return os.environ.get(name, "")
    try:
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The file of {name} cannot be read ({error.strerror}). Name the right file, or let this user read it."
        ) from None
