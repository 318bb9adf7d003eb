"""Who has a course in hand, which deadlines are set aside, and tasks outside any pathway.

None of it says anything of a person but that somebody works for them; what a task says is sealed.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from helhet.parties.models import Subject, Unit, User
from helhet.record.models import NAME, Course


class Assignment(models.Model):
    """That somebody has a course in hand for a unit, from one moment to another; an open end is None."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="assignments", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", db_index=False)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "unit"],
                condition=Q(to_at__isnull=True),
                name="assignment_one_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
                name="assignment_in_order",
            ),
        ]
        indexes = [
            # Mine: what somebody has in hand now.
            models.Index(
                fields=["user", "course"],
                condition=Q(to_at__isnull=True),
                name="assignment_of_user",
            ),
        ]


class Snooze(models.Model):
    """A deadline that a unit has set aside until the morning of a day, and why. It ends before, if the deadline becomes late."""

    class Why(models.TextChoices):
        """Own choice of reasons; none tells of the person."""

        ANSWER = "answer"  # we wait for an answer
        APPOINTMENT = "appointment"  # there is an appointment
        ELSEWHERE = "elsewhere"  # somebody else does it
        AGREED = "agreed"  # agreed with the person
        OTHER = "other"

    course = models.ForeignKey(Course, models.PROTECT, related_name="snoozes", db_index=False)
    clock = models.CharField(max_length=NAME)
    key = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    until = models.DateField()
    why = models.CharField(max_length=11, choices=Why)
    was_late = models.BooleanField()
    user = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "clock", "key", "number", "unit"],
                condition=Q(ended_at__isnull=True),
                name="snooze_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["answer", "appointment", "elsewhere", "agreed", "other"]),
                name="snooze_why",
            ),
        ]


class Task(models.Model):
    """Something to be done that no pathway knows of: for somebody, or for a role in a unit. `text` is sealed."""

    SEALED: ClassVar = ("tasks", "text")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.SlugField(max_length=40, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    subject = models.ForeignKey(
        Subject, models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.BinaryField()
    due_on = models.DateField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            # What is to be done in a unit, by its day.
            models.Index(fields=["unit", "done_at", "due_on"], name="task_of_unit"),
        ]

    @property
    def place(self) -> str:
        """What the text is sealed for."""
        return f"task/{self.pk}"
