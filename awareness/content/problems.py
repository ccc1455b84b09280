"""What is wrong with the content, said so that an author can mend it."""

from dataclasses import dataclass

from awareness.insights.ledger import Location


@dataclass(frozen=True, order=True)
class Problem:
    """`file:line: what is wrong; what would be right`. A warning does not stop a load."""

    path: str
    line: int
    message: str
    fix: str = ""
    warning: bool = False

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.message}"
        return f"{text}; {self.fix}" if self.fix else text


def problem(location: Location, message: str, fix: str = "", warning: bool = False) -> Problem:
    """A problem at a place of the content files."""
    return Problem(location.path, location.line, message, fix, warning)
