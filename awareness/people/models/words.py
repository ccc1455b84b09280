"""Words that people are found by, in a table of their own: by how a word begins it is looked up in
an index, and by a part of a text everybody's would be read.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models

from awareness.people.folding import LONGEST_WORD, words_of_identifier, words_of_name

if TYPE_CHECKING:
    from awareness.people.models.identifiers import Identifier
    from awareness.people.models.users import User

BATCH_SIZE = 2000
_BEHIND_ANY_LETTER = b"\xff"  # greater than any letter in UTF-8


class WordQuerySet[Word: "SearchWord"](models.QuerySet[Word]):
    def beginning(self, text: str) -> Self:
        """Words that begin so, from the index."""
        begin = text[:LONGEST_WORD].encode()
        return self.filter(word__gte=begin, word__lt=begin + _BEHIND_ANY_LETTER)


class SearchWord(models.Model):
    """A word as bytes: every database puts these in the same order."""

    word = models.BinaryField()

    objects = WordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return bytes(self.word).decode()


class NameWord(SearchWord):
    """A word of somebody's name."""

    person = models.ForeignKey("people.User", models.CASCADE, related_name="name_words")

    class Meta:
        indexes = [
            # Finding people.
            models.Index(fields=["word", "person"], name="people_nameword_begins"),
        ]


class IdentifierWord(SearchWord):
    """A word of something that somebody signs in with."""

    identifier = models.ForeignKey("people.Identifier", models.CASCADE, related_name="words")

    class Meta:
        indexes = [
            # Finding people.
            models.Index(fields=["word", "identifier"], name="people_idword_begins"),
        ]


def add_names(people: Iterable["User"]) -> None:
    """The words of their names; they have none so far."""
    NameWord.objects.bulk_create(
        (
            NameWord(person_id=person.pk, word=word.encode())
            for person in people
            for word in words_of_name(person.name)
        ),
        batch_size=BATCH_SIZE,
    )


def add_identifiers(identifiers: Iterable["Identifier"]) -> None:
    """The words of what people sign in with; they have none so far."""
    IdentifierWord.objects.bulk_create(
        (
            IdentifierWord(identifier_id=identifier.pk, word=word.encode())
            for identifier in identifiers
            for word in words_of_identifier(identifier.normal or "")
        ),
        batch_size=BATCH_SIZE,
    )
