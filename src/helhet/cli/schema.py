"""`helhet schema`: the JSON Schema of pathway files, for an editor's completion."""

from __future__ import annotations

import argparse
import json
import sys

HELP = "print the JSON Schema of pathway files"
EXAMPLES = """\
  helhet schema > pathway.schema.json   then tell your editor that it is for pathway.yaml
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say that the command takes nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Print the schema; return 0."""
    from helhet.pathway.language.schema import pathway_schema

    sys.stdout.write(json.dumps(pathway_schema(), indent=2, ensure_ascii=False) + "\n")
    return 0
