"""The JSON Schema of a pathway file, for editors: what fits where, as one types.

It says what one word may hold; whether names point at something only `checking` knows.
"""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from helhet.pathway.language.model import Pathway

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _FileSchema(GenerateJsonSchema):
    """Leaves out what an editor should not offer: null, which no file can say, and made-up titles."""

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: Any) -> dict[str, Any]:
        """Refuse keys that are no names: `patternProperties` alone lets every other key pass."""
        told = super().dict_schema(schema)
        for pattern, value in told.pop("patternProperties").items():
            told["additionalProperties"] = value
            told["propertyNames"]["pattern"] = pattern
        return told


def pathway_schema() -> dict[str, Any]:
    """Return the schema of `pathway.yaml`; a form's file is its `$defs/Form`."""
    schema = Pathway.model_json_schema(schema_generator=_FileSchema)
    return {"$schema": DIALECT, **schema, "title": "Helhet pathway"}
