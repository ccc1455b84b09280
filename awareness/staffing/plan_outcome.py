"""What a plan came to, as plain values: for the command, and for whoever calls it."""

from typing import Any

from awareness.staffing.known import team_paths
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.known import Staff
from awareness.staffing.planning.plan import Plan
from awareness.staffing.reading.heads import Field
from awareness.staffing.reading.read import Columns


def outcome_of(columns: Columns, rows: int, plan: Plan, staff: Staff) -> dict[str, Any]:
    """Numbers, rows that need somebody, what is proposed, who leaves, why it stops. `rows`: how
    many the file has."""
    counts = plan.counts
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
        "leaver_names": [entry.name for entry in plan.of(Kind.LEAVER)],
        "needs": [
            {
                "row": problem.row,
                "column": str(problem.column),
                "value": problem.value,
                "reason": problem.reason,
                "code": problem.code,
                "mends": list(problem.mends),
                "name": problem.name,
            }
            for problem in sorted(plan.problems, key=lambda problem: (problem.row, problem.code))
        ],
        "proposed": _proposed(plan, staff),
        "managers": len(plan.grants),
        "taken_as_meant": [
            {"row": entry.row, "column": column, "why": why}
            for entry in plan.entries
            for column, why in entry.notes
        ],
        "absent": plan.absent,
        "sites_absent": plan.sites_absent,
        "brake": {
            "people": plan.brake.people,
            "changed": plan.brake.changed,
            "moved": plan.brake.moved,
            "leavers": plan.brake.leavers,
        }
        if plan.brake
        else None,
    }


def _proposed(plan: Plan, staff: Staff) -> list[dict[str, Any]]:
    """Sites and teams that are not known: how many people wait, and which known one is close."""
    paths = {pk: " / ".join(path) for pk, path in team_paths().items()} if plan.proposals else {}
    waiting = any(entry.waits for entry in plan.entries)
    return [
        {
            "column": proposal.column.value,
            "name": proposal.called,
            "people": proposal.people,
            "close": (staff.sites if proposal.column == Field.SITE else paths).get(
                proposal.close or 0, ""
            ),
        }
        for proposal in plan.proposals
        if waiting
    ]
