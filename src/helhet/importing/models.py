"""What came from elsewhere: which person or course here is the sender's, and what was sent, both as blind indexes."""

from __future__ import annotations

from django.db import models

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
