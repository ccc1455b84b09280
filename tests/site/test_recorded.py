"""What the page says is kept, some row really holds."""

from awareness.assignments.actions import set_youth
from awareness.assignments.models import Assignment, AssignmentPerson
from awareness.home import record
from awareness.learning import refreshers
from awareness.mailing.choices import choose
from awareness.outbox.actions import put
from awareness.people.models import Leave, User
from awareness.people.recovery import make_code
from awareness.people.ways_in import make_links
from awareness.staffing.earlier import import_batch, read_earlier, rehearse
from tests.learning.conftest import NOW
from tests.site.conftest import TODAY


def test_each_part_of_the_record_can_be_filled(house, everybody):
    """A part that no row ever reaches would be a promise: somebody in the house has each."""
    refreshers.choose_refreshers(everybody["alice"], True, NOW)
    set_youth(everybody["charlie"], TODAY, everybody["hr"], NOW)
    User.objects.filter(pk=everybody["bob"].pk).update(start_day=TODAY, language="sv")
    everybody["bob"].refresh_from_db()
    make_links([everybody["alice"]], everybody["hr"], "https://awareness.example", NOW)
    Leave.objects.create(person=everybody["bob"], first_day=TODAY)
    alice = everybody["alice"]
    put("digest", alice.public_id, "a", TODAY)
    choose(alice, False, TODAY)
    make_code(alice, NOW)
    AssignmentPerson.objects.create(assignment=Assignment.objects.earliest("pk"), person=alice)
    rows = f"E-mail;Course;Completed on\n{alice.email};Fire;2025-03-31".encode()
    batch = rehearse(read_earlier(rows, {}), "Old LMS", everybody["hr"], NOW)
    import_batch(batch.pk, everybody["hr"], NOW)
    filled = {
        key
        for person in everybody.values()
        for key, rows in record.full_record(person, TODAY).items()
        if rows
    }
    assert filled == {part.key for part in record.PARTS}
