"""German: decimal comma, points in thousands; the usual number words."""

from decimal import Decimal

from awareness.numerals.languages import APOSTROPHES, Language, alternatives, usual_format

SCALES = {
    "tausend": 10**3, "million": 10**6, "millionen": 10**6, "milliarde": 10**9,
    "milliarden": 10**9, "billion": 10**12, "billionen": 10**12,
}  # fmt: skip
ATOMS = {
    "null": 0, "ein": 1, "eins": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "zwei": 2,
    "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20, "dreißig": 30,
    "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
    "hundert": 100,
} | SCALES  # fmt: skip
ORDINALS = {
    "zweite": 2, "dritte": 3, "vierte": 4, "fünfte": 5, "sechste": 6, "siebte": 7, "achte": 8,
    "neunte": 9, "zehnte": 10, "zwanzigste": 20, "hundertste": 100, "tausendste": 1000,
}  # fmt: skip
PARTS_BY_WORD = {
    "drittel": 3, "viertel": 4, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8,
    "neuntel": 9, "zehntel": 10,
}  # fmt: skip
_ATOM = alternatives(ATOMS)
_RUN = rf"(?!und\b)(?:{_ATOM}|und)+(?:[ ](?:{_ATOM}|und)+\b)*"


def _share_value(text: str) -> Decimal:
    """Per cent of what `shares` matches: a third is 33.3…"""
    words = text.lower().split()
    if words[-1].startswith(("hälfte", "halb")):
        return Decimal(50)
    if words[0].startswith("jede"):
        return Decimal(100) / ORDINALS[words[-1].rstrip("rsnm")]
    size_name = next(name for name in PARTS_BY_WORD if words[-1].endswith(name))
    count = words[0] if len(words) > 1 else words[-1].removesuffix(size_name)
    top = Decimal(count) if count.isdigit() else Decimal(ATOMS.get(count) or 1)
    return top * 100 / PARTS_BY_WORD[size_name]


GERMAN = Language(
    code="de",
    format=usual_format("de", *APOSTROPHES),
    atoms=ATOMS,
    joined=True,
    # “am 3. Mai”; a full stop after a number at the end of a sentence is followed by nothing or a
    # capital too, so only a month tells.
    ordinals=(
        r"[0-9]+\.(?=[ ](?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|"
        r"november|dezember))"
    ),
    shares=(
        rf"jede[rsnm]?[ ](?:{alternatives(ORDINALS)})[rsnm]?\b|(?:die[ ])?hälfte\b|"
        rf"(?:(?:{_RUN}|[0-9]+)[ ])?(?:{alternatives(ATOMS)})?(?:{alternatives(PARTS_BY_WORD)})\b"
    ),
    share_value=_share_value,
    among="von",
    multiples=(
        r"doppelt\w*|verdoppel\w+|verdreifach\w+|dreifach\w*|halbier\w+|dutzende?|hunderte|"
        r"tausende|\w+fach"
    ),
    scales=SCALES | {"mio": 10**6, "mrd": 10**9, "tsd": 10**3},
    scale_names={10**3: "Tausend", 10**6: "Millionen", 10**9: "Milliarden", 10**12: "Billionen"},
    parts_of_scale=r"einhalb|anderthalb|viertel|drittel",
    per_cent="prozent",
    points="prozentpunkte?n?",
    linking=r"-|–|—|bis|und",
    qualifiers=(
        (r"höchstens|bis zu|nicht mehr als", frozenset({"up_to"})),
        (r"gut|mehr als|über|>", frozenset({"over"})),
        (r"weniger als|unter|<", frozenset({"under"})),
        (r"mindestens", frozenset({"at_least"})),
        (r"fast|knapp|beinahe|nahezu", frozenset({"about", "under"})),
        (r"etwa|rund|ungefähr|circa|ca", frozenset({"about"})),
    ),
    rising=r"stieg\w*|gestiegen|erhöht\w*|zugenommen|mehr|höher|wuchs\w*",
    falling=r"sank\w*|gesunken|fiel\w*|gefallen|weniger|niedriger|abgenommen|ging\w* zurück",
    means_other=frozenset({"null", "elf", "million", "billion"}),
)
