"""Addresses that open one thing to whoever knows them: kept as hashes, so that the database tells none of them."""

from __future__ import annotations

from django.db import models

from helhet.parties.models import Membership


class CalendarAddress(models.Model):
    """The secret address at which a calendar program fetches the appointments of one role in one unit."""

    membership = models.OneToOneField(Membership, models.CASCADE, primary_key=True)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField()


class Remembered(models.Model):
    """What Django's cache keeps for a short while, the same for all processes: how often somebody has tried.

    Its columns are those of django.core.cache.backends.db, which alone reads and writes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signin_remembered"
