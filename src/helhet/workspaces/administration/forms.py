"""What is typed to give a role, to end one, or to have one stood in for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helhet.access.staffing import Days, NotGiven
from helhet.parties.likeness import written_plainly
from helhet.parties.models import Unit, User
from helhet.signin.roles import role_title

_DAY: Final = {"type": "date"}


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return the question for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
    )


class StaffForm(forms.Form):
    """What all have: a refusal stands beside the field it concerns."""

    def refuse(self, refused: NotGiven) -> None:
        """Put why a change cannot be beside its field."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, words_of(refused.code))


class PhonesForm(forms.Form):
    """Where a unit and its staff are called at work, a field each."""

    def __init__(self, unit: Unit, staff: Iterable[User], data: Any = None) -> None:
        super().__init__(data)
        self.called: dict[str, Unit | User] = {
            "unit": unit,
            **{f"user-{one.pk}": one for one in staff},
        }
        for name, one in self.called.items():
            self.fields[name] = forms.RegexField(
                r"\A\+?[0-9 ]{3,19}\Z",
                label=one.name,
                required=False,
                initial=one.phone,
                widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
                error_messages={
                    "invalid": _("Write digits and spaces, with a + before if need be.")
                },
            )


class AtTimesField(forms.CharField):
    """What is needed at times: its help says when, so its label says nothing."""

    is_needed_at_times = True


class AddForm(StaffForm):
    """Somebody who comes to work in a unit: who has an account, or who is to have one."""

    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    is_new = forms.ChoiceField(label=gettext_lazy("Account"), widget=forms.RadioSelect)
    name = AtTimesField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Needed for somebody who gets an account now."),
        max_length=200,
        required=False,
    )
    hpr = forms.RegexField(
        r"\A[0-9]{1,9}\Z",
        label=gettext_lazy("Number in the health personnel register"),
        help_text=gettext_lazy("If there is one."),
        required=False,
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    from_day = day_field(gettext_lazy("From"))
    to_day = day_field(
        gettext_lazy("Until, this day included"),
        required=False,
        help_text=gettext_lazy("Leave it open if no end is known."),
    )

    def __init__(self, roles: list[str], *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        is_new = [("no", _("has one already")), ("yes", _("gets one now"))]
        for name, choices in (
            ("is_new", is_new),
            ("role", [(role, role_title(role)) for role in roles]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the name of somebody who has none here yet, in signs that everybody sees."""
        data = super().clean() or self.cleaned_data
        if data.get("is_new") == "yes":
            self._check_name(data.get("name", ""))
        return data

    def _check_name(self, name: str) -> None:
        if not name:
            self.add_error("name", _("Fill this in: it is needed."))
        elif not written_plainly(name):
            self.add_error("name", words_of("unreadable"))

    def days(self) -> Days:
        """Return from when to when."""
        return Days(self.cleaned_data["from_day"], self.cleaned_data["to_day"])


class StandInForm(StaffForm):
    """Who acts for one who is away, and for how long."""

    username = forms.ChoiceField(label=gettext_lazy("Who stands in"))
    from_day = day_field(gettext_lazy("From"))
    to_day = day_field(gettext_lazy("Until, this day included"))

    def __init__(self, people: list[tuple[str, str]], *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        field = self.fields["username"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *people]

    def days(self) -> Days:
        """Return from when to when."""
        return Days(self.cleaned_data["from_day"], self.cleaned_data["to_day"])


class EndForm(StaffForm):
    """The last day of a role."""

    last_day = day_field(
        gettext_lazy("Last day"),
        help_text=gettext_lazy(
            "Yesterday ends it at once, and takes back one that has not begun; today lets it last until midnight."
        ),
    )


def words_of(code: str) -> str:
    """Return why a change cannot be, and what to do."""
    words = {
        "taken": _("There is such a user already. Choose another name, or give them the role."),
        "unreadable": _("Use letters and signs that everybody sees; in a username no spaces."),
        "unknown": _("Nobody who works here has this username. Look at it once more."),
        "oneself": _("Nobody changes roles of their own. Whoever leads the unit above does it."),
        "not-yours-to-give": _(
            "This role is given from above. Choose one of those that are there."
        ),
        "not-yours-to-end": _("This role is given and ended from above."),
        "not-for-this": _(
            "This role has no stand-in from here. Choose another person or another role."
        ),
        "past": _("This day has passed. Choose a later one."),
        "before-it-begins": _("This is before it begins. Look at both days."),
        "after-theirs": _("Their own role ends before that. Choose that day or an earlier one."),
        "later-than-now": _("It ends before that already. Choose an earlier day."),
        "ended": _("It has ended already."),
        "held-already": _("They have this role here then already."),
    }
    return words.get(code, _("This cannot be. Look at it once more."))
