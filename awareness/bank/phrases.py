"""The sentences of item models, in English: none names a subject, a report or what was counted.

What stands in braces comes from the ledger. Another language is another module of these names.
"""

# Beside a figure.
NOBODY_ASKED = "Nobody was asked."
BASE_ANSWERED = "{n} answered."
BASE_LEFT_OPEN = "How many answered is left open here."
BASE_INFERRED = "The report leaves open how many answered; its shares point to {n}."
TELLS_NOT = "It does not tell anything about people who were not asked."
TELLS_NOT_COUNTED = "It does not tell of anything that was not counted."
REPORT_PRINTS = "the report prints"
REPORT_SAYS_IN_WORDS = "the report says “{words}”, which is"
WORKED_OUT = "worked out from the report, it is"
REPORT_GIVES = "For “{label}” it gives {number}."
WORKED_OUT_GIVES = "Worked out from it, “{label}” is {number}."
QUESTION_ASKED = "They were asked: “{question}”"
MOST_QUESTION_WORDS = 16  # a longer question is left to the source note

# Q9: a guess. `ASK` by what is guessed.
ASK_SHARE = "What share does the report give for “{label}”?"
ASK_NUMBER = "What number does the report give for “{label}”?"
ASK_MANY = "How many {unit} does the report give for “{label}”?"
ASK_RISE = "“{label}”: from {old} to {new} it rose. By how much?"
ASK_FALL = "“{label}”: from {old} to {new} it fell. By how much?"
ASK_INDEX = "With 100 for {base}: what number does the report give for “{label}”?"
ASK_RATE = "How many {things} were there for every {one}?"
CLOSE_FEEDBACK = "Very close: {source} {answer}."
NEAR_FEEDBACK = "In the area: {source} {answer}."
FAR_FEEDBACK = "Some way off: {source} {answer}."

# Q11: what does a number count; of whom is it a share.
WHAT_COUNTED = "What does that number count?"
OF_WHOM = "Of whom or what is that a share?"
COUNTED_FEEDBACK = "That is what was counted. {statement}"
COUNTED_APART_FEEDBACK = "The report counts that apart: “{label}” is {number}."
WHOM_RIGHT = "That is who it speaks of. {base}"
WHOM_COUNTED = "That is what it is a share of. {base}"
SAID_WIDER_ASKED = "“So whomever one asks, it will be {number},” says a colleague."
SAID_WIDER_COUNTED = "“So wherever one looks, it is {number},” says a colleague."
SPEAKS_OF = "Of whom or what does that sentence speak?"
SPEAKS_SO = "So the sentence says, and the number does not. {why}"
SPEAKS_RIGHT = "That is what the number is of. The sentence speaks of others."
SPEAKS_REST = "They are not in the sentence. {why}"
WIDER_ASKED = "All {noun}, whether they were asked or not"
WIDER_ASKED_WHY = "Asked were {who}. What others would say, this number leaves open."
WIDER_COUNTED = "All {noun}, whether they were counted here or not"
WIDER_COUNTED_WHY = "Counted were {who}. What was not counted is in no share of it."
OTHER_GROUP_WHY = "The report speaks of them too: “{label}” is a share of them. This one is not."
PART_ASKED = "Those alone who stand under “{label}”"
PART_WHY = "They are the part. The share sets them against the whole group."

# Q12: which statement do these figures support. The right ones, and the misreadings.
WHICH_STATEMENT = "Which statement does it support?"
WHICH_OF_TWO = "Which statement do the two support?"
PAIR_STATEMENTS = {
    "right": (
        "The first is clearly the larger one where people answered.",
        "So it stands there: {first} and {second}, far enough apart for {n} answers.",
    ),
    "chance": (
        "The first may be the larger one by chance alone.",
        "{first} and {second} are close: with {n} answers, chance can move a share that far.",
    ),
    "counted": (
        "The first is the larger one in what was counted.",
        "So it stands there: {first} and {second}.",
    ),
    "doubt": (
        "Which of the two is the larger one is left open.",
        "What was counted tells that much: {first} and {second}.",
    ),
    "change": (
        "The first has grown and is now the larger one.",
        "Both are of {years}. A difference between the two is no change over time.",
    ),
    "cause": (
        "The first leads to the second, so both are so large.",
        "They stand beside each other. The two numbers do not say what leads to what.",
    ),
    "wider": (
        "The first is the larger one among all {noun}.",
        "The two are of {who}. About others they tell nothing.",
    ),
    "sum": (
        "The first and the second are two parts of one whole.",
        "Several answers were allowed: somebody can stand in both, so they do not add up.",
    ),
}  # fmt: skip
YEARS_STATEMENTS = {
    "right": (
        "From {old} to {new} the {size} that was counted {went}.",
        "That is what the two say: {first}, and then {second}.",
    ),
    "wider": (
        "From {old} to {new} it {went} everywhere, counted or not.",
        "Counted were {who}. What was never counted is in neither number.",
    ),
    "cause": (
        "Something was done in {new}, and so the {size} {went}.",
        "The two numbers tell that it {went}. They do not tell why.",
    ),
    "trend": (
        "In the year after {new} the {size} {goes} once more.",
        "The two end with {new}. What came after, they leave open.",
    ),
}  # fmt: skip
CHANGE_STATEMENTS = {
    "right": (
        "From {old} to {new} it {went} by that much.",
        "That is what a change says: {number} from {old} to {new}.",
    ),
    "share": (
        "In {new} it made up that much of the whole.",
        "It sets {new} against {old}. It is no part of a whole.",
    ),
    "cause": (
        "Something was done in {new}, and so it {went}.",
        "The number tells that it {went}. It does not tell why.",
    ),
    "trend": (
        "In the year after {new} it {goes} by that much.",
        "The number ends with {new}. What came after, it leaves open.",
    ),
}  # fmt: skip
MIDDLE_STATEMENTS = {
    "mean": (
        "Added up and shared out alike, each would have that.",
        "That is an average. A few large ones can pull it up.",
    ),
    "median": (
        "Half of them lie above that, and half lie below.",
        "That is a median, the one in the middle.",
    ),
    "most": (
        "Most of them have about that, and few have another.",
        "It is one number for all of them. How they spread, it leaves open.",
    ),
    "ends": (
        "The largest and the smallest lie equally far from it.",
        "Where the ends lie, it leaves open.",
    ),
}  # fmt: skip
TOO_NEAR_FEEDBACK = (
    "{first} and {second} are too close: with {n} answers, chance can move them that far."
)
FAR_ENOUGH_FEEDBACK = (
    "{first} and {second} are further apart than chance moves a share of {n} answers."
)
NOT_A_MEDIAN = "That would be a median. An average can have most of them on one side."
NOT_A_MEAN = "That would be an average. A median is the one in the middle."
MEAN_SAID, MEDIAN_SAID = "It is an average.", "It is a median."
RATE_STATEMENTS = {
    "right": (
        "It counts {things} for every {per}.",
        "That is what a rate says, so that large and small groups can stand side by side.",
    ),
    "all": (
        "It counts all {things} that there were.",
        "It sets them against {per}. How many there were in all, it leaves open.",
    ),
    "share": (
        "It counts {things} in a hundred.",
        "It is for every {per}, and not for every hundred.",
    ),
}  # fmt: skip
INDEX_STATEMENTS = {
    "above": (
        "It stands above where it stood in {base}.",
        "{base} is set to 100, and {number} is more than that.",
    ),
    "below": (
        "It stands below where it stood in {base}.",
        "{base} is set to 100, and {number} is less than that.",
    ),
    "share": (
        "It is a share of what there was in {base}.",
        "{base} is set to 100 to compare with. It is no whole that this is a part of.",
    ),
    "count": (
        "It says how many there were after {base}.",
        "It counts nothing. It compares with {base}, which is set to 100.",
    ),
}  # fmt: skip
EDITION_STATEMENTS = {
    "right": (
        "Each number is of those who were asked that time.",
        "Two groups answered, each in its year: {first} and {second}.",
    ),
    "change": (
        "The same people answered in another way later on.",
        "Two groups were asked. Nobody was followed from one year to the other.",
    ),
    "newer": (
        "The newer number puts right what the older one said.",
        "Each holds for its own year and its own people. Neither puts the other right.",
    ),
}  # fmt: skip
# What a statement does with the numbers, where it is quoted and has to be named.
COLLEAGUE_SAYS = "“{statement}” says a colleague."
WHAT_IT_DOES = "What does that sentence do?"
NO_MORE = "It says no more than the numbers do."
DOES_SOMETHING_ELSE = "This sentence does something else with the numbers."
WHAT_STATEMENT_DOES = {
    "right": "It takes chance for a difference.",
    "chance": "It takes a difference for chance.",
    "doubt": "It doubts what was counted.",
    "change": "It makes a change of a difference.",
    "wider": "It speaks of more than was looked at.",
    "cause": "It says why, and nobody counted that.",
    "sum": "It adds up what may overlap.",
    "trend": "It goes on where the numbers end.",
    "share": "It takes it for a part of a whole.",
    "all": "It takes a rate for all there were.",
    "count": "It takes it for a number of things.",
    "mean": "It takes it for an average.",
    "median": "It takes it for the one in the middle.",
    "most": "It takes it for what most of them have.",
    "ends": "It tells how far the others lie.",
    "newer": "It lets one year mend the other.",
}
SIZE_BY_KIND = {
    "share": "share", "money": "amount", "rate": "rate", "mean": "average", "index": "index",
    "median": "median", "count": "number",
}  # fmt: skip
ROSE, FELL, RISES, FALLS = "rose", "fell", "rises", "falls"

# Q13: mend the headline. By what is the matter with it: the headline, its mend, and why.
WHAT_MENDS_HEADLINE = "What mends this headline?"
HEADLINE_BY_FAULT = {
    "wider": (
        "{number} of all {noun}: {label}",
        "Say that it holds for those who answered.",
        "It speaks of all {noun}. The number is of {who}.",
        "It speaks of nobody but those who answered.",
    ),
    "wider_counted": (
        "{number} of all {noun} in the world: {label}",
        "Say that it holds for what was counted.",
        "It speaks of all {noun}. The number is of {who}.",
        "It speaks of nothing but what was counted.",
    ),
    "all_counted": (
        "{label}: {number}, and that is all there was",
        "Say that it holds for what was counted.",
        "What was not counted there is not in the number.",
        "It does not say that this was all.",
    ),
    "count": (
        "{bare} {noun}: {label}",
        "Say that it is a share, and of whom.",
        "{number} is a share. How many {noun} that is, it does not say.",
        "It does not take the share for a number.",
    ),
    "change": (
        "On the rise: {label}, now {number}",
        "Leave out that it has grown over time.",
        "{number} is of {years}. Nothing in it is from another time.",
        "It does not say that it has grown.",
    ),
    "trend": (
        "{label}: {number}, and more to come",
        "Leave out what there is still to come.",
        "The number ends with {years}. What comes after, it leaves open.",
        "It does not say what is to come.",
    ),
    "cause": (
        "{label}: {number}, and the reason is clear",
        "Leave out that the reason is known.",
        "{number} tells how much it is. Why it is so, it does not say.",
        "It names no reason.",
    ),
}  # fmt: skip
HEADLINE_REST = " What is the matter is something else."
WHICH_HEADLINE = "Which headline says what the data show?"

# What was asked is about a change: then “it has grown”, or “more to come”, may be the answer.
ASKS_ABOUT_CHANGE = (
    r"\b(?:chang(?:e[sd]?|ing)|increas\w+|decreas\w+|ris(?:e[sn]?|ing)|rose|f[ae]ll(?:s|en|ing)?|gr[eo]w\w*"
    r"|become|became|past\s\w+\syears?|than\s(?:before|last\syear))\b"
)

# Q14: what follows for us, and what does not.
TAKEN_FOR = "What does this colleague take it for?"
CONCLUSIONS_FOR_US = {
    "look": (
        "“So let us find out how it is with us,” says a colleague.",
        "A reason to look in our own house.",
        "That follows. How it is here, the number leaves open, and it can be a reason to look.",
        "The sentence asks for no look of our own. That one would follow.",
    ),
    "ours": (
        "{ours}",
        "A number about our own house.",
        "{asked} were {who}. For our own house no number follows from that.",
        "The sentence names no number for our own house, and none would follow.",
    ),
    "others": (
        "“So it is a matter for them, and none for us,” says a colleague.",
        "A matter of other people alone.",
        "{asked} were {who}. That it is otherwise here does not follow.",
        "The sentence does not leave it to others, and that would not follow.",
    ),
}  # fmt: skip
OURS_ASKED = "“So {number} of our own people would answer like that,” says a colleague."
OURS_COUNTED = "“So with us it is {number} of them too,” says a colleague."
ASKED_WORD, COUNTED_WORD = "Asked", "Counted"

# Q2: read the drawing.
DRAWING_SHOWS = "The drawing shows “{title}”."
READ_DRAWING = "Which sentence does it bear out?"
DRAWING_SENTENCES = {
    "more": "“{first}” stands for clearly more than “{second}”.",
    "twice": "“{first}” stands for twice as much as “{second}”, or more.",
    "half": "“{first}” stands for more than half of those who answered.",
}
DRAWING_REASONS = {
    "so": "So it is drawn: {a}, and {b}.",
    "chance": "{a} and {b}: with {n} answers, chance can move a share that far.",
    "close": "{a} and {b}: one bar is hardly longer than the other.",
    "less": "{a} is more than {b}, and less than twice as much.",
    "half_so": "So it is drawn: {a}.",
    "half_less": "It is drawn as {a}, which is less than half.",
}
