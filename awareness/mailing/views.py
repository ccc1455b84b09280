"""HR sees who would get which mail on a day and why the others do not, and what came back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from awareness.assignments.asklists import team_names
from awareness.mailing import actions, managers, queries, samples, words
from awareness.mailing.forms import DayForm, MarkedForm
from awareness.mailing.listing import DayPlan, PlanLine, day_plan_of, read_line_of
from awareness.mailing.occasions import Occasion
from awareness.mailing.reasons import ReasonNotWritten
from awareness.outbox.queries import count_overdue
from awareness.people.access import UserRequest, hr_only
from awareness.people.models import User
from awareness.people.reach import people_of_hr
from awareness.people.returned_mails import returned_mails as returned_mails
from awareness.people.searching import search_people

PAGE, MOST = 100, 5  # names of a page; people who are shown for what was typed
INVITED = "invited"


@dataclass(frozen=True)
class Subject:
    """One row of the mails of a day."""

    key: str
    words: str
    why: str
    count: int
    also_to: int = 0


@never_cache
@hr_only
@require_safe
def plan(request: UserRequest) -> HttpResponse:
    """Every mail of a day, and everybody without one, by reason. Nothing is sent from here."""
    now, today = timezone.now(), request.user.today()
    form = DayForm(request.GET if "day" in request.GET else {"day": today})
    day = form.cleaned_data["day"] if form.is_valid() else today
    of_day = day_plan_of(day, now, people_of_hr(request.user), today)
    kinds = _subjects(of_day)
    context = {
        "form": form,
        "day": day,
        "day_in_address": day.isoformat(),
        "plan": of_day,
        "subjects": kinds,
        "count_without_mail": sum(of_day.reasons.values()),
        "found": _lines_found(of_day, str(form["q"].value() or "") if form.is_valid() else ""),
        "sample": samples.digest(
            request.user,
            next(iter(of_day.subjects), Occasion.ASKED),
            address=f"{request.scheme}://{request.get_host()}",
        ),
        "since": queries.on_since(),
        "waiting": count_overdue(now),
        "returned": len(returned_mails(request.user.reach, today)),
        "now": now,
    }
    status = 200 if form.is_valid() else 422
    return render(request, "mailing/plan.html", context, status=status)


def _subjects(of_day: DayPlan) -> list[Subject]:
    rows = [
        Subject(kind.value, words.subject(kind), words.reason_of_day(kind), len(people))
        for kind, people in of_day.subjects.items()
    ]
    if Occasion.LATE in of_day.subjects:
        late = [
            managers.LateAsk(mail.person, item.thing, item.day, of_day.day)
            for mail in of_day.subjects[Occasion.LATE]
            for item in mail.items
            if item.kind == Occasion.LATE
        ]
        manager_ids = {
            due.person for due in managers.due_to_managers(late, of_day.day, timezone.now())
        }
        rows[0] = Subject(rows[0].key, rows[0].words, rows[0].why, rows[0].count, len(manager_ids))
    if of_day.invited:
        count = len(of_day.invited)
        rows.append(
            Subject(INVITED, _("Your account"), _("A way in, on the first day or today"), count)
        )
    return rows


def _lines_found(of_day: DayPlan, typed: str) -> list[PlanLine]:
    """What the plan says of the people who were looked for; nobody where nothing was typed."""
    if not typed.strip() or "\0" in typed:
        return []
    people = search_people(of_day.people, typed, of_day.day).order_by("sort_key", "pk")
    return [read_line_of(of_day, person) for person in people.select_related("site")[:MOST]]


@never_cache
@hr_only
@require_safe
def names(request: UserRequest) -> HttpResponse:
    """Who gets one mail of a day, or none for one reason."""
    now, today = timezone.now(), request.user.today()
    form = DayForm(request.GET)
    if not form.is_valid():
        raise Http404
    of_day = day_plan_of(form.cleaned_data["day"], now, people_of_hr(request.user), today)
    title, ids = _heading_and_ids(of_day, request.GET.get("of", ""))
    page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
    people = User.objects.select_related("site").in_bulk(page.object_list)
    teams = team_names(list(page.object_list), of_day.day)
    context = {
        "title": title,
        "day": of_day.day,
        "day_in_address": of_day.day.isoformat(),
        "page": page,
        "rows": [(people[pk], teams.get(pk, "")) for pk in page.object_list if pk in people],
    }
    return render(request, "mailing/names.html", context)


def _heading_and_ids(of_day: DayPlan, chosen: str) -> tuple[str, list[int]]:
    """A heading, and ids by name; 404 for what is neither a mail nor a reason."""
    if chosen == INVITED:
        return _("Your account"), [person.pk for person in of_day.invited]
    if chosen in Occasion.values:
        kind = Occasion(chosen)
        return words.subject(kind), [mail.person.pk for mail in of_day.subjects.get(kind, [])]
    if chosen in ReasonNotWritten.values:
        return str(ReasonNotWritten(chosen).label), of_day.silent(ReasonNotWritten(chosen))
    raise Http404


@never_cache
@hr_only
@require_safe
def returned(request: UserRequest) -> HttpResponse:
    """Mails that did not arrive, or may not have; one a person."""
    rows = returned_mails(request.user.reach, request.user.today())
    return render(request, "mailing/returned.html", {"rows": rows})


@hr_only
@require_POST
def send_again(request: UserRequest) -> HttpResponse:
    """The mails that were marked wait anew; those of other HR's places are not known here."""
    form = MarkedForm(request.POST)
    marked = form.cleaned_data["mail"] if form.is_valid() else []
    rows = returned_mails(request.user.reach, request.user.today())
    chosen = [row.mail for row in rows if row.mail.pk in marked]
    again = actions.send_again(chosen, request.user, timezone.now())
    if again:
        words_said = ngettext("%(n)d mail goes again.", "%(n)d mails go again.", len(again))
        messages.success(request, words_said % {"n": len(again)})
    else:
        messages.warning(request, _("Mark at least one mail."))
    return redirect("mailing:returned")
