"""What forms ask, score and signal: do the names lead somewhere, can the answers be such?"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from helhet.pathway.language.forms import Answer, AnyAnswers, FieldType, Form, FormField, Score
from helhet.pathway.language.model import Event, Pathway
from helhet.pathway.reading.documents import Path
from helhet.pathway.reading.faults import Fault, meant, quoted, thing

YES_NO: Final = ("yes", "no")


def form_faults(pathway: Pathway) -> Iterator[Fault]:
    """Yield a fault for each question, score and signal that cannot be what it says."""
    for name, form in pathway.forms.items():
        yield from _form(("forms", name), form)
    for name, event in pathway.events.items():
        yield from _decided(pathway, ("events", name), event)


def _form(path: Path, form: Form) -> Iterator[Fault]:
    earlier: dict[str, FormField] = {}
    for key, field in form.fields.items():
        at = (*path, "fields", key, "asked-if")
        yield from _ways(at, field.asked_if, earlier, (), "earlier fields")
        yield from _choices((*path, "fields", key), field, earlier)
        earlier[key] = field
    for key, score in form.scores.items():
        at = (*path, "scores", key)
        if key in form.fields:
            yield Fault(at, f"{quoted(key)} is both a field and a score", "Rename one.")
        yield from _score(at, form, score)
    for key, signal in form.signals.items():
        at = (*path, "signals", key, "when")
        yield from _ways(at, signal.when, form.fields, form.scores, "fields and scores")


def _choices(path: Path, field: FormField, earlier: Mapping[str, FormField]) -> Iterator[Fault]:
    named = field.choices_as
    if named is None:
        return
    known = {key: one for key, one in earlier.items() if one.choices}
    if named not in known:
        fault = f"{thing(path)} has the choices of {quoted(named)}, which is no earlier choice"
        yield Fault((*path, "choices-as"), fault, meant(named, known, "choices"))
    elif field.choices != known[named].choices:
        fault = f"{thing(path)} has choices of its own and those of {quoted(named)}"
        yield Fault((*path, "choices-as"), fault, "Delete one of them.")


def _ways(
    path: Path,
    ways: AnyAnswers,
    fields: Mapping[str, FormField],
    scores: Collection[str],
    plural: str,
) -> Iterator[Fault]:
    for number, way in enumerate(ways):
        for key, answer in way.items():
            at = (*path, number, key)
            if key in fields:
                yield from _answer(at, fields[key], answer)
            elif key not in scores:
                fault = f"{thing(path)} names {quoted(key)}, which is none of the form's {plural}"
                yield Fault(at, fault, meant(key, [*fields, *scores], plural))
            elif answer.is_:
                yield Fault(at, f"{quoted(key)} is a score", "Write 'at-least' or 'at-most'.")


def _answer(path: Path, field: FormField, answer: Answer) -> Iterator[Fault]:
    known = tuple(field.choices) or YES_NO
    if field.type in (FieldType.CHOICE, FieldType.YES_NO):
        for word in answer.is_:
            if word not in known:
                fault = f"{quoted(word)} is no answer to {quoted(path[-1])}"
                yield Fault(path, fault, meant(word, known, "answers"))
    if (answer.at_least, answer.at_most) != (None, None) and not _counts(field):
        fault = f"{quoted(path[-1])} has bounds, and its answers count nothing"
        yield Fault(path, fault, "Give the choices 'points', or name the answers.")


def _counts(field: FormField) -> bool:
    """Return whether every answer of a field counts something."""
    if field.type is FieldType.CHOICE:
        return not field.many and all(one.points is not None for one in field.choices.values())
    return field.type is FieldType.NUMBER


def _score(path: Path, form: Form, score: Score) -> Iterator[Fault]:
    for number, key in enumerate(score.of):
        at = (*path, "of", number)
        if key not in form.fields:
            fault = f"{thing(path)} counts {quoted(key)}, which is no field of the form"
            yield Fault(at, fault, meant(key, form.fields, "fields"))
        elif not _is_bounded(form.fields[key]):
            fault = f"{thing(path)} counts {quoted(key)}, whose answers have no points"
            remedy = "Give every choice 'points'; a number has a 'minimum' and a 'maximum'."
            yield Fault(at, fault, remedy)
    if score.missing >= len(score.of):
        fault = f"{thing(path)} may miss as many answers as it counts"
        yield Fault((*path, "missing"), fault, "Let it miss fewer.")
    yield from _bands(path, score)


def _is_bounded(field: FormField) -> bool:
    is_number = field.type is FieldType.NUMBER
    bounded = field.minimum is not None and field.maximum is not None
    return _counts(field) and (bounded or not is_number)


def _bands(path: Path, score: Score) -> Iterator[Fault]:
    taken: dict[tuple[object, object], str] = {}
    for name, band in score.bands.items():
        for sex in (band.sex,) if band.sex else ("female", "male"):
            other = taken.setdefault((sex, band.at_least), name)
            if other != name:
                fault = f"bands {quoted(other)} and {quoted(name)} begin at the same score"
                yield Fault((*path, "bands", name), fault, "Mend one.")
                break


def _decided(pathway: Pathway, path: Path, event: Event) -> Iterator[Fault]:
    """Yield what is wrong where a form decides how an event turned out."""
    outcomes = event.outcomes
    if not any(one.when for one in outcomes.values()):
        return
    if event.hears:
        fault = (
            f"{thing(path)} is heard from another course, and its outcome is to follow from a form"
        )
        yield Fault(path, fault, "What is heard brings its own outcome: delete 'when'.")
    waiting = [name for name, one in outcomes.items() if not one.when]
    if waiting != list(outcomes)[-1:]:
        fault = f"the outcomes of {thing(path)} do not cover all answers"
        yield Fault(
            (*path, "outcomes"), fault, "Let the last one, and no other, stand without 'when'."
        )
    for name, outcome in outcomes.items():
        for number, ref in enumerate(outcome.when):
            at = (*path, "outcomes", name, "when", number)
            if ref.form not in event.form:
                fault = f"{thing(path)} has no form {quoted(ref.form)}"
                yield Fault(at, fault, meant(ref.form, event.form, "forms"))
            elif ref.field not in pathway.forms[ref.form].signals:
                signals = pathway.forms[ref.form].signals
                fault = f"form {quoted(ref.form)} has no signal {quoted(ref.field)}"
                yield Fault(at, fault, meant(ref.field, signals, "signals"))
