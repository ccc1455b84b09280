"""The words of English, Swedish and German that say what a printed number is. Data."""

from awareness.numerals.free import LICENCE_NAMES

# fmt: off
MONTHS = (
    "(?i:january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    "|januari|februari|mars|maj|juni|juli|augusti|oktober"
    "|januar|februar|märz|mai|dezember|jänner)"
)
YEAR = r"(?:1[89]|20)\d{2}"
TIME_WORDS = (
    r"(?i:(?:second|minute|hour|day|week|month|quarter|year|decade)s?|årtionden?|Jahrzehnten?"
    r"|sekund(?:er)?|minut(?:er)?|timm(?:e|ar)|dag(?:ar)?s?|veck(?:a|or)s?|månad(?:er)?s?|års?"
    r"|kvartal"
    r"|Sekunden?|Minuten?|Stunden?|Tag(?:en?)?|Wochen?|Monat(?:en?)?|Jahr(?:en?)?)"
)
# A word before a number that makes it a name.
WORD_BEFORE_NAME = (
    r"Sections?|Sec\.|P\.\s?L\.|Pub\.\s?L\.|E\.\s?O\.|Memorandum|Circular|Chapters?|Ch\.|Figures?"
    r"|Figs?\.|Tables?|Annex(?:es)?|Appendix|Appendices|Parts?"
    r"|Articles?|Art\.|Directives?|Regulations?|Recitals?|Pages?|pp?\.|No\.|Nos\.|Nr\.?|Questions?"
    r"|Q|Box(?:es)?|Charts?|Maps?|Graphs?|Notes?|Steps?|Phases?|Levels?|Tiers?|Goals?|SDG|Versions?"
    r"|v\.?|Volumes?|Vol\.|Issues?|Modules?|Public\s+Law|Executive\s+Order|Title|Rooms?|Floor|Box"
    r"|P\.?\s?O\.?\s+Box|Series|Protocol|Convention|Resolution|Rule|Schedule|Criteri(?:on|a)|Items?"
    r"|Windows|Office|COVID|Agenda|Vision|Horizon|Industry|ISO|IEC|EN|WCAG|NACE|ISCO|ISCED|COICOP"
    rf"|NUTS|{LICENCE_NAMES}"
    r"|Kapitel|kap\.|Tabell(?:en)?|Figur|Diagram|Bilag(?:a|an)|Avsnitt|Sid(?:a|an|orna)|s\.|Artikel"
    r"|Fråga|prop\.|Prop\.|SOU|SFS|Ds|dir\.|bet\.|rskr\.|del|Del|Steg|Mål|Nivå|Fas"
    r"|Abbildung|Abb\.|Tabelle|Tab\.|Seiten?|S\.|Abschnitt|Teil|Anhang|Frage|Stufe|Ziel|Absatz"
    r"|Abs\."
)
# Before or after a number that is an age, and not what somebody counted.
AGE_BEFORE = (
    r"(?i:aged?|ages|the\s+age(?:s)?\s+of|age\s+groups?|years\s+of\s+age|(?:i\s+)?(?:ålder(?:n"
    r"|sgruppen)?"
    r"|åldrarna)|im\s+Alter\s+von|Alter)"
)
AGE_AFTER = (
    r"(?i:[- –]?years?[- ](?:olds?|of\s+age)|\s+in\s+age"
    r"|years?\s+(?:and|or)\s+(?:over|older|above|under|younger|more)"
    r"|[- ]?åring(?:ar|arna|en|ars)?|års?\s+ålder|år\s+(?:gamla|och\s+(?:äldre|uppåt))"
    r"|[- ]?jährigen?"
    r"|Jahren?\s+und\s+(?:älter|mehr)|Jahre\s+alt)"
)
PER_CENT = (
    r"%|per\s?cent(?:age)?\b(?!\s+points?)|percent\b|procent\b(?!enhet)|Prozent\b(?!punkt)"
    r"|pct\b"
)
POINTS = (
    r"percentage[- ]points?|per\s?cent\s+points?|p\.?p\.?(?![\w.])|pct\.?\s?pts?|procentenheter?"
    r"|Prozentpunkten?|points?\b(?!\s*(?:of\s+view|out|scale))"
)
# What a report counts: whoever was asked or looked at. A small number word counts one of these.
COUNTED_WORDS = (
    r"(?i:countr(?:y|ies)|states?|nations?|regions?|municipalit(?:y|ies)|count(?:y|ies)|cit(?:y"
    r"|ies)"
    r"|agenc(?:y|ies)|entit(?:y|ies)|organi[sz]ations?|institutions?|compan(?:y|ies)|firms?"
    r"|enterprises?|businesses|employers?|departments?|schools?|hospitals?|universit(?:y|ies)"
    r"|respondents?|participants?|interviewees?|people|persons?|individuals?|citizens?|residents?"
    r"|women|men|girls|boys|children|adults|adolescents|students?|pupils?|teachers?|parents?"
    r"|mothers?"
    r"|fathers?|families|households?|workers?|employees?|managers?|officers?|victims?|survivors?"
    r"|offenders?|suspects?|patients?|users?|members?|experts?|professionals?|nurses?|doctors?"
    r"|cases?"
    r"|complaints?|incidents?|accidents?|deaths?|fatalities|arrests?|convictions?|websites?|sites"
    r"|länder|kommuner|regioner|myndigheter|företag|organisationer|personer|kvinnor|män|barn|elever"
    r"|anställda|svarande|deltagare|intervjupersoner|fall|anmälningar|ärenden|arbetsplatser|skolor"
    r"|Länder|Unternehmen|Personen|Frauen|Männer|Kinder|Befragten?|Beschäftigten?"
    r"|Teilnehmer(?:innen)?"
    r"|Fälle|Staaten|Schulen|Betriebe|Menschen)"
)
AVERAGE_WORDS = (
    r"(?i:averag\w+|mean|on\s+average|genomsnitt\w*|medel(?:värde|tal|ålder|inkomst|lön|längd)\w*"
    r"|i\s+snitt|snittet|durchschnitt\w*|Mittelwert\w*|im\s+Mittel)"
)
MEDIAN_WORDS = r"(?i:median\w*)"
INDEX_WORDS = r"(?i:index\w*|scor(?:e|es|ed|ing)|rating|NPS|betygs?\w*|poäng)"
RISE_OR_FALL_WORDS = (
    r"(?i:increas\w*|decreas\w*|ris(?:e|es|en|ing)|rose|f[ae]ll(?:s|en|ing)?|declin\w*|dropp?\w*"
    r"|grew|grow\w*"
    r"|reduc\w*|gain\w*|lost|shr[aiu]nk\w*|jump\w*|climb\w*|surg\w*|plunge\w*|improv\w+|chang\w+"
    r"|ök\w*|minsk\w*|stig\w*|steg|sjönk|sjunk\w*|föll|fall(?:it|er)|förändr\w*|växte|växt"
    r"|stieg\w*|gestiegen|zugenommen|abgenommen|sank\w*|gesunken|Anstieg|Rückgang|Zunahme|Abnahme)"
)
COMPARATIVE_WORDS = (
    r"(?i:higher|lower|more|less|fewer|greater|larger|smaller|longer|shorter|above|below"
    r"|högre|lägre|fler|färre|mer|mindre|större|höher|niedriger|mehr|weniger|geringer)"
)
GAP_WORDS = (
    r"(?i:gaps?|differen(?:ce|ces|tial)|lönegap\w*|löneskillnad\w*|skillnad\w*|gap(?:et)?"
    r"|Lücke|Unterschied\w*|Differenz)"
)
WORDS_OF_DUTY = (
    r"(?i:shall|should|must|target(?:s|ed)?|goals?|aims?\s+to|aim\s+of|objective|recommend\w*"
    r"|propos(?:e|es|ed|al)"
    r"|required\s+to|at\s+the\s+latest|ska\b|skall\b|bör|måste|målet|mål\s+(?:om|är|att)|föreslår"
    r"|föreslås"
    r"|soll(?:en)?\b|muss\b|müssen\b|Ziel\b|empfiehlt)"
)
QUALIFIERS = (
    "just over", "just under", "slightly more than", "slightly less than", "no more than",
    "no fewer than", "not more than", "more than", "less than", "fewer than", "greater than",
    "higher than", "lower than", "at least", "at most", "up to", "as many as", "as much as",
    "as few as", "close to", "over", "under", "above", "below", "about", "around", "approximately",
    "approx.", "roughly", "almost", "nearly", "some", "estimated", "circa", "ca.", "c.", "an "
    "estimated",
    "well over", "exceeding",
    "strax över", "strax under", "mer än", "fler än", "mindre än", "färre än", "närmare", "ungefär",
    "omkring", "cirka", "ca", "drygt", "knappt", "nästan", "uppemot", "minst", "högst", "över",
    "runt", "uppskattningsvis",
    "mehr als", "weniger "
    "als", "mindestens", "höchstens", "rund", "etwa", "ungefähr", "fast", "knapp",
    "gut", "über", "unter", "bis zu", "<", ">", "~", "≈", "≥", "≤",
)
BELOW_QUALIFIERS = (
    "less than", "fewer than", "lower than", "under", "below", "at most", "no more than",
    "not more than", "mindre än", "färre än", "högst", "weniger als", "unter", "höchstens", "<",
    "≤",
)
ABOVE_QUALIFIERS = ("more than", "over", "mer än", "fler än", "mehr als", "über", ">", "≥")
# After a number these are not what is counted.
_SMALL_WORDS_IN_ONE = (
    "a an the of in on at to from for by with and or but as than is are was were have has had do "
    "did who which that this these it they we i en ett av på till från för med och eller men som "
    "är var har hade att de den det der die das und oder von mit zu für ist sind waren"
)
SMALL_WORDS = frozenset(_SMALL_WORDS_IN_ONE.split())
# fmt: on
