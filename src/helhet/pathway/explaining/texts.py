"""Every fixed sentence of an explanation in English, bokmål and nynorsk."""

from collections.abc import Mapping
from typing import Final

_TEXTS: Final[Mapping[str, tuple[str, str, str]]] = {
    # names, and how they are joined; the pictures say these too
    "quoted": ("“{}”", "«{}»", "«{}»"),
    "and": ("and", "og", "og"),
    "or": ("or", "eller", "eller"),
    "not": ("not {}", "ikke {}", "ikkje {}"),
    "in": ("in {}", "i {}", "i {}"),
    "if": ("if {}", "hvis {}", "dersom {}"),
    "while": ("while {}", "så lenge {}", "så lenge {}"),
    "before": ("{} before {}", "{} før {}", "{} før {}"),
    "from": ("from {}", "fra {}", "frå {}"),
    "at-age": ("the day of turning {}", "dagen man fyller {} år", "dagen ein fyller {} år"),
    "same-day": ("the same day", "samme dag", "same dag"),
    "unit": ("unit", "enhet", "eining"),
    "municipality": ("municipality", "kommune", "kommune"),
    # how far a clock binds
    "law": ("required by law", "lovpålagt", "krav i lova"),
    "guidance": ("recommended in guidance", "anbefalt i veileder", "tilrådd i rettleiar"),
    "target": ("a target", "et mål", "eit mål"),
    "right": ("a right", "en rett", "ein rett"),
    "none": ("measured", "måles", "blir målt"),
    "none-found": (
        "measured; no deadline found",
        "måles, ingen frist funnet",
        "blir målt, ingen frist funnen",
    ),
    # signals, as they read after "from" or "until"
    "enters": ("entering {}", "{} begynner", "{} byrjar"),
    "leaves": ("leaving {}", "{} slutter", "{} sluttar"),
    "on": ("{} holds", "{} gjelder", "{} gjeld"),
    "off": ("{} no longer holds", "{} ikke lenger gjelder", "{} ikkje lenger gjeld"),
    "due": ("{} runs out", "{} går ut", "{} går ut"),
    "warn": ("{} is near its end", "{} nærmer seg slutten", "{} nærmar seg slutten"),
    "tally": ("{} is reached", "{} er nådd", "{} er nådd"),
    # the rule
    "rule": ("{}: {}; responsible: {}.", "{}: {}; ansvar: {}.", "{}: {}; ansvar: {}."),
    "unverified": (
        "Uncertain rule: not fully confirmed.",
        "Usikker regel: ikke fullt bekreftet.",
        "Usikker regel: ikkje fullt stadfesta.",
    ),
    "ships-off": (
        "Ships switched off: it counts only where it has been switched on.",
        "Levert slått av: den gjelder bare der den er slått på.",
        "Levert slått av: han gjeld berre der han er slått på.",
    ),
    "off-then": (
        "Not counted, as it ships switched off: {} for starts {}.",
        "Regnes ikke med, fordi det er levert slått av: {} for start {}.",
        "Blir ikkje rekna med, fordi det er levert slått av: {} for start {}.",
    ),
    "edition": (
        "Rules in force: edition {}, from {}{}.",
        "Gjeldende regler: utgave {}, fra {}{}.",
        "Gjeldande reglar: utgåve {}, frå {}{}.",
    ),
    "unsure-day": (
        "{} (no source gives the day)",
        "{} (ingen kilde oppgir dagen)",
        "{} (inga kjelde oppgir dagen)",
    ),
    "of-period": (
        ", with what holds for starts {}",
        ", med det som gjelder for start {}",
        ", med det som gjeld for start {}",
    ),
    "from-to": ("from {} to {}", "fra {} til {}", "frå {} til {}"),
    "to": ("to {}", "til {}", "til {}"),
    "at-all-times": ("at any time", "når som helst", "når som helst"),
    "not-in-force": (
        "No rule of this sort is in force for starts on {}: nothing is counted.",
        "Ingen slik regel gjelder for start {}: ingenting regnes.",
        "Ingen slik regel gjeld for start {}: ingenting blir rekna.",
    ),
    "no-edition": (
        "The pathway has no edition for {}, so the file does not know what held then: nothing is counted."
        " Its first edition, {}, is in force from {}.",
        "Forløpet har ingen utgave for {}, så filen vet ikke hva som gjaldt da: ingenting regnes."
        " Den første utgaven, {}, gjelder fra {}.",
        "Forløpet har inga utgåve for {}, så fila veit ikkje kva som gjaldt då: ingenting blir rekna."
        " Den første utgåva, {}, gjeld frå {}.",
    ),
    "legal-basis": (
        "Legal basis on that day: {}.",
        "Hjemmel den dagen: {}.",
        "Heimel den dagen: {}.",
    ),
    "basis": ("Basis on that day: {}.", "Grunnlag den dagen: {}.", "Grunnlag den dagen: {}."),
    "no-basis": (
        "No basis is named for that day.",
        "Ikke noe grunnlag er oppgitt for den dagen.",
        "Ikkje noko grunnlag er oppgitt for den dagen.",
    ),
    "source": ("Source: {}.", "Kilde: {}.", "Kjelde: {}."),
    "law-note": (
        "Note on {}: {}",
        "Merknad om {} (engelsk): {}",
        "Merknad om {} (engelsk): {}",
    ),
    "note": (
        "Note in the pathway file: {}",
        "Merknad i forløpsfilen (engelsk): {}",
        "Merknad i forløpsfila (engelsk): {}",
    ),
    # the start
    "starts-by": ("From {} ({}).", "Fra {} ({}).", "Frå {} ({})."),
    "by-time": ("by the passing of time", "ved at tiden gikk", "ved at tida gjekk"),
    "on-day": ("{} on {}", "{} {}", "{} {}"),
    # which limit
    "shortest": (
        "The shortest of those that apply: {}; the others: {}.",
        "Den korteste av dem som gjelder: {}; de andre: {}.",
        "Den kortaste av dei som gjeld: {}; dei andre: {}.",
    ),
    "limit": ("Limit: {}.", "Grense: {}.", "Grense: {}."),
    "not-applying": ("Does not apply: {}.", "Gjelder ikke: {}.", "Gjeld ikkje: {}."),
    "no-setting": (
        "The setting is not known yet.",
        "Omsorgsnivået er ikke kjent ennå.",
        "Omsorgsnivået er ikkje kjent enno.",
    ),
    "no-limit": (
        "No due: no limit is set.",
        "Ingen frist: ingen grense er satt.",
        "Ingen frist: inga grense er sett.",
    ),
    "none-applies": (
        "No due: none of the limits applies.",
        "Ingen frist: ingen av grensene gjelder.",
        "Ingen frist: ingen av grensene gjeld.",
    ),
    "no-due": ("No due.", "Ingen frist.", "Ingen frist."),
    # the count
    "counted": ("{} from {}", "{} fra {}", "{} frå {}"),
    "counted-back": ("{} before {} ({})", "{} før {} ({})", "{} før {} ({})"),
    "is": ("{} is {}", "{} er {}", "{} er {}"),
    "is-same-day": ("{}: the same day", "{}: samme dag", "{}: same dag"),
    "so": ("so {}", "altså {}", "altså {}"),
    "weekend": (
        "Saturdays and Sundays are not counted (Saturdays by a setting of the content pack).",
        "Lørdager og søndager regnes ikke med (for lørdager er det et valg i innholdspakken).",
        "Laurdagar og søndagar blir ikkje rekna med (for laurdagar er det eit val i innhaldspakken).",
    ),
    "sundays": (
        "Sundays are not counted; Saturdays are (by a setting of the content pack).",
        "Søndager regnes ikke med; lørdager gjør det (et valg i innholdspakken).",
        "Søndagar blir ikkje rekna med; laurdagar blir det (eit val i innhaldspakken).",
    ),
    "free": ("{} is no working day", "{} er ingen virkedag", "{} er ingen virkedag"),
    "more-free": (
        "and {} more free days",
        "og {} fridager til",
        "og {} fridagar til",
    ),
    "short-month": (
        "that month is shorter",
        "den måneden er kortere",
        "den månaden er kortare",
    ),
    "forward": (
        "the clocks go forward in between",
        "klokka stilles fram i mellomtiden",
        "klokka blir stilt fram i mellomtida",
    ),
    "back": (
        "the clocks go back in between",
        "klokka stilles tilbake i mellomtiden",
        "klokka blir stilt tilbake i mellomtida",
    ),
    "forward-and-back": (
        "the clocks change {} times in between",
        "klokka stilles {} ganger i mellomtiden",
        "klokka blir stilt {} gonger i mellomtida",
    ),
    "not-given": ("{} is not given.", "{} er ikke oppgitt.", "{} er ikkje oppgitt."),
    "age-unknown": (
        "{}: the birth date is not known, or that day lies outside the calendar.",
        "{}: fødselsdatoen er ikke kjent, eller dagen ligger utenfor kalenderen.",
        "{}: fødselsdatoen er ikkje kjend, eller dagen ligg utanfor kalenderen.",
    ),
    "give": ("Give it with {}.", "Oppgi det med {}.", "Oppgi det med {}."),
    "beyond": (
        "{} lies outside the calendar, which has the years 1970 to 2100.",
        "{} ligger utenfor kalenderen, som har årene 1970 til 2100.",
        "{} ligg utanfor kalenderen, som har åra 1970 til 2100.",
    ),
    # what comes of it
    "due-day": ("Due: {}, the whole day.", "Frist: {}, hele dagen.", "Frist: {}, heile dagen."),
    "due-moment": ("Due: {}.", "Frist: {}.", "Frist: {}."),
    "lapses-day": (
        "Can be used to the end of {}; then it lapses.",
        "Kan brukes ut {}; så faller retten bort.",
        "Kan brukast ut {}; så fell retten bort.",
    ),
    "lapses-moment": (
        "Can be used until {}; then it lapses.",
        "Kan brukes til {}; så faller retten bort.",
        "Kan brukast til {}; så fell retten bort.",
    ),
    "earliest": ("Not before: {}.", "Ikke før: {}.", "Ikkje før: {}."),
    # what changed since
    "anew": ("Set anew on {} ({}): {}.", "Satt på nytt {} ({}): {}.", "Sett på nytt {} ({}): {}."),
    "weighed": (
        "Weighed anew on {} ({}): {}.",
        "Vurdert på nytt {} ({}): {}.",
        "Vurdert på nytt {} ({}): {}.",
    ),
    "late-already": (
        "The due had passed by then, and no change mends that.",
        "Fristen var oversittet da, og ingen endring retter på det.",
        "Fristen var broten då, og inga endring rettar på det.",
    ),
    "stays": ("The due stays: {}.", "Fristen blir stående: {}.", "Fristen blir ståande: {}."),
    "anew-at-end": (
        "Set anew on the day it ended.",
        "Satt på nytt dagen den sluttet.",
        "Sett på nytt dagen klokka slutta.",
    ),
    "setting-known": (
        "the setting is known, {}",
        "omsorgsnivået er kjent, {}",
        "omsorgsnivået er kjent, {}",
    ),
    "setting-changed": (
        "the setting is now {}",
        "omsorgsnivået er nå {}",
        "omsorgsnivået er no {}",
    ),
    "turned-on": ("{} holds now", "{} gjelder nå", "{} gjeld no"),
    "turned-off": ("{} no longer holds", "{} gjelder ikke lenger", "{} gjeld ikkje lenger"),
    "new-date": ("a new date is given", "ny dato er gitt", "ny dato er gitt"),
    "from-start": (
        "counted anew from the start",
        "regnet på nytt fra starten",
        "rekna på nytt frå starten",
    ),
    "from-change": (
        "counted anew from that day",
        "regnet på nytt fra den dagen",
        "rekna på nytt frå den dagen",
    ),
    "not-before": (
        "A change leaves at least {}, unless less was left; so {}.",
        "En endring lar minst {} stå igjen, hvis ikke mindre var igjen; altså {}.",
        "Ei endring lèt minst {} stå att, dersom ikkje mindre var att; altså {}.",
    ),
    "not-past": (
        "A change never sets a due before its own day; so {}.",
        "En endring setter aldri en frist før sin egen dag; altså {}.",
        "Ei endring set aldri ein frist før sin eigen dag; altså {}.",
    ),
}


def text_in(language_number: int, key: str) -> str:
    """Return a fixed text in the language of that number in LANGUAGES."""
    return _TEXTS[key][language_number]
