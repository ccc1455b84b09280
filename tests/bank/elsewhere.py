"""Six small packs in the shapes of published reports of other fields, with texts of their own: work
environment (rates, an index, quoted questions), digital access (counts, changes), money and
complaints by year, training (means, shares with their counts), Swedish (decimal commas, number
words), women and men (points, two groups). No code knows any of them."""

import csv
from pathlib import Path
from typing import Any

import yaml

SUBJECT = {
    "key": "elsewhere", "name": "Other fields", "neutral": "Other fields", "about": "Any report.",
    "order": 9, "sensitive": False, "from_start": True,
    "card": {"steps": [{"key": "stop", "sign": "stop", "word": "Stop", "say": "Ask somebody."}]},
}  # fmt: skip
COLUMNS = (
    "key", "insight", "label", "statement", "value", "value_to", "qualifier", "unit", "as_printed",
    "formula", "measure", "population", "question", "base_n", "base_inferred", "multi_answer",
    "where", "use", "reason", "caveats", "discrepancies", "as_of", "review_by", "audience", "kind",
    "scale", "per", "between", "gathered",
)  # fmt: skip
STRESS = "Does your establishment have an action plan to prevent stress at work?"
EU = "Establishments in the EU that were drawn by lot"
SWEDEN = "Establishments in Sweden that were drawn by lot"
ENTITIES = "Public bodies that answered the assessment"
COMPLAINTS = "Complaints that came in over a year"

# By report: what report.yaml says, the lines of its text, figures (each names its line) and tables.
REPORTS: dict[str, dict[str, Any]] = {
    "work-barometer": {
        "title": "Work Environment Barometer", "year": 2021, "gathered": "records",
        "numbers": "1 234.5",
        "text": [
            "Fatal accidents per 100 000 employees, 2015-2018: EU 1.9, Sweden 0.9",
            "Non-fatal accidents (2010 = 100), 2018: Sweden 106.6, EU 93.9",
            "Establishments that say yes to a plan against stress",
            "Sweden 59.1 %",
            "EU 34.2 %",
            "Income per capita, Sweden",
            "2010 17558",
            "2019 20413",
            "Risks that are present: Poor communication 41.8 %, Difficult customers 58.1 %",
            "Answers: 1 500 establishments in Sweden, 45 420 establishments in the EU",
        ],
        "figures": [
            *(
                {"key": key, "insight": "about", "label": f"Establishments that answered, {where}",
                 "value": value, "line": 10, "as_printed": printed, "unit": "establishments",
                 "measure": "establishments", "population": population,
                 "question": "Who answered?", "gathered": "survey", "as_of": "2019-12-31"}
                for key, where, value, printed, population in (
                    ("base-se", "Sweden", "1500", "1 500 establishments", SWEDEN),
                    ("base-eu", "EU", "45420", "45 420 establishments", EU),
                )
            ),
            {"key": "fatal-eu", "label": "Fatal accidents in the EU", "value": "1.9", "line": 1,
             "as_printed": "EU 1.9", "unit": "accidents", "per": 100000, "measure": "accidents",
             "population": "Fatal accidents at work that were reported", "as_of": "2018-12-31"},
            {"key": "index-se", "label": "Accidents in Sweden in 2018", "value": "106.6", "line": 2,
             "as_printed": "Sweden 106.6", "unit": "index", "between": "2010",
             "measure": "index_of_accidents", "population": "Accidents that were reported",
             "as_of": "2018-12-31"},
            *(
                {"key": key, "label": label, "value": value, "line": 9, "as_printed": f"{value} %",
                 "unit": "percent", "measure": "share_of_establishments", "population": SWEDEN,
                 "question": "Which of these risks are present?", "base_n": 1500,
                 "multi_answer": "yes", "gathered": "survey", "as_of": "2019-12-31"}
                for key, label, value in (("customers", "Difficult customers", "58.1"),
                                          ("communication", "Poor communication", "41.8"))
            ),
            *(
                {"key": key, "label": f"A plan against stress, {where}", "value": value,
                 "line": line, "as_printed": f"{value} %", "unit": "percent", "question": STRESS,
                 "measure": "share_of_establishments", "population": population, "base_n": base,
                 "gathered": "survey", "as_of": "2019-12-31"}
                for key, where, value, line, population, base in (
                    ("plan-se", "Sweden", "59.1", 4, SWEDEN, 1500),
                    ("plan-eu", "EU", "34.2", 5, EU, 45420),
                )
            ),
        ],
        "tables": [
            {"key": "income", "title": "Income per capita", "rows": {"sweden": "Sweden"},
             "cols": {"y2010": "2010", "y2019": "2019"}, "unit": "EUR", "kind": "money",
             "measure": "income_per_person", "population": "Incomes in Sweden", "turned": True,
             "lines": {"y2010": (7, "17558"), "y2019": (8, "20413")}, "as_of": "2019-12-31"},
        ],
    },
    "access-summary": {
        "title": "Digital Access, Executive Summary", "year": 2020, "gathered": "records",
        "text": [
            "Pages tested: 1.6 million, down 64% from 4.4 million in 2018.",
            "Nearly one-half of the agencies measured their complaints.",
            "Thirty-three people left and 39 came.",
            "Stage Aug 2018 Aug 2019",
            "Ad hoc 4 2", "Planned 6 6", "Resourced 10 13", "Measured 3 2",
        ],
        "figures": [
            {"key": "tested", "label": "Pages tested", "value": "1600000", "line": 1,
             "as_printed": "1.6 million", "unit": "pages", "measure": "pages_tested",
             "population": "Pages of public bodies", "as_of": "2019-08-31"},
            {"key": "fewer", "label": "Fewer pages tested", "value": "-64", "line": 1,
             "as_printed": "down 64%", "unit": "percent", "kind": "change", "between": "2018;2019",
             "measure": "pages_tested", "population": "Pages of public bodies",
             "as_of": "2019-08-31"},
            {"key": "left", "label": "People who left", "value": "33", "line": 3,
             "as_printed": "Thirty-three people", "unit": "people", "measure": "people_who_left",
             "population": "People who look after access", "as_of": "2019-08-31"},
        ],
        "tables": [
            {"key": "stages", "title": "Agencies by stage of their work", "unit": "agencies",
             "rows": {"ad-hoc": "Ad hoc", "planned": "Planned", "resourced": "Resourced",
                      "measured": "Measured"},
             "cols": {"y2018": "2018", "y2019": "2019"}, "measure": "agencies",
             "population": "Agencies that reported", "as_of": "2019-08-31", "chart": "bars",
             "lines": {"ad-hoc": (5, "4", "2"), "planned": (6, "6", "6"),
                       "resourced": (7, "10", "13"), "measured": (8, "3", "2")}},
        ],
    },
    "complaints-count": {
        "title": "Yearly Count of Complaints", "year": 2024, "gathered": "records",
        "text": [
            "859,532 complaints, losses of $16.6 billion, a 33 percent increase from 2023.",
            "256,256 complaints named a loss, 147,127 an age of 60 or more. Average: $19,372.",
            "| Type | 2024 | 2023 |",
            "| Phishing | 193,407 | 298,878 |", "| Extortion | 86,415 | 48,223 |",
            "| Investment | 47,919 | 39,570 |", "| Tech support | 36,002 | 37,560 |",
        ],
        "figures": [
            {"key": "all", "label": "Complaints", "value": "859532", "line": 1,
             "as_printed": "859,532", "unit": "complaints", "measure": "complaints",
             "population": COMPLAINTS, "as_of": "2024-12-31"},
            {"key": "with-loss", "label": "Complaints that name a loss", "value": "256256",
             "line": 2, "as_printed": "256,256", "unit": "complaints",
             "measure": "complaints_with_a_loss", "population": COMPLAINTS, "as_of": "2024-12-31"},
            {"key": "older", "label": "Complaints by people of 60 and over", "value": "147127",
             "line": 2, "as_printed": "147,127", "unit": "complaints",
             "measure": "complaints_by_older_people", "population": COMPLAINTS,
             "as_of": "2024-12-31"},
            {"key": "losses", "label": "Reported losses", "value": "16600000000", "line": 1,
             "as_printed": "$16.6 billion", "unit": "USD", "measure": "reported_losses",
             "population": COMPLAINTS, "as_of": "2024-12-31"},
            {"key": "rise", "label": "Rise of the losses", "value": "33", "line": 1,
             "as_printed": "33 percent increase", "unit": "percent", "kind": "change",
             "between": "2023;2024", "measure": "reported_losses", "population": COMPLAINTS,
             "as_of": "2024-12-31"},
            {"key": "average", "label": "Average loss", "value": "19372", "line": 2,
             "as_printed": "$19,372", "unit": "USD", "kind": "mean", "measure": "reported_losses",
             "population": COMPLAINTS, "as_of": "2024-12-31"},
        ],
        "tables": [
            {"key": "types", "title": "Complaints by type", "unit": "complaints",
             "rows": {"phishing": "Phishing", "extortion": "Extortion", "invest": "Investment",
                      "support": "Tech support"},
             "cols": {"y2024": "2024", "y2023": "2023"}, "measure": "complaints",
             "population": COMPLAINTS, "as_of": "2024-12-31", "chart": "bars",
             "lines": {"phishing": (4, "193,407", "298,878"), "extortion": (5, "86,415", "48,223"),
                       "invest": (6, "47,919", "39,570"), "support": (7, "36,002", "37,560")}},
        ],
    },
    "access-assessment": {
        "title": "Access Assessment 2024", "year": 2024,
        "text": [
            "244 entities answered. One hundred eighty-eight entities (77%) give instructions.",
            "Program managers spent 17.9 hours per week on it, on average.",
            "No procedures 12%", "Ad hoc 33%", "Documented 14%", "Tracked 20%", "Improved 14%",
            "Unknown 7%",
        ],
        "figures": [
            {"key": "answered", "label": "Public bodies that answered", "value": "244", "line": 1,
             "insight": "about", "as_printed": "244 entities", "unit": "entities",
             "measure": "entities", "population": ENTITIES, "question": "Who answered?",
             "as_of": "2024-09-30"},
            {"key": "instructions", "label": "Tell how to file a complaint", "value": "77",
             "line": 1, "as_printed": "77%", "unit": "percent", "measure": "share_of_entities",
             "population": ENTITIES, "question": "Do you give instructions for complaints?",
             "base_n": 244, "as_of": "2024-09-30"},
            {"key": "hours", "label": "Hours a week that program managers spent", "value": "17.9",
             "line": 2, "as_printed": "17.9 hours", "unit": "hours", "kind": "mean",
             "measure": "hours_per_week", "population": ENTITIES,
             "question": "How many hours a week do you spend on it?", "as_of": "2024-09-30"},
        ],
        "tables": [
            {"key": "complaints", "title": "How complaints are handled", "unit": "percent",
             "rows": {"none": "No procedures", "ad-hoc": "Ad hoc", "documented": "Documented",
                      "tracked": "Tracked", "improved": "Improved", "unknown": "Unknown"},
             "cols": {"share": "Share of public bodies"}, "measure": "share_of_entities",
             "population": ENTITIES, "as_of": "2024-09-30", "chart": "bars", "suffix": "%",
             "question": "How do you handle complaints?", "base_n": 244,
             "lines": {"none": (3, "12"), "ad-hoc": (4, "33"), "documented": (5, "14"),
                       "tracked": (6, "20"), "improved": (7, "14"), "unknown": (8, "7")}},
        ],
    },
    "hela-tiden": {
        "title": "Hela tiden", "year": 2015, "language": "sv", "gathered": "records",
        "text": [
            "Kvinnor har i genomsnitt 13,4 procent lägre lön än män.",
            "Knappt 4,1 miljoner är anställda, och bara en tredjedel av cheferna är kvinnor.",
            "Sju av tio företagare var män år 2013.",
            "Skillnaden skattas till ungefär 65 miljarder kronor.",
            "30 procent av kvinnorna och 11 procent av männen arbetar deltid.",
        ],
        "figures": [
            {"key": "bosses", "label": "Bosses who are women", "value": "33.3", "line": 2,
             "as_printed": "en tredjedel", "unit": "percent", "measure": "share_of_bosses",
             "population": "Bosses in Sweden", "as_of": "2013-12-31"},
            {"key": "owners", "label": "Owners of firms who are men", "value": "70", "line": 3,
             "as_printed": "Sju av tio", "unit": "percent", "measure": "share_of_owners",
             "population": "Owners of firms in Sweden", "as_of": "2013-12-31"},
            {"key": "gap", "label": "What the pay gap comes to", "value": "65000000000", "line": 4,
             "as_printed": "ungefär 65 miljarder kronor", "qualifier": "about", "unit": "SEK",
             "measure": "pay_gap", "population": "Pay in Sweden", "as_of": "2013-12-31"},
            *(
                {"key": key, "label": f"{who} who work part time", "value": value, "line": 5,
                 "as_printed": f"{value} procent", "unit": "percent",
                 "measure": f"share_of_{who.lower()}", "population": f"{who} who are employed",
                 "as_of": "2013-12-31"}
                for key, who, value in (("part-w", "Women", "30"), ("part-m", "Men", "11"))
            ),
        ],
        "tables": [],
    },
    "women-and-men": {
        "title": "Women and Men", "year": 2021, "gathered": "records",
        "text": [
            "A third (34 %) of managers in 2020 were women.",
            "The gap between the employment rates was 14 pp.",
            "Education of women: low 20 %, medium 44 %, high 35 %",
            "low 20 %", "medium 44 %", "high 35 %",
        ],
        "figures": [
            {"key": "managers", "label": "Managers who are women", "value": "34", "line": 1,
             "as_printed": "34 %", "unit": "percent", "measure": "share_of_managers",
             "population": "Managers in the EU", "as_of": "2020-12-31"},
        ],
        "tables": [
            {"key": "education", "title": "Education of women", "unit": "percent", "suffix": " %",
             "rows": {"low": "Low", "medium": "Medium", "high": "High"},
             "cols": {"share": "Share of women"}, "measure": "share_of_women",
             "population": "Women aged 25 to 64 in the EU", "as_of": "2020-12-31", "chart": "bars",
             "lines": {"low": (4, "20"), "medium": (5, "44"), "high": (6, "35")}},
        ],
    },
}  # fmt: skip


def write(folder: Path) -> tuple[Path, Path]:
    """(folder of content, folder of sources) with all packs in them."""
    subject, sources = folder / "content" / "elsewhere", folder / "sources"
    sources.mkdir(parents=True)
    (subject / "reports").mkdir(parents=True)
    _dump(subject / "subject.yaml", SUBJECT)
    for slug, said in REPORTS.items():
        pack = subject / "reports" / slug
        (pack / "tables").mkdir(parents=True)
        (sources / f"{slug}.txt").write_text("\n".join(said["text"]) + "\n", "utf-8")
        _dump(pack / "report.yaml", _report(slug, said))
        _figures(pack / "figures.csv", slug, said["figures"])
        tables = [_table(pack, slug, table) for table in said["tables"]]
        _dump(pack / "tables" / "tables.yaml", tables)
    return folder / "content", sources


def _report(slug: str, said: dict[str, Any]) -> dict[str, Any]:
    rights = {"licence": "None.", "credit": "Somebody.", "may_we_use": True, "why": "Facts."}
    return {
        "slug": slug, "kind": "report", "title": said["title"], "publisher": "Somebody",
        "year": said["year"], "language": said.get("language", "en"),
        "numbers": said.get("numbers", ""), "gathered": said.get("gathered", "survey"),
        "asked": "Some people.", "how": "By letter.",
        "rights": rights, "interests": "None is known.", "sources": {slug: f"{slug}.txt"},
        "caveats": {},
    }  # fmt: skip


def _figures(path: Path, slug: str, figures: list[dict[str, Any]]) -> None:
    beside = {"insight": "01", "use": "TEACH", "review_by": "2030-12-31", "audience": "S"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        for figure in figures:
            statement = f"So it stands there: {figure['label']}."
            where = {"where": f"{slug}:{figure['line']}", "statement": statement}
            writer.writerow(beside | where | figure)


def _table(pack: Path, slug: str, table: dict[str, Any]) -> dict[str, Any]:
    """The entry of tables.yaml; its cells stand in a file of their own."""
    turned, lines = table.get("turned", False), table["lines"]
    rows = table["cols"] if turned else table["rows"]
    cols = table["rows"] if turned else table["cols"]
    with (pack / "tables" / f"{table['key']}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row", "line", *cols])
        writer.writerows(
            [row, line, *(cell.replace(",", "") for cell in cells)]
            for row, (line, *cells) in lines.items()
        )
    cells = {
        "source": slug, "suffix": table.get("suffix", ""), "unit": table["unit"],
        "label": f"{table['title']}, {{row}}" + (", {col}" if len(cols) > 1 else ""),
        "statement": f"{table['title']}: {{row}}, {{col}}.", "measure": table["measure"],
        "population": table["population"], "question": table.get("question", ""),
        "kind": table.get("kind", ""), "use": "TEACH", "as_of": table["as_of"],
        "review_by": "2030-12-31", "audience": ["S"],
    }  # fmt: skip
    return {
        "key": table["key"], "insight": "01", "title": table["title"],
        "row_kind": "nominal", "col_kind": "ordinal" if len(cols) > 1 else "nominal",
        "exclusive": False, "multi_answer": False, "sums": "",
        "base_n": table.get("base_n"), "base_inferred": False,
        "rows": {key: {"label": label, "printed": label} for key, label in rows.items()},
        "cols": {key: {"label": label} for key, label in cols.items()}, "cells": cells,
        "chart": table.get("chart", ""), "finding": table["title"] if table.get("chart") else "",
    }  # fmt: skip


def _dump(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
