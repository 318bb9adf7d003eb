"""What came from elsewhere: which person or course here is the sender's, and what was sent, both as blind indexes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from helhet.record.models import IMPORT, REGISTER, Entry

NAME = 60


class Imported(models.Model):
    """One of a sender's persons or courses. Its own id may say who somebody is, so it does not stand in clear."""

    # The sender's ids are not kept, so their index cannot be made anew by another key (record/wholeness/resealing.py).
    IS_FOUND_FOR_GOOD = True

    class Kind(models.TextChoices):
        PERSON = "person"
        COURSE = "course"

    source = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=6, choices=Kind)
    index = models.BinaryField(max_length=32)
    # The subject or course that it is here, and what was told of it: another text is another row.
    here = models.UUIDField()
    told = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "index"], name="imported_once"),
        ]

    @property
    def name(self) -> str:
        """What it is called where its own id may not stand."""
        return name_of(self.source, self.kind, bytes(self.index))

    @classmethod
    def known_as(cls, entry: Entry) -> Iterator[tuple[str, int]]:
        """Yield under which names and numbers what an entry says would be sent again (record/erasure/graves.py)."""
        course = entry.course
        if course.pathway == REGISTER and entry.number == 1:
            same, number = cls.objects.filter(kind=cls.Kind.PERSON, here=course.subject_id), 1
        elif entry.role == IMPORT and entry.kind != Entry.Kind.BIRTH:
            # A birth is not sent: where one stands first, every number is one higher.
            born = course.entries.filter(number=1, kind=Entry.Kind.BIRTH).count()
            same, number = (
                cls.objects.filter(kind=cls.Kind.COURSE, here=course.pk),
                entry.number - born,
            )
        else:
            return
        yield from ((one.name, number) for one in same)


def name_of(source: str, kind: str, index: bytes) -> str:
    """Return what one of a sender's persons or courses is called by its blind index."""
    return f"{source}/{kind}/{index.hex()}"
