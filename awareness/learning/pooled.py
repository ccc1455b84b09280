"""How questions were answered, over many people, for authors: pictures made in steps, and read.

What is told and to whom is `people.visibility`'s to say, and in which steps `poolrules`'. No page
of an employer comes near it, and no row of a person is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db.models import F
from pydantic import BaseModel, ConfigDict

from awareness.learning import poolrules
from awareness.learning.contexts import StepContext
from awareness.learning.models import Picture, PictureKind
from awareness.learning.pictures import (
    LAST_PICTURES_SQL,
    PictureCounts,
    counts_ready_for_pictures,
    told_by_about,
)
from awareness.people.models import Site
from awareness.people.visibility import POOL_FLOOR, POOL_STEP, POOLED, scope
from quizzes import analysis, dif
from quizzes.kinds import Scenario, Single
from quizzes.models import QuestionVersion
from quizzes.statistics import Interval

MODULE_CONTEXT_PREFIX = StepContext.PREFIX  # what people read and try in the library is left out
SITE_OF_ITEM = F("attempt__learner__site")
COUNTRY_OF_ITEM = F("attempt__learner__site__country")
type CountryDifference = Literal["harder", "easier", "alike"]
CORRELATION_STEPS = 20  # a correlation is told in twentieths
PEOPLE_SQL = """
{first}, cuts AS MATERIALIZED ({cuts})
SELECT first.asked AS about, first.site, COUNT(*) AS people, MAX(cuts.number) AS number,
    COUNT(CASE WHEN cuts.until IS NULL OR first.at > cuts.until THEN 1 END) AS new
FROM first LEFT JOIN cuts ON cuts.about = first.asked
GROUP BY first.asked, first.site
"""


class ItemPicture(BaseModel):
    """What a picture of one version tells. All of it is of the same people, counted in tens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: int
    right: int
    chosen: dict[str, int]  # key of an answer -> people; {} where an answer has several parts
    # Item against rest, from ENOUGH_PAIRS people on; None where some had no rest.
    correlation: float | None
    # Of each country that was compared to the largest: how the question is for people there who do
    # as well elsewhere.
    countries: dict[str, CountryDifference]


def question_pictures(now: datetime) -> list[Picture]:
    """The pictures of live questions that may be made now, unsaved; seven queries at most."""
    live = QuestionVersion.objects.filter(status="live").in_bulk()
    if not live:
        return []
    first_sql, values = analysis.first_answers_sql(
        analysis.Selection(MODULE_CONTEXT_PREFIX, now, list(live)), site=SITE_OF_ITEM
    )
    people_sql = PEOPLE_SQL.format(first=first_sql, cuts=LAST_PICTURES_SQL.format(about="BIGINT"))
    ready_by_id = counts_ready_for_pictures(people_sql, [*values, PictureKind.QUESTION])
    if not ready_by_id:
        return []
    selection = analysis.Selection(MODULE_CONTEXT_PREFIX, now, list(ready_by_id))
    answers_by_version, choices_by_version = (
        analysis.first_answers_by_version(selection),
        analysis.choice_counts(selection),
    )
    versions_with_rest = {
        pk
        for pk, row in answers_by_version.items()
        if row.item_rest_sums and row.item_rest_sums.n == row.n
    }
    countries_by_version = _differences_by_country(
        selection, {pk: ready_by_id[pk] for pk in ready_by_id if pk in versions_with_rest}
    )
    return [
        ready_by_id[pk].picture(
            PictureKind.QUESTION,
            pk,
            now,
            _picture_content(
                live[pk],
                row,
                choices_by_version.get(pk, {}),
                countries_by_version.get(pk, {}),
                pk in versions_with_rest,
            ),
        )
        for pk, row in answers_by_version.items()
    ]


def _picture_content(
    version: QuestionVersion,
    row: analysis.FirstAnswers,
    people_by_part: dict[str, dict[str, int]],
    countries: dict[str, CountryDifference],
    with_rest: bool,
) -> ItemPicture:
    """What the picture of a version holds. `people_by_part` maps a part of the answer and a key in
    it to people; `with_rest` says whether all of them answered other questions too."""
    part, offered = _offered_answers(version)
    people_by_key = people_by_part.get(part, {})
    people_in_groups: list[float] = [people_by_key.get(answer.key, 0) for answer in offered]
    tens = poolrules.in_tens(people_in_groups or [row.right, row.n - row.right])
    if offered:
        right = [n for answer, n in zip(offered, tens, strict=True) if answer.is_key]
    else:
        right = tens[:1]
    correlation = None
    if with_rest and row.item_rest_sums and row.n >= poolrules.ENOUGH_PAIRS:
        correlation = row.item_rest_sums.correlation
    return ItemPicture(
        people=sum(tens),
        right=sum(right),
        chosen={answer.key: n for answer, n in zip(offered, tens, strict=False)},
        correlation=None
        if correlation is None
        else round(correlation * CORRELATION_STEPS) / CORRELATION_STEPS,
        countries=countries,
    )


@dataclass(frozen=True)
class OfferedAnswer:
    """An answer that could be chosen."""

    key: str
    text: str
    is_key: bool


def _offered_answers(version: QuestionVersion) -> tuple[str, list[OfferedAnswer]]:
    """(part of the answer, answers in the order of the file) of single choice and first decisions,
    where each person gave one; ("", []) of the rest."""
    match version.spec:
        case Single() as spec:
            return "choice", [OfferedAnswer(o.key, o.text, o.correct) for o in spec.options]
        case Scenario() as spec:
            start = spec.scenario.start
            return start, [OfferedAnswer(c.key, c.text, c.best) for c in spec.nodes[start].choices]
    return "", []


def _differences_by_country(
    selection: analysis.Selection, ready_by_id: Mapping[int, PictureCounts]
) -> dict[int, dict[str, CountryDifference]]:
    """Where a version is answered far otherwise than in the country that most people are in, by
    people who do as well elsewhere: version -> country -> harder, easier or alike.

    Each side has to be a crowd by itself, at two sites, and what was told of them stays as it is
    until there are enough new people in both together.
    """
    differences_by_version: dict[int, dict[str, CountryDifference]] = {pk: {} for pk in ready_by_id}
    for about, content in told_by_about(PictureKind.QUESTION).items():
        if int(about) in differences_by_version:
            differences_by_version[int(about)] = dict(ItemPicture.model_validate(content).countries)
    country_by_site: dict[int | None, str] = dict(Site.objects.values_list("pk", "country"))

    def within(people: Mapping[int | None, int], *countries: str) -> dict[int | None, int]:
        return {
            site_id: n for site_id, n in people.items() if country_by_site.get(site_id) in countries
        }

    for difference in dif.differences(
        analysis.strata_counts(selection, COUNTRY_OF_ITEM), POOL_FLOOR
    ):
        if difference.version not in differences_by_version:
            continue
        counts, known_differences = (
            ready_by_id[difference.version],
            differences_by_version[difference.version],
        )
        group, reference = difference.group, difference.reference
        sides = [within(counts.people, country) for country in (group, reference)]
        new = within(counts.new, group, reference)
        if all(poolrules.are_many(side, POOL_FLOOR) for side in sides) and (
            group not in known_differences or poolrules.are_many(new, POOL_STEP)
        ):
            known_differences[group] = _difference_word(difference)
    return differences_by_version


def _difference_word(difference: dif.Difference) -> CountryDifference:
    if difference.grade is not dif.DifferenceClass.C:
        return "alike"
    return "harder" if difference.delta < 0 else "easier"


@dataclass(frozen=True)
class ChosenOption:
    """An answer as it was offered, and the share of people who chose it."""

    text: str
    share: float
    is_key: bool

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True)
class ItemStatistic:
    """One version of a question, by the first answers of some `n` people, told in tens."""

    version: QuestionVersion
    n: int
    facility: Interval
    correlation: float | None  # item against rest; None where it is not told
    chosen: list[ChosenOption]  # in the order of the file; [] where an answer has several parts
    findings: list[poolrules.Finding] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.version.question.key

    @property
    def proposed(self) -> bool:
        """Whether it is proposed for withdrawal."""
        return any(finding.act == poolrules.Act.WITHDRAW for finding in self.findings)


def item_statistics(role: str) -> list[ItemStatistic]:
    """Statistics of live questions, those proposed for withdrawal first; of those that have a
    picture. Empty for a role that may not see them. Two queries at any size.
    """
    if scope(role, "pooled_item_statistics") != POOLED:
        return []
    pictures = told_by_about(PictureKind.QUESTION)
    live = QuestionVersion.objects.filter(status="live", pk__in=map(int, pictures))
    statistics = [
        _item_statistic(version, ItemPicture.model_validate(pictures[str(version.pk)]))
        for version in live.select_related("question")
    ]
    return sorted(statistics, key=lambda item: (not item.proposed, not item.findings, item.key))


def _item_statistic(version: QuestionVersion, picture: ItemPicture) -> ItemStatistic:
    """The statistic of a version as its picture tells it, with what is wrong with the question by
    it."""
    _part, offered = _offered_answers(version)
    chosen = [
        ChosenOption(answer.text, picture.chosen[answer.key] / picture.people, answer.is_key)
        for answer in offered
    ]
    facility = poolrules.share_interval(picture.right, picture.people)
    findings = poolrules.question_findings(
        facility=facility.value,
        correlation=picture.correlation,
        share_by_wrong_answer={answer.text: answer.share for answer in chosen if not answer.is_key},
        critical=version.kind == "scenario",
        countries=picture.countries,
    )
    return ItemStatistic(version, picture.people, facility, picture.correlation, chosen, findings)
