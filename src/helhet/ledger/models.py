"""The rows: an account, a posting between two of them, the balances that follow, and the years that are closed.

A posting moves an amount from one account to another, so it cannot be out of balance: the constraint is its shape
(docs/adr/0020).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from helhet.plans.model import Channel, Counts, Stage

NAME = 64
LONG = 500


class Account(models.Model):
    """Where money is: whose, for what, by which way. Each combination once; what is not known of it is empty."""

    DIMENSIONS: ClassVar = ("plan", "measure", "post", "channel", "receiver", "region")

    plan = models.CharField(max_length=NAME)
    measure = models.CharField(max_length=NAME, blank=True)
    post = models.CharField(
        max_length=NAME, blank=True
    )  # chapter and post, whatever its name in a year
    channel = models.CharField(max_length=NAME, choices=[(one, one) for one in Channel])
    receiver = models.CharField(max_length=NAME, blank=True)
    region = models.CharField(max_length=NAME, blank=True)
    is_source = models.BooleanField(default=False)  # where the money comes from

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "measure", "post", "channel", "receiver", "region", "is_source"],
                name="account_once",
            )
        ]


class Posting(models.Model):
    """So many øre from one account to another, in a budget year and at a stage; where it was read, and how it counts.

    `origin` and `key` are what it is known by where it comes from, so that it is written once.
    """

    id = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=NAME)
    key = models.CharField(max_length=NAME)
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    ore = models.BigIntegerField()
    year = models.SmallIntegerField()
    from_year = models.SmallIntegerField()
    price_year = models.SmallIntegerField()
    stage = models.CharField(max_length=10, choices=[(one, one) for one in Stage])
    counts = models.CharField(max_length=10, choices=[(one, one) for one in Counts])
    booked_on = models.DateField()
    source = models.CharField(max_length=LONG)
    is_verified = models.BooleanField()
    said_by = models.CharField(max_length=NAME, blank=True)
    text = models.CharField(max_length=LONG, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "key"], name="posting_once"),
            models.CheckConstraint(condition=Q(ore__gt=0), name="posting_moves_something"),
            models.CheckConstraint(condition=~Q(credit=F("debit")), name="posting_has_two_ends"),
            models.CheckConstraint(condition=Q(from_year__lte=F("year")), name="posting_in_order"),
        ]


class Balance(models.Model):
    """What the postings of an account, a year and a stage add up to: a projection that the one writer keeps."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="balances", db_index=False)
    year = models.SmallIntegerField()
    stage = models.CharField(max_length=10)
    counts = models.CharField(max_length=10)
    debit_ore = models.BigIntegerField(default=0)
    credit_ore = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "year", "stage", "counts"], name="balance_once"
            )
        ]


class Year(models.Model):
    """A budget year that is closed: it takes no more postings."""

    year = models.SmallIntegerField(primary_key=True)
    closed_at = models.DateTimeField(db_default=Now())


class Hold(models.Model):
    """One row, held by whoever writes."""

    id = models.SmallIntegerField(primary_key=True)
