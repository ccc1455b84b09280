"""What HR says about a plan: a cell mended, a place known or new, that the file is whole. Each time
the import is planned anew."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from awareness.staffing.models import Import, State
from awareness.staffing.planning.known import PlaceAnswer
from awareness.staffing.records import site_key, team_key
from awareness.staffing.tasks import plan_import

type CellPlace = tuple[int, str]  # its row, as the spreadsheet counts, and its field


def mend(pk: UUID, texts: Mapping[CellPlace, str]) -> None:
    """Take these texts in place of the cells, each by row and field; "" leaves it out."""
    with _answering(pk) as imported:
        for (row, field), text in texts.items():
            imported.cells.setdefault(str(row), {})[field] = text


def place_sites(pk: UUID, answers: Mapping[str, PlaceAnswer]) -> None:
    """What these unknown sites are, by name. What was answered before is replaced."""
    with _answering(pk) as imported:
        for name, answer in answers.items():
            imported.sites[site_key(name)] = answer.as_json() | {"name": name}


def place_teams(pk: UUID, answer: PlaceAnswer, names: Iterable[list[str]]) -> None:
    """What these unknown teams are, all alike."""
    with _answering(pk) as imported:
        for name in names:
            imported.teams.append([team_key(name), answer.as_json()])


def say_whole(pk: UUID, whole: bool) -> None:
    """That everybody stands in the file, or not."""
    with _answering(pk) as imported:
        imported.whole = whole


@contextmanager
def _answering(pk: UUID) -> Iterator[Import]:
    """The import, locked while an answer is written; planned anew after. An import that has begun
    takes no more answers: nothing is written."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=pk)
        yield imported
        if imported.state in (State.PLANNED, State.PLANNING):
            imported.answers += 1
            imported.state = State.PLANNING
            imported.save(update_fields=["answers", "state", "cells", "sites", "teams", "whole"])
            plan_import.enqueue(str(pk))
