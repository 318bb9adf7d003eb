"""Fills an installation with a little, in a process of its own: `python -m tests.ledger.filler write|erase|age|content`."""

import os
import sys
from datetime import UTC, datetime


def main(deed: str) -> None:
    """Write a course of one more person, or erase what the first one's said, or let all looks be of yesterday, or begin or count sessions, or say which contents are there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helhet.site.settings")
    import django

    django.setup()
    from helhet.parties.models import Unit
    from helhet.record.doors.recording import open_course
    from helhet.record.models import Content, Course
    from tests.ledger.cast import person, unit
    from tests.ledger.courses import clinician, erase, told

    now = datetime.now(UTC)
    clinic = Unit.objects.filter(code="nordvik").first() or unit("nordvik", "unit")
    if deed == "write":
        entry = told(f"{now.date()} referral-received", {"referral.wishes": "A garden."})
        done = open_course(clinician(clinic, now.date()), person().subject, "tsb", entry)
        sys.stdout.write(f"{done.course}\n")
    elif deed == "erase":
        asks, approves = clinician(clinic, now.date()), clinician(clinic, now.date())
        course = Course.objects.order_by("as_of").first()
        assert course is not None
        sys.stdout.write(f"{erase(asks, approves, course.pk, 2, '26/1', now)}\n")
    elif deed == "age":
        from datetime import timedelta

        from helhet.access.models import Access
        from tests.ledger.conftest import let_go

        with let_go():
            Access.objects.update(at=now - timedelta(days=1))
    elif deed in ("sign-in", "sessions"):
        from django.contrib.sessions.backends.db import SessionStore
        from django.contrib.sessions.models import Session

        if deed == "sign-in":
            SessionStore().save()
        sys.stdout.write(f"{Session.objects.count()}\n")
    else:
        for course_id in Course.objects.order_by("as_of").values_list("pk", flat=True):
            contents = Content.objects.filter(course=course_id).values_list("number", flat=True)
            sys.stdout.write(" ".join(map(str, [course_id, *sorted(contents)])) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
