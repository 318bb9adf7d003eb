"""Every fixed word of the pictures in English, bokmål and nynorsk."""

from collections.abc import Mapping
from typing import Final

from helhet.pathway.explaining.texts import text_in as shared_text

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
    "settings": ("Settings", "Omsorgsnivå", "Omsorgsnivå"),
    "conditions": ("Conditions", "Forhold", "Forhold"),
    "tallies": ("Tallies", "Opptellinger", "Oppteljingar"),
    "other-courses": ("Between pathways", "Mellom forløp", "Mellom forløp"),
    "legend": ("How to read this", "Slik leses bildet", "Slik les du biletet"),
    # how pathways fit together
    "network": (
        "How the pathways fit together",
        "Slik henger forløpene sammen",
        "Slik heng forløpa saman",
    ),
    "network-dot": ("opens a course there", "åpner et forløp der", "opnar eit forløp der"),
    "network-ring": ("only sends word", "sender bare beskjed", "sender berre beskjed"),
    "network-opens": ("{} opens: {}", "{} åpner: {}", "{} opnar: {}"),
    "network-tells": (
        "{} sends word to: {}",
        "{} sender beskjed til: {}",
        "{} sender beskjed til: {}",
    ),
    "area-early-help": ("Early help", "Tidlig hjelp", "Tidleg hjelp"),
    "area-treatment": ("Treatment", "Behandling", "Behandling"),
    "area-follow-up": ("Follow-up", "Oppfølging", "Oppfølging"),
    "area-justice": ("Justice", "Justis", "Justis"),
    "area-plan": ("Plan and grants", "Plan og tilskudd", "Plan og tilskot"),
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
    "outcome-opens": ("{} opens {}", "{} åpner {}", "{} opnar {}"),
    "moves-up": (
        "by name, on to {}",
        "under navn, videre til {}",
        "under namn, vidare til {}",
    ),
    "hears": ("message from {}: {}", "melding fra {}: {}", "melding frå {}: {}"),
    # joining
    "others": ("{} or {} others", "{} eller {} andre", "{} eller {} andre"),
    # clocks
    "until": ("until {}", "til {}", "til {}"),
    "start-at": (
        "counted from {} if that is earlier",
        "regnet fra {} hvis den datoen er tidligere",
        "rekna frå {} dersom den datoen er tidlegare",
    ),
    "within": ("within {}", "innen {}", "innan {}"),
    "by-date": ("no later than {}", "senest {}", "seinast {}"),
    "no-sooner": ("not sooner than {}", "ikke før {}", "ikkje før {}"),
    "unlimited": ("no deadline found", "ingen frist funnet", "ingen frist funnen"),
    "each": ("one clock for each {}", "én klokke per {}", "éi klokke per {}"),
    "recurring": ("recurring", "gjentas", "gjentek seg"),
    "gate": ("{} waits for it", "{} venter på dette", "{} ventar på dette"),
    "allows": ("gives the right to {}", "gir rett til {}", "gir rett til {}"),
    "lapses": ("lapses unused", "faller bort ubrukt", "fell bort ubrukt"),
    "outlives": ("goes on after the end", "går videre etter slutten", "går vidare etter slutten"),
    "charge": (
        "each day costs, paid by {}",
        "hver dag koster, betales av {}",
        "kvar dag kostar, blir betalt av {}",
    ),
    "owner": ("responsible: {}", "ansvar: {}", "ansvar: {}"),
    "cancelled": ("cancelled by: {}", "avlyst ved: {}", "avlyst ved: {}"),
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
    "never-past": (
        "then never before the day of the change",
        "da aldri før dagen det endres",
        "då aldri før dagen det blir endra",
    ),
    "setting": ("the setting", "omsorgsnivået", "omsorgsnivået"),
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
    "uncertain-then": (
        "? uncertain rule {}",
        "? usikker regel {}",
        "? usikker regel {}",
    ),
    # how sure it is
    "uncertain": ("? uncertain rule", "? usikker regel", "? usikker regel"),
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
    "key-resting": (
        "over, but may return",
        "over, men kan komme tilbake",
        "over, men kan kome att",
    ),
    "key-recurring": ("recurring clock", "klokke som gjentas", "klokke som gjentek seg"),
    "key-ongoing": (
        "may stop in any state",
        "kan stoppe i alle tilstander",
        "kan stoppe i alle tilstandar",
    ),
    "key-off": ("switched off", "slått av", "slått av"),
    "key-uncertain": (
        "uncertain: the rule is not fully confirmed",
        "usikker: regelen er ikke fullt bekreftet",
        "usikker: regelen er ikkje fullt stadfesta",
    ),
}


def text_in(language_number: int, key: str) -> str:
    """Return a fixed word of the pictures, or one that explanations say too, in the language of that number."""
    return _TEXTS[key][language_number] if key in _TEXTS else shared_text(language_number, key)
