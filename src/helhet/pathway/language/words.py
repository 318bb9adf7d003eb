"""What all records of a pathway file share, and the title that most of them carry."""

from pydantic import BaseModel, ConfigDict

from helhet.pathway.language.spelling import Text

LANGUAGES = ("en", "nb", "nn")


class Word(BaseModel):
    """What all parts of a file share: frozen, no unknown keys, keys written with hyphens."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        validate_by_name=True,
        validate_by_alias=True,
    )


class Title(Word):
    """What users see, in each language."""

    en: Text
    nb: Text
    nn: Text

    def in_(self, language: str) -> str:
        """Return the title in `language`, one of LANGUAGES."""
        told: str = getattr(self, language)
        return told
