"""Names say what they hold. The count is a hint, so it has some room (docs/decisions/0039)."""

from tests.words import functions, silent


def test_hardly_a_function_has_names_that_say_nothing():
    every = list(functions())
    places = [f"{one.path}:{one.line} {one.name}" for one in silent(every)]
    assert len(every) > 4000
    assert len(places) < len(every) / 100, "\n".join(places)
