"""What HR took columns for before."""

from collections.abc import Mapping

from awareness.staffing.models import ColumnName
from awareness.staffing.reading.heads import bare_name


def remembered() -> dict[str, str]:
    """Field by the bare name of a column; "" where it is left out."""
    return dict(ColumnName.objects.values_list("bare", "field"))


def remember(mapping: Mapping[str, str]) -> None:
    """Keep what columns of these names are taken for, until HR says something else."""
    rows = {bare_name(name)[:80]: field for name, field in mapping.items() if bare_name(name)}
    ColumnName.objects.bulk_create(
        [ColumnName(bare=name, field=field) for name, field in rows.items()],
        update_conflicts=True,
        unique_fields=["bare"],
        update_fields=["field"],
    )
