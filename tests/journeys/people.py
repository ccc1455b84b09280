"""Who takes part. The demo's people are 120 others; these are added to its team Packing A."""

from dataclasses import dataclass
from datetime import date

PASSWORD = "northern-harvest-demo"  # of everybody in the demo
TEAM, SITE = "packing-a", "gothenburg"
YEAR = date.today().year + 3  # noqa: DTZ011
SUBJECTS = 2  # that the demo employer has on
LATER = f"{YEAR}-01-08"  # a day to come, within the years that the site takes


@dataclass(frozen=True)
class Who:
    """Somebody who signs in: `sign_in` is what they type."""

    name: str
    sign_in: str

    @classmethod
    def new(cls, given: str) -> "Who":
        return cls(f"{given} Journey", f"{given.lower()}.journey@example.com")


# One journey each: none of them meets what another has done.
SCRIPTED = Who.new("Scarlett")  # takes all three modules with JavaScript
UNSCRIPTED = Who.new("Ursula")  # the same without
ORDINARY = Who.new("Orson")  # the ordinary route …
PLAIN = Who.new("Philip")  # … and the plain one, stepping away twice
ORDINARY_UNSCRIPTED, PLAIN_UNSCRIPTED = Who.new("Olga"), Who.new("Paula")  # without JavaScript
TESTER = Who.new("Tessa")  # shows what she knows already
KEYS = Who.new("Kenneth")  # has no mouse, and a small screen
YOUNG = Who.new("Yngve")  # is not of age
LOOKER = Who.new("Lorraine")  # whose every page is looked at
SECOND = Who.new("Sylvia")  # likewise, for what comes once only
READER = Who.new("Rhoda")  # reads the library
BROWSER = Who.new("Beatrice")  # whose every page of the library is looked at
PICTURED = Who.new("Pamela")  # for the screenshots
RECALLER = Who.new("Renata")  # finished a module weeks ago, and wants refreshers
KEEPER = Who.new("Martha")  # finished a module weeks ago, and looks at what is held about her
FAILED = Who.new("Fiona")  # whose answers meet every kind of failure
NEWCOMER = Who.new("Nora")  # has no account yet: nobody but the journey of ways in looks for her
ADDED = (SCRIPTED, UNSCRIPTED, ORDINARY, PLAIN, KEYS, LOOKER, SECOND, READER, PICTURED)
ADDED += (BROWSER, FAILED)
ADDED += (RECALLER, KEEPER, ORDINARY_UNSCRIPTED, PLAIN_UNSCRIPTED, TESTER, YOUNG)
# They lead Packing A as well, so that there is a module for managers to ask of them.
LEADING = (ORDINARY, PLAIN, ORDINARY_UNSCRIPTED, PLAIN_UNSCRIPTED, TESTER)

MAJA = Who("Maja Lindqvist", "maja.lindqvist@example.com")  # a demo learner, half-way
SAMIR = Who("Samir Haddad", "NF-1042")  # signs in by number; has not begun
MANAGER = Who("Joel Sandberg", "joel.sandberg@example.com")  # of Packing A
MANAGER_OF_TEAMS = Who("Birgitta Holmgren", "birgitta.holmgren@example.com")
HR = Who("Eva Nyström", "eva.nystrom@example.com")
AUTHOR = Who("Hannah Whitaker", "hannah.whitaker@example.com")
AUTHOR_BESIDE = Who("Ruth Okafor", "ruth.okafor@example.com")
AUDITOR = Who("Petra Wallin", "petra.wallin@example.com")
HANDLER = Who("Karin Sandell", "karin.sandell@example.com")
IT = Who("Henrik Dalgaard", "henrik.dalgaard@example.com")
