"""Write docs/reference/pathway.schema.json from the model: `python -m tools.write_schema`."""

import json
from pathlib import Path

from helhet.pathway.language.schema import pathway_schema

TARGET = Path(__file__).parents[1] / "docs" / "reference" / "pathway.schema.json"


def schema_text() -> str:
    """Return the file's text; the same model gives the same bytes."""
    return json.dumps(pathway_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), "utf-8")
    print(f"wrote {TARGET}")
