"""Every fixed word of the pictures in English, bokmål and nynorsk."""

from collections.abc import Mapping
from typing import Final

from helhet.pathway.language.model import LANGUAGES

_TEXTS: Final[Mapping[str, tuple[str, str, str]]] = {
    # the page
    "edition": ("edition {}", "utgave {}", "utgåve {}"),
    "in-force": ("in force from {}", "gjelder fra {}", "gjeld frå {}"),
    "in-force-to": ("in force from {} to {}", "gjelder fra {} til {}", "gjeld frå {} til {}"),
    "states": ("States", "Tilstander", "Tilstandar"),
    "moves": ("Ways between the states", "Veier mellom tilstandene", "Vegar mellom tilstandane"),
    "stays": ("Happens without moving", "Skjer uten å flytte", "Skjer utan å flytte"),
    "clocks": ("Clocks", "Klokker", "Klokker"),
    "loose-clocks": (
        "Clocks that may start in any state",
        "Klokker som kan starte i alle tilstander",
        "Klokker som kan starte i alle tilstandar",
    ),
    "anywhere": ("From anywhere", "Fra hvor som helst", "Frå kor som helst"),
    "anytime": (
        "At any time, without moving",
        "Når som helst, uten å flytte",
        "Når som helst, utan å flytte",
    ),
    "settings": ("Settings", "Hjelpeformer", "Hjelpeformer"),
    "conditions": ("Conditions", "Forhold", "Forhold"),
    "tallies": ("Tallies", "Opptellinger", "Oppteljingar"),
    "other-courses": ("Between pathways", "Mellom forløp", "Mellom forløp"),
    "legend": ("How to read this", "Slik leses bildet", "Slik les du biletet"),
    # states
    "waiting": ("waiting", "venter", "ventar"),
    "place": ("holds a place", "har plass", "har plass"),
    "final": ("end", "slutt", "slutt"),
    "resting": ("resting, may return", "hviler, kan komme tilbake", "kviler, kan kome att"),
    # moves
    "fact": ("fact", "faktum", "faktum"),
    "opens-way": ("{}: begins in {}", "{}: begynner i {}", "{}: byrjar i {}"),
    "moves-way": ("{}: from {} to {}", "{}: fra {} til {}", "{}: frå {} til {}"),
    "moves-anywhere": (
        "{}: from anywhere to {}",
        "{}: fra hvor som helst til {}",
        "{}: frå kor som helst til {}",
    ),
    "stays-anywhere": ("{}: at any time", "{}: når som helst", "{}: når som helst"),
    "stays-in": ("{}: in {}", "{}: i {}", "{}: i {}"),
    "opens-course": ("opens {}", "åpner {}", "opnar {}"),
    "hears": ("heard from {}: {}", "høres fra {}: {}", "blir høyrt frå {}: {}"),
    # joining
    "others": ("{} or {} others", "{} eller {} andre", "{} eller {} andre"),
    "same-day": ("the same day", "samme dag", "same dag"),
    "quoted": ("“{}”", "«{}»", "«{}»"),
    "and": ("and", "og", "og"),
    "or": ("or", "eller", "eller"),
    "not": ("not {}", "ikke {}", "ikkje {}"),
    "in": ("in {}", "i {}", "i {}"),
    # signals
    "enters": ("entering {}", "inngang i {}", "inngang i {}"),
    "leaves": ("leaving {}", "utgang fra {}", "utgang frå {}"),
    "on": ("{} holds", "{} gjelder", "{} gjeld"),
    "off": ("{} no longer holds", "{} ikke lenger gjelder", "{} ikkje lenger gjeld"),
    "due": ("{} runs out", "{} går ut", "{} går ut"),
    "warn": ("{} is near its end", "{} nærmer seg slutten", "{} nærmar seg slutten"),
    "tally": ("{} is reached", "{} er nådd", "{} er nådd"),
    # clocks
    "from": ("from {}", "fra {}", "frå {}"),
    "until": ("until {}", "til {}", "til {}"),
    "while": ("while {}", "så lenge {}", "så lenge {}"),
    "whenever": ("all the while it is so", "hele tiden", "heile tida"),
    "start-at": (
        "counted from {} if that is earlier",
        "regnet fra {} om den er tidligere",
        "rekna frå {} om han er tidlegare",
    ),
    "within": ("within {}", "innen {}", "innan {}"),
    "by-date": ("no later than {}", "senest {}", "seinast {}"),
    "before-date": ("{} before {}", "{} før {}", "{} før {}"),
    "if": ("if {}", "hvis {}", "dersom {}"),
    "no-sooner": ("not sooner than {}", "ikke før {}", "ikkje før {}"),
    "no-limit": ("no limit", "ingen frist", "ingen frist"),
    "each": ("one for each {}", "én for hver {}", "éin for kvar {}"),
    "recurring": ("recurring", "gjentas", "blir gjenteken"),
    "gate": ("{} waits for it", "{} venter på den", "{} ventar på han"),
    "allows": (
        "gives the right to {}; lapses unused",
        "gir rett til {}; faller bort ubrukt",
        "gir rett til {}; fell bort ubrukt",
    ),
    "outlives": ("goes on after the end", "går videre etter slutten", "går vidare etter slutten"),
    "charge": ("each day costs: {}", "hver dag koster: {}", "kvar dag kostar: {}"),
    "cancelled": ("cancelled by {}", "avlyst ved {}", "avlyst ved {}"),
    "sets-due": ("new date set by {}", "ny dato settes ved {}", "ny dato blir sett ved {}"),
    "recount": (
        "counted anew when {} changes",
        "regnes på nytt når {} endres",
        "blir rekna på nytt når {} blir endra",
    ),
    "restart": (
        "begins anew when {} changes",
        "begynner på nytt når {} endres",
        "byrjar på nytt når {} blir endra",
    ),
    "never-less": ("never less than {} then", "da aldri under {}", "då aldri under {}"),
    "setting": ("the setting", "hjelpeformen", "hjelpeforma"),
    "supersedes": (
        "a new start replaces the open one",
        "en ny start erstatter den åpne",
        "ein ny start erstattar den opne",
    ),
    "warns": ("warns {} before", "varsler {} før", "varslar {} før"),
    "marked-patient": (
        "a breach counts as the patient’s after {}",
        "brudd regnes som pasientens etter {}",
        "brot blir rekna som pasienten sitt etter {}",
    ),
    "marked-service": (
        "a breach counts as the service’s after {}",
        "brudd regnes som tjenestens etter {}",
        "brot blir rekna som tenesta sitt etter {}",
    ),
    "uncertain-then": ("uncertain rule {}", "usikker regel {}", "usikker regel {}"),
    # how far a clock binds
    "law": ("law", "lov", "lov"),
    "guidance": ("guidance", "veileder", "rettleiar"),
    "target": ("target", "mål", "mål"),
    "right": ("right", "rett", "rett"),
    "none": ("measured", "måles", "blir målt"),
    "uncertain": ("uncertain rule", "usikker regel", "usikker regel"),
    "shipped-off": ("off", "av", "av"),
    # conditions and tallies
    "holds-from": ("holds from {}", "gjelder fra {}", "gjeld frå {}"),
    "under-age": ("under {} years", "under {} år", "under {} år"),
    "from-age": ("from {} years", "fra {} år", "frå {} år"),
    "tally-of-one": ("once {}", "én gang {}", "éin gong {}"),
    "tally-of": ("{} times {}", "{} ganger {}", "{} gonger {}"),
    "tally-reset": ("begins anew after {}", "begynner på nytt etter {}", "byrjar på nytt etter {}"),
    # the legend
    "key-move": (
        "an act moves the course",
        "en handling flytter forløpet",
        "ei handling flyttar forløpet",
    ),
    "key-fact": (
        "a fact moves it; always recorded",
        "et faktum flytter det; føres alltid",
        "eit faktum flyttar det; blir alltid ført",
    ),
    "key-return": ("a way back", "en vei tilbake", "ein veg tilbake"),
    "key-stay": (
        "happens here, moves nothing",
        "skjer her, flytter ikke",
        "skjer her, flyttar ikkje",
    ),
    "key-waiting": ("waiting for help", "venter på hjelp", "ventar på hjelp"),
    "key-place": ("holds a place", "har plass", "har plass"),
    "key-final": ("end", "slutt", "slutt"),
    "key-resting": (
        "over, but may return",
        "over, men kan komme tilbake",
        "over, men kan kome att",
    ),
    "key-recurring": ("recurring clock", "klokke som gjentas", "klokke som blir gjenteken"),
    "key-ongoing": (
        "may stop in any state",
        "kan stoppe i alle tilstander",
        "kan stoppe i alle tilstandar",
    ),
    "key-off": ("switched off", "slått av", "slått av"),
    "key-uncertain": (
        "uncertain: the rule is not confirmed",
        "usikker: regelen er ikke bekreftet",
        "usikker: regelen er ikkje stadfesta",
    ),
    # owners that every pack has
    "unit": ("unit", "enhet", "eining"),
    "municipality": ("municipality", "kommune", "kommune"),
}
_UNITS: Final[Mapping[str, tuple[str, str, str]]] = {
    "hours": ("hour hours", "time timer", "time timar"),
    "days": ("day days", "dag dager", "dag dagar"),
    "working days": ("working~day working~days", "virkedag virkedager", "virkedag virkedagar"),
    "weeks": ("week weeks", "uke uker", "veke veker"),
    "months": ("month months", "måned måneder", "månad månader"),
}


def texts_in(language: str) -> Mapping[str, str]:
    """Return the fixed words of one language by their keys."""
    place = LANGUAGES.index(language)
    return {key: told[place] for key, told in _TEXTS.items()}


def units_in(language: str) -> Mapping[str, tuple[str, str]]:
    """Return the units of time, for one and for several."""
    place = LANGUAGES.index(language)
    return {unit: _one_and_many(told[place]) for unit, told in _UNITS.items()}


def _one_and_many(told: str) -> tuple[str, str]:
    one, many = (word.replace("~", " ") for word in told.split(" "))
    return one, many
