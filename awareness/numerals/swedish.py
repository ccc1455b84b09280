"""Swedish: decimal comma, spaces in thousands, number words written as one."""

import re
from decimal import Decimal

from awareness.numerals.languages import Language, alternatives, usual_format, value_of_words

SCALES = {
    "tusen": 10**3, "miljon": 10**6, "miljoner": 10**6, "miljard": 10**9, "miljarder": 10**9,
    "biljon": 10**12, "biljoner": 10**12,
}  # fmt: skip
ATOMS = {
    "noll": 0, "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7,
    "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14,
    "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "aderton": 18, "nitton": 19,
    "tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70,
    "åttio": 80, "nittio": 90, "hundra": 100,
} | SCALES  # fmt: skip
# Also the last word of “var tionde”, one in ten.
ORDINALS = {
    "annan": 2, "annat": 2, "andra": 2, "tredje": 3, "fjärde": 4, "femte": 5, "sjätte": 6,
    "sjunde": 7, "åttonde": 8, "nionde": 9, "tionde": 10, "tolfte": 12, "femtonde": 15,
    "tjugonde": 20, "femtionde": 50, "hundrade": 100, "tusende": 1000,
}  # fmt: skip
PARTS_BY_WORD = {
    "tredjedel": 3, "fjärdedel": 4, "kvart": 4, "femtedel": 5, "sjättedel": 6, "sjundedel": 7,
    "åttondel": 8, "åttondedel": 8, "niondel": 9, "niondedel": 9, "tiondel": 10, "tiondedel": 10,
    "tjugondel": 20, "hundradel": 100,
}  # fmt: skip
_ATOM = alternatives(ATOMS)
_RUN = rf"(?:{_ATOM})+(?:[ ](?:och[ ])?(?:{_ATOM})+\b)*"
PART_AT_END = re.compile(rf"({alternatives(PARTS_BY_WORD)})(?:en|ar|arna|s)?$")


def _share_value(text: str) -> Decimal | None:
    """Per cent of what `shares` matches: a third is 33.3… None of “fem sex tiondelar”."""
    words = text.lower().split()
    if words[0] in ("hälften", "halva", "halv", "halvparten") or words[-1] in ("halv", "halva"):
        return Decimal(50)
    if words[0].startswith("var"):
        last = words[-1] if len(words) > 1 else words[0].removeprefix("var").removeprefix("t")
        return Decimal(100) / ORDINALS[last]
    part = PART_AT_END.search(words[-1])
    size = PARTS_BY_WORD[part[1]] if part else 1
    if words[0].isdigit():
        return Decimal(words[0]) * 100 / size
    count = [ATOMS[atom] for atom in re.findall(_ATOM, " ".join(words[:-1]))]
    top = value_of_words([*count]) if count else Decimal(1)
    return None if top is None else top * 100 / size


SWEDISH = Language(
    code="sv",
    format=usual_format("sv"),
    atoms=ATOMS,
    joined=True,
    ordinals=r"[0-9]+:(?:a|e)\b|(?:\w+)(?:tionde|hundrade|tusende)|första|andra|tredje|fjärde|femte",
    shares=(
        rf"var(?:annan|tannat)\b|vart?[ ](?:{alternatives(ORDINALS)})\b"
        r"|hälften\b|halvparten\b|halva\b|(?:en|ett)[ ]halv\b"
        rf"|(?:(?:{_RUN}|[0-9]+)[ ])?(?:{alternatives(PARTS_BY_WORD)})(?:en|ar|arna|s)?\b"
    ),
    share_value=_share_value,
    among="av",
    multiples=(
        r"dubbel\w*|dubbl\w+|tredubb\w+|fyrdubb\w+|flerdubb\w+|halver\w+|dussin\w*|tiotals|"
        r"hundratals|tusentals|miljontals|miljardtals"
    ),
    scales=SCALES | {"mkr": 10**6, "tkr": 10**3, "mdr": 10**9, "milj": 10**6, "mn": 10**6},
    scale_names={10**3: "tusen", 10**6: "miljoner", 10**9: "miljarder", 10**12: "biljoner"},
    parts_of_scale=r"och[ ]en[ ]halv|(?:kvart|tredjedel|fjärdedel|femtedel|tiondel)s",
    per_cent="procent",
    points="procentenhet(?:er)?",
    linking=r"-|–|—|till|och",
    qualifiers=(
        (r"högst|upp till|som mest|inte mer än", frozenset({"up_to"})),
        (r"drygt|strax över|mer än|fler än|över|>", frozenset({"over"})),
        (r"mindre än|färre än|under|<", frozenset({"under"})),
        (r"minst|åtminstone", frozenset({"at_least"})),
        (r"nästan|nära|knappt?|strax under|närmare", frozenset({"about", "under"})),
        (r"cirka|ca|ungefär|omkring|runt|uppemot", frozenset({"about"})),
    ),
    rising=r"ök\w+|steg|stig\w+|högre|fler|mer|upp|växte|växt",
    falling=r"minsk\w+|sjönk|sjunk\w+|lägre|färre|mindre|ned|ner|föll|fallit",
    # “sex” is six, and in an English text it is not.
    means_other=frozenset({"sex", "en"}),
)
