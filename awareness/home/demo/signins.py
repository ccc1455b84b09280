"""Whom one can sign in as in the demo. Reads the file alone: no database."""

from awareness.home.demo import company

ROLES = (
    ("manager", "manager"),
    ("hr", "HR"),
    ("author", "author"),
    ("handler", "case handler"),
    ("it", "IT and security"),
    ("auditor", "auditor"),
)


def sign_ins() -> list[tuple[str, str, str]]:
    """(what they are, their name, what they type): three learners, then one of each role; and a
    second author, since two people approve a question."""
    told = company.read()
    people = [company.Person(**person) for person in told["people"]]
    by_mail = next(p for p in people if not p.number and not p.role)
    by_number = next(p for p in people if p.number)
    young = next(p for p in people if p.youth)
    rows = [
        ("learner, by e-mail", by_mail.name, by_mail.email),
        ("learner, by employee number", by_number.name, by_number.number),
        ("learner, under 18", young.name, young.email),
    ]
    for role, word in ROLES:
        person = next(p for p in people if p.role == role)
        rows.append((word, person.name, person.email))
    second = [p for p in people if p.role == "author"][1]
    return [*rows, ("second author", second.name, second.email)]


def lines() -> list[str]:
    """The sign-ins and the password, one a line, in columns."""
    rows = sign_ins()
    width = max(len(what) for what, _name, _typed in rows)
    named = max(len(name) for _what, name, _typed in rows)
    shown = [f"  {what:<{width}}  {name:<{named}}  {typed}" for what, name, typed in rows]
    return ["Sign in as", *shown, f"Password for all: {company.read()['password']}"]
