"""What a text may type without a mark, and what looks like it and is a claim."""

import pytest

from awareness.numerals.free import is_phone, possible_claims
from awareness.numerals.reading import mentions

FREE = (
    "In 2022, nobody was told.", "in 2022 companies paid", "Since 2015", "2019–2021",
    "between 2018 and 2020", "from 2019 to 2021.", "the 2018 report", "(2016)", "2019",
    "A report of 2019 looks at staff",
    "on 3 May 2021", "May 3, 2021", "2021-05-03", "at 09:30", "people under 18",
    "Whoever is under 18 may not", "aged 15 to 17", "18 or older", "16-year-olds", "over-65s",
    "over the age of 65", "two-factor sign-in", "a zero-day", "24/7", "ISO 27001",
    "ISO/IEC 27001:2022", "WCAG 2.1", "RFC 2350", "Article 6", "Section 508", "§ 12",
    "Directive (EU) 2019/1937", "SFS 2018:218", "version 3.2", "Windows 11", "TLS 1.3", "SHA-256",
    "CC BY 4.0", "CC BY-NC-SA 3.0", "Attribution 4.0", "EUPL 1.2",
    "Form 1099", "form 27B", "Table 9 shows", "Figure 3", "Appendix 2", "page 12",
    "Public Law 115-336",
    "18 U.S.C. § 2258A", "Executive Order 14035", "SOU 2015:50", "Microsoft 365", "Office 365",
    "Agenda 2030", "Covid-19", "Level 3", "Phase 2", "Question 12", "Insight 7",
    "a drill in the past two years", "over the last 12 months", "Open Government Licence 3.0",
)  # fmt: skip
CLAIMS = (
    "the average age was 43", "aged 43 on average", "under 18 per cent", "under 18 computers",
    "ages averaging 34-years-old", "staff averages age 34", "they are, on the whole, aged 34",
    "under 30", "2019 people", "of 2019 computers", "2,019", "in 2019 per cent", "over 50 were",
    "up to 2000 alerts", "half of them", "they were two", "computers513", "12 years old",
    "A survey of 2019 people", "medelåldern var under 18", "i genomsnitt aged 43",
    "im Durchschnitt under 18", "CC 4.0 paid", "a licence fee of 30",
    "Level 3 per cent", "page 12 %", "Form 12,345", "a figure of 3", "goal 5", "Boeing 737",
    "Managers 513", "it lasted two years", "the last 12 computers",
)  # fmt: skip


@pytest.mark.parametrize("text", FREE)
def test_what_is_plainly_no_statistic_is_free(text):
    assert possible_claims(text) == []


@pytest.mark.parametrize("text", CLAIMS)
def test_what_may_be_a_result_is_a_claim(text):
    assert len(possible_claims(text)) == 1


def test_only_the_year_is_free_beside_a_claim():
    assert [mention.text for mention in possible_claims("In 2022 we saw 43 cases under 18.")] == [
        "43"
    ]


def test_number_words_of_the_reports_language_count():
    text = "They answered tjugotvå, hälften or sex."
    assert [mention.text for mention in possible_claims(text, "sv")] == ["tjugotvå", "hälften"]
    assert possible_claims(text) == []


def test_a_phone_number_is_seen_as_one():
    text = "Call 114 14."
    assert is_phone(text, mentions(text)[0])
    assert not is_phone("There are 114 of them.", mentions("There are 114 of them.")[0])
