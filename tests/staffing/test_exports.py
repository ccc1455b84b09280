"""Three lists of 4,000 people as HR systems write them: each planted fault is named, none else."""

from datetime import date

import pytest
from django.apps import apps
from django.utils import timezone

from awareness.staffing import importing, staging
from awareness.staffing.models import Import
from awareness.staffing.planning.known import (
    MAKE_PLACE,
    PlaceAnswer,
    Places,
    Staff,
    fold_path,
    fold_place,
)
from awareness.staffing.planning.plan import plan
from awareness.staffing.reading.read import read
from awareness.staffing.reading.refused import FileRefused
from tests.staffing import exports

TODAY = date(2026, 11, 29)
YES = Places(
    {fold_place(name): MAKE_PLACE for name in exports.SITES},
    {fold_path(team.split(" / ")): MAKE_PLACE for team in exports.TEAMS},
)


@pytest.mark.parametrize("shape", [exports.swedish, exports.german, exports.english])
def test_sixty_faults_are_named_and_none_beside(shape):
    export = shape()
    sheet = read(export.data)
    made = plan(sheet.rows, sheet.columns.fields, Staff(), TODAY, answers=YES)
    assert {(need.row, need.code) for need in made.problems} == export.faults
    assert len(export.faults) == 60
    assert made.counts["new"] == exports.ROWS - 60
    assert len(made.grants) == len(exports.TEAMS)


def test_an_identity_number_among_four_thousand_rows_stops_the_list():
    """In whatever column, written in whatever way; of the file nothing is kept."""
    whole = exports.swedish().data.decode("cp1252")
    for planted in ("850412-1230", "19850412-1234", "198504121230"):
        lines = whole.split("\r\n")
        lines[2000] = lines[2000].rpartition(";")[0] + f";{planted}"
        with pytest.raises(FileRefused) as refused:
            read("\r\n".join(lines).encode("cp1252"))
        assert refused.value.code == "identity_number"
        assert refused.value.params["row"] == 2001


@pytest.mark.django_db
def test_what_was_not_taken_is_nowhere_afterwards(caplog):
    """No word on health: in no table, the receipt and the journal among them, and in no log."""
    lines = exports.swedish().data.decode("cp1252").split("\r\n")[:200]
    sheet = read("\r\n".join(lines).encode("cp1252"))
    imported = staging.stage(sheet, "staff.csv", None, timezone.now())
    imported.sites = {name: PlaceAnswer(is_made=True, country="SE").as_json() for name in YES.sites}
    imported.teams = [[list(path), MAKE_PLACE.as_json()] for path in YES.teams]
    imported.save()
    staging.plan_import(imported.pk)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    assert Import.objects.get().done > 150
    words = ("sjuk", "krank", "sick leave")
    for model in apps.get_models():
        for row in model._base_manager.values():
            held = repr(row)
            assert not any(word in held for word in words), model
    assert not any(word in caplog.text for word in words)
