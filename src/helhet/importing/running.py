"""An import: persons first, then courses, so many in a transaction, each with what makes it known the next time.

Whoever stops it, however hard, starts it again: what has been written is recognised, and is neither
doubled nor lost. A row that was imported before and is another now is a conflict; nothing is changed by it.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import IntegrityError

from helhet.importing.faults import CannotImport
from helhet.importing.gathering import Gathered
from helhet.importing.newcourses import take_courses
from helhet.importing.newpersons import take_persons
from helhet.importing.run import Outcome, Run
from helhet.record.erasure.graves import erased_as


def run_import(run: Run, gathered: Gathered) -> Outcome:
    """Write all that holds together; raise CannotImport if somebody else writes the same at that moment."""
    for row, faults in gathered.left_out:
        run.reject([row], faults, row.file.kind)
    run.erased = erased_as(Path(settings.ERASURES_FILE))
    try:
        take_persons(run, gathered.persons)
        take_courses(run, gathered)
    except IntegrityError:
        raise CannotImport(
            "Somebody registered or imported the same at this moment. Run the import again: what has been written is recognised."
        ) from None
    run.outcome.faults.sort()
    return run.outcome
