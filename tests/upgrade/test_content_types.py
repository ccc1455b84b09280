"""What Django knows of a model that moved to another room moves along."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection

MOVE = import_module("awareness.content.migrations.0001_from_studio")


@pytest.mark.django_db
def test_content_types_of_moved_tables_go_to_their_new_room_and_back():
    pks = set(ContentType.objects.filter(app_label="content").values_list("pk", flat=True))
    assert len(pks) >= len(MOVE.MOVED)

    MOVE.rename_back(apps, connection.schema_editor())
    moved_back = ContentType.objects.filter(app_label="studio", model__in=MOVE.MOVED)
    assert moved_back.count() == len(MOVE.MOVED)

    MOVE.rename_content_types(apps, connection.schema_editor())
    assert set(ContentType.objects.filter(app_label="content").values_list("pk", flat=True)) == pks
    assert not ContentType.objects.filter(app_label="studio", model__in=MOVE.MOVED).exists()
