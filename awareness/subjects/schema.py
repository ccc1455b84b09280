"""What subject.yaml may say. Unknown keys are refused."""

from typing import Annotated

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _non_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return " ".join(text.split())


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Words = Annotated[str, AfterValidator(_non_empty)]  # a text on one line
Flag = Annotated[bool, pydantic.Strict()]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SubjectFile(Strict):
    """subject.yaml: what belongs to one subject and to no report of it.

    `neutral` names it where the subject itself is not named: in mails, on certificates, on pages
    between subjects. `from_start`: it is on until an employer chooses otherwise.
    """

    key: Annotated[Slug, Field(max_length=40)]
    name: Annotated[Words, Field(max_length=80)]
    neutral: Annotated[Words, Field(max_length=80)]
    about: Annotated[Words, Field(max_length=300)]
    order: int = Field(ge=1, le=99)
    sensitive: Flag
    from_start: Flag
