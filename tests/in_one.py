"""One test of many texts, which names every one that fails."""

from collections.abc import Callable, Mapping


def in_one_test(cases: Callable[[], Mapping[str, tuple]]) -> Callable[[Callable], Callable]:
    """For a test of one text that is to hold for hundreds: `cases` gives its arguments by the name
    of each text when the test runs. A test for each would cost more than what it tests."""

    def decorate(test: Callable) -> Callable:
        def every_one() -> None:
            texts, wrong = cases(), []
            assert texts
            for name, arguments in texts.items():
                try:
                    test(*arguments)
                except AssertionError as error:
                    wrong.append(f"{name}: {error}")
            assert not wrong, "\n\n".join(wrong)

        every_one.__name__, every_one.__doc__ = test.__name__, test.__doc__
        return every_one

    return decorate
