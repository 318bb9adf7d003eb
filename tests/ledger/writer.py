"""A writer in a process of its own, for killing: writes entries through the door and says each number once it is acknowledged.

    python -m tests.ledger.writer COURSE MEMBERSHIP

For each line it is sent it forks, for loading everything anew would take longer than the writing:
the child says `pid N` and writes until it is killed, then its parent says `gone`.
"""

import os
import sys
from datetime import UTC, datetime
from uuid import UUID


def main() -> None:
    """Fork a writer for each line that comes in."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "helhet.site.settings"
    import django

    django.setup()
    from helhet.record.pathways import hearings

    hearings(0)  # reads all pathways
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            write(UUID(sys.argv[1]), int(sys.argv[2]))
        os.waitpid(child, 0)
        os.write(1, b"gone\n")


def write(course_id: UUID, membership: int) -> None:
    """Write until killed: one line a written entry, only after the door has answered."""
    from helhet.access.readers import staff_reader
    from helhet.parties.models import Membership
    from helhet.record.doors.recording import Told, record
    from helhet.record.errors import Stale
    from helhet.record.models import Course

    os.write(1, f"pid {os.getpid()}\n".encode())
    reader = staff_reader(Membership.objects.get(pk=membership), datetime.now(UTC).date())
    while True:
        version = Course.objects.values_list("version", flat=True).get(pk=course_id)
        now = datetime.now(UTC)
        try:
            done = record(reader, course_id, Told(now.date(), "no-show"), version=version, now=now)
        except Stale:
            continue
        # The pipe is the acknowledgement: what stands here must be there after the kill.
        os.write(1, f"wrote {done.number}\n".encode())


if __name__ == "__main__":
    main()
