"""What a plan came to, as plain values: for the command, and for whoever calls it."""

from typing import Any

from awareness.staffing.known import team_paths
from awareness.staffing.planning.known import Staff
from awareness.staffing.planning.plan import Kind, Plan
from awareness.staffing.reading.heads import Field
from awareness.staffing.reading.read import Columns


def outcome_of(columns: Columns, rows: int, made: Plan, staff: Staff) -> dict[str, Any]:
    """Numbers, rows that need somebody, what is proposed, who leaves, why it stops. `rows`: how
    many the file has."""
    counts = made.counts
    return {
        "rows": rows,
        "columns": {columns.head[place]: field.value for place, field in columns.taken.items()},
        "left_out": columns.left,
        "new": counts[Kind.NEW],
        "changed": counts[Kind.CHANGED],
        "back": counts[Kind.BACK],
        "unchanged": counts[Kind.UNCHANGED],
        "leavers": counts[Kind.LEAVER],
        "past": counts[Kind.PAST],
        "waiting": counts["waiting"],
        "leaver_names": [entry.name for entry in made.of(Kind.LEAVER)],
        "needs": [
            {
                "row": need.row,
                "column": str(need.column),
                "value": need.value,
                "reason": need.reason,
                "code": need.code,
                "mends": list(need.mends),
                "name": need.name,
            }
            for need in sorted(made.needs, key=lambda need: (need.row, need.code))
        ],
        "proposed": _proposed(made, staff),
        "managers": len(made.grants),
        "taken_as_meant": [
            {"row": entry.row, "column": column, "why": why}
            for entry in made.entries
            for column, why in entry.notes
        ],
        "absent": made.absent,
        "sites_absent": made.sites_absent,
        "brake": {
            "people": made.brake.people,
            "changed": made.brake.changed,
            "moved": made.brake.moved,
            "leavers": made.brake.leavers,
        }
        if made.brake
        else None,
    }


def _proposed(made: Plan, staff: Staff) -> list[dict[str, Any]]:
    """Sites and teams that are not known: how many people wait, and which known one is close."""
    paths = {pk: " / ".join(path) for pk, path in team_paths().items()} if made.proposals else {}
    waiting = any(entry.waits for entry in made.entries)
    return [
        {
            "column": proposal.column.value,
            "name": proposal.called,
            "people": proposal.people,
            "close": (staff.sites if proposal.column == Field.SITE else paths).get(
                proposal.close or 0, ""
            ),
        }
        for proposal in made.proposals
        if waiting
    ]
