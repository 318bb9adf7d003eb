"""The rows: a contact, a journey, a total of many, a movement of kits. All only grow.

`id` is drawn by chance by whoever asks, so that what is sent twice is written once; it tells nothing of when.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from helhet.parties.models import Unit

NAME = 64


class Contact(models.Model):
    """People met on a day, in a part of it, who were not asked who they are. No person, no user, no minute."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    hours = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=NAME)
    place = models.CharField(max_length=NAME)
    needs = models.JSONField(default=list)
    people = models.SmallIntegerField(default=1)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "day"], name="contact_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(takes_back__isnull=True) & Q(people__gte=1))
                | (Q(takes_back__isnull=False) & Q(people__lte=-1)),
                name="contact_counts_people",
            )
        ]


class Trip(models.Model):
    """A journey on a day, in a part of it, that no course tells of. No person, no user, no minute."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    hours = models.CharField(max_length=NAME)
    way = models.CharField(max_length=NAME)
    company = models.CharField(max_length=NAME)
    wait = models.CharField(max_length=NAME)
    trips = models.SmallIntegerField(default=1)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "day"], name="trip_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True, trips=1)
                | Q(takes_back__isnull=False, trips=-1),
                name="trip_counts_one",
            )
        ]


class Total(models.Model):
    """So many contacts of a kind in a period, as somebody else has counted them: a bought helpline sends no more.

    With a need: so many of those contacts asked for it.
    """

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=NAME)
    from_day = models.DateField()
    to_day = models.DateField()
    # Empty: not told where, or all of them whatever they asked for.
    place = models.CharField(max_length=NAME, default="", blank=True)
    need = models.CharField(max_length=NAME, default="", blank=True)
    contacts = models.IntegerField()
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "from_day"], name="total_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_day__gte=F("from_day")), name="total_in_order")
        ]


class Reported(models.Model):
    """A figure that a municipality reports for a year, in hundredths; what is reported anew is the next vintage."""

    municipality = models.CharField(max_length=4)  # its number
    year = models.SmallIntegerField()
    figure = models.CharField(max_length=NAME)
    hundredths = models.BigIntegerField()
    vintage = models.SmallIntegerField(default=1)
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year", "figure", "vintage"], name="reported_once"
            ),
            models.CheckConstraint(condition=Q(hundredths__gte=0), name="reported_not_below_0"),
        ]


class Movement(models.Model):
    """Kits of one batch that came into a unit's stock or left it; a stock is the sum of its movements."""

    class Why(models.TextChoices):
        """Own choice of reasons."""

        RECEIVED = "received"
        HANDED_OUT = "handed-out"
        RETURNED = "returned"
        EXPIRED = "expired"
        LOST = "lost"
        COUNTED = "counted"  # the shelf held more or fewer
        TAKEN_BACK = "taken-back"

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kit = models.CharField(max_length=NAME)
    batch = models.CharField(max_length=40)
    expires_on = models.DateField()
    day = models.DateField()
    why = models.CharField(max_length=10, choices=Why)
    kits = models.IntegerField()
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "kit", "batch", "expires_on"], name="movement_of_unit")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kits=0), name="movement_moves"),
        ]
