"""Why something cannot be passed on, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from helhet.record.releases.rules import NotReleasable
from helhet.workspaces.care.consents.forms import words_of as words_of_consent


def words_of(refused: NotReleasable) -> str:
    """Return why it cannot be, and what to do."""
    if refused.field == "person":
        return words_of_consent(refused.code)
    told = {
        ("items", "required"): _("Choose what is to be passed on."),
        ("items", "not-released"): _(
            "Something that was chosen is not passed on for this purpose. Choose anew."
        ),
        ("items", "unknown"): _(
            "Something that was chosen stands no more: it was corrected or taken back. Choose anew."
        ),
        ("passed", "unknown"): _(
            "Something that others had passed on is shown to you no more: it was stopped, or its last day has passed. Choose anew."
        ),
        ("report", "meanwhile"): _(
            "Somebody made another report meanwhile. Look at it, and send this again."
        ),
        ("items", "parted"): _(
            "It speaks of two persons who were found not to be one. Stop it, and pass on anew what is whose."
        ),
        ("basis", "court-by-consent"): _(
            "Health goes to a court by the person's consent alone, in writing to just this."
        ),
        ("basis", "no-consent"): _(
            "No consent is in force to that unit for this. Write it down first, or choose what it rests on anew."
        ),
        ("to_day", "past"): _("That day has passed. Choose today or a later day."),
        ("previewed_on", "required"): _(
            "Show it to the person first, and write down on which day you did."
        ),
        ("previewed_on", "future"): _("That day has not come."),
        ("consented_on", "required"): _(
            "The person must have said yes in writing to just this. Write down on which day they did."
        ),
        ("consented_on", "future"): _("That day has not come."),
        ("note", "too-long"): _("The note is too long. Make it shorter."),
        ("user", "same"): _("You made it yourself, so somebody else has to let it go."),
        ("release", "stopped"): _("It has been stopped."),
        ("release", "over"): _("Its last day has passed. Make it anew."),
    }
    key = (refused.field, refused.code)
    return told.get(key, _("That cannot be passed on so. Open the page anew."))
