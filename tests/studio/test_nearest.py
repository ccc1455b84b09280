"""What is said of a key that nothing has: the likest that there are, and no list of all."""

from awareness.insights.nearest import nearest_fix

KEYS = ["clients-asked", "clients-caught", "managers", "rep-2019:clients", "where/city/share"]


def test_the_likest_key_comes_first_and_three_at_most():
    assert nearest_fix("client-asked", KEYS) == "write `clients-asked`"
    assert nearest_fix("where/town/share", KEYS) == "write `where/city/share`"
    assert nearest_fix("zzz", [f"key-{n}" for n in range(63)]).count("`") == 6


def test_where_none_is_like_it_those_of_its_report_are_named():
    assert nearest_fix("rep-2019:q", KEYS) == "write `rep-2019:clients`"


def test_where_there_is_none_that_is_said():
    assert nearest_fix("a", []) == "there is none yet"
