"""Relations as they hold by date; consents and their withdrawals; the log of who did what with whose record; the seals on it.

Relations are a projection that the record writes. Consents, the log and its seals only grow: triggers refuse
all else (storage/appendonly.py), and the seals tell of whoever got round a trigger.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from helhet.parties.models import Subject, Unit


class Tie(models.Model):
    """What ties a unit to a subject, from one day to another (included), and the course that it comes from."""

    class Kind(models.TextChoices):
        CARE = "care"
        REFERRED = "referred"
        MEASURE = "measure"

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="ties", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ties", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    # The course, or the decided measure, that it comes from, and which of its ties this is.
    origin = models.UUIDField()
    number = models.PositiveIntegerField()
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "number"], name="tie_natural_key"),
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=F("from_day")),
                name="tie_in_order",
            ),
        ]
        indexes = [
            # Everybody whom a unit may see: the rule of every list.
            models.Index(fields=["unit", "kind", "subject"], name="tie_of_unit"),
            # What ties a unit to one subject: asked at every look.
            models.Index(fields=["subject", "unit"], name="tie_of_subject"),
            # Whether a unit may see one course: asked of each row of a worklist.
            models.Index(fields=["origin", "unit"], name="tie_of_course"),
        ]


class Consent(models.Model):
    """What a person has said yes to: that the staff of a unit, or below it, see one part of the record for one purpose.

    From one day to another (included). Rows only grow; what ends one before its day is a row of its own.
    """

    class Manner(models.TextChoices):
        SAID = "said"
        WRITTEN = "written"
        TOLD = "told"  # told of it, and did not object

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="consents", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=20)
    part = models.CharField(max_length=5)
    from_day = models.DateField()
    to_day = models.DateField()
    manner = models.CharField(max_length=7, choices=Manner)
    # Who wrote it down, in which role and unit.
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_day__gte=F("from_day")), name="consent_in_order"),
            models.CheckConstraint(
                condition=Q(manner__in=["said", "written", "told"]), name="consent_manner"
            ),
        ]
        indexes = [
            # What one person has said yes to: asked at a look that needs a consent, and by their page.
            models.Index(fields=["subject", "unit"], name="consent_of_subject"),
            # Who has said yes to a unit: the rule of a list.
            models.Index(fields=["unit", "purpose", "part"], name="consent_to_unit"),
        ]


class Withdrawal(models.Model):
    """That a person has taken a consent back. It holds against all that was given before to the same unit for the same."""

    consent = models.OneToOneField(Consent, models.PROTECT, primary_key=True)
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()


class Access(models.Model):
    """One decision, and what it was about: never what was read, never a name."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    user = models.BigIntegerField()
    role = models.CharField(max_length=40)
    unit = models.CharField(max_length=60, blank=True)  # its code, as of then
    purpose = models.CharField(max_length=20)
    deed = models.CharField(max_length=10)
    parts = models.CharField(max_length=120)
    is_permitted = models.BooleanField()
    reason = models.CharField(max_length=20)
    request = models.UUIDField(null=True)

    class Meta:
        indexes = [
            # What one user did between two times: the review of a suspicion.
            models.Index(fields=["user", "at"], name="access_by_user"),
            # What the staff of a unit did between two times: a leader's review.
            models.Index(fields=["unit", "at"], name="access_by_unit"),
        ]


class AccessedSubject(models.Model):
    """A subject that an access was about: a list of twenty-five persons has twenty-five."""

    pk = models.CompositePrimaryKey("access", "subject")
    access = models.ForeignKey(Access, models.PROTECT, related_name="subjects", db_index=False)
    # No foreign key: a refused question may name somebody who does not exist.
    subject = models.UUIDField()

    class Meta:
        indexes = [
            # Who has seen one person: asked by the person.
            models.Index(fields=["subject", "access"], name="access_to_subject"),
        ]


class Seal(models.Model):
    """A link of a chain: so many rows, their hash, and the hash of the link before."""

    chain = models.CharField(max_length=10)
    number = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    rows_hash = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="seal_one_a_number"),
        ]


class SealedAccess(models.Model):
    """Which link a row of the log lies under."""

    access = models.OneToOneField(Access, models.PROTECT, primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="accesses")
