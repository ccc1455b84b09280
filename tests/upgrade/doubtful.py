"""Rows of release 0.2.0 that an upgrade has to decide about: people who would sign in with the
same, and people who were asked several times."""

import sqlite3

PERSON = (
    "INSERT INTO people_user (password, is_superuser, sign_in, email, employee_number, name,"
    " is_active, is_staff, is_demo, date_joined, reading_size, reading_contrast, reading_motion,"
    " reading_language) VALUES ('!', 0, ?, ?, ?, ?, ?, 0, 0, '2026-01-01', '', '', '', '')"
)
# sign_in, e-mail, number, name, still here. Each pair was two people to a lower case.
PEOPLE = [
    ("zz\u201110", None, "ZZ\u201110", "Odd Hyphen", 1),
    ("zz-10", None, "ZZ-10", "Plain Hyphen", 1),
    ("０７", None, "０７", "Full Width", 0),
    ("g@example.com", "g@example.com", "07", "Still Here", 1),
    ("h@example.com", "h@example.com", None, "By Mail", 1),
    ("h@example.com\u200b", None, "h@example.com\u200b", "Unseen Sign", 1),
    ("åk 1", None, "A\u030ak 1", "Nobody Else", 1),
]
ASSIGNMENT = (
    "INSERT INTO assignments_assignment (id, audience, due_on, content_hash, token, created_at,"
    " created_by_id, module_id) VALUES (?, 'sites', ?, 'x', ?, '2026-08-01 09:00:00', 2, 2)"
)
ASKED = (
    "INSERT INTO assignments_assignedperson (assigned_on, due_on, withdrawn_on, module_id,"
    " person_id, assignment_id) VALUES (?, ?, ?, 2, ?, ?)"
)
LEFT, DONE = 3, 9  # asked and not done; done on 11 June


def write(old: sqlite3.Connection) -> None:
    """PEOPLE join; two more assignments ask LEFT, who leaves, and one that asked DONE was withdrawn
    of them, twice, before and after they were done."""
    old.executemany(PERSON, PEOPLE)
    for number, due in ((7, "2026-06-20"), (8, "2026-09-30")):
        old.execute(ASSIGNMENT, (number, due, f"{number:032}"))
        old.execute(ASKED, ("2026-06-10", due, None, LEFT, number))
    old.execute(ASKED, ("2026-05-01", "2026-05-29", "2026-05-20", DONE, 7))
    old.execute(ASKED, ("2026-06-01", "2026-06-29", "2026-06-30", DONE, 8))
    old.execute("UPDATE people_user SET is_active = 0 WHERE id = ?", (LEFT,))
