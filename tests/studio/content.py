"""The tiny pack of docs/authoring.md as the whole content, for tests that edit it."""

import re
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import timezone

from awareness.content.checks import examine
from awareness.content.load import load
from awareness.content.reader import read_content
from awareness.studio.publishing.jobs import work_off

DOC = settings.BASE_DIR / "docs" / "authoring.md"
BLOCK = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REPORT_TEXT = b"""# Women at work 2023

Published by the Office of Work. Licensed under CC BY 4.0.

The survey was carried out between March and May 2023. A survey of employees in 12 firms.

## Stress

We asked: \xe2\x80\x9cIs there a plan against stress?\xe2\x80\x9d

Of them more than 67 % of all managers said yes.

## Table 4 Share at work (%), n = 800

| Country | 2022 | 2023 |
| --- | --- | --- |
| Sweden | 82.1 | 83.4 |
| Norway | 61.5 | 60.2 |
"""
# What a report prints twice, in two numbers (the fixture `differing`).
HEADING = "Two in three managers have a written rule"
FIGURES_DIFFER = (
    "with-rule-heading,01,\"Managers with a written rule, in the heading\",The heading says two in "
    "three.,66.7,,,percent,Two in three,,share_of_managers,Shop managers who chose to answer,Do "
    "you have a written rule?,120,,,2020:{line},HOLD,The text is used,CHOSE,,2020-03-31,2030-12-31,"
    "S\n"
)  # fmt: skip
REPORTS = "mine/shops/reports/"  # of the subject that the page prints


def write_subject(folder: Path, key: str = "tiny", **values) -> Path:
    """The folder of a subject below `folder`, with its subject.yaml; `values` are keys of it."""
    shown = {"key": key, "name": "Lost and found", "neutral": "Care of things", "about": "Tiny."}
    shown |= {"order": 1, "sensitive": False, "from_start": True}
    step = {"key": "ask", "sign": "tell", "word": "Ask", "say": "Ask at the desk."}
    shown |= {"card": {"steps": [step]}, **values}
    path = folder / key / "subject.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(shown, sort_keys=False), encoding="utf-8")
    return path.parent


def write_tiny(folder: Path, subject: str = "tiny") -> Path:
    """A content folder with the tiny pack, a subject of its own and its report's text, without the
    module that the page prints; returns `folder`."""
    write_subject(folder, subject)
    for name, text in printed():
        if not name.startswith(("sources/", REPORTS)):
            continue
        path = folder / name.replace(REPORTS, f"{subject}/reports/")
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("objective: whom-it-stands-for", "objective: library")
        path.write_text(text, encoding="utf-8")
    return folder


def printed() -> list[tuple[str, str]]:
    """(name, text) of the files that the page prints."""
    return BLOCK.findall(DOC.read_text(encoding="utf-8"))


def save(client, address: str, fields: dict):
    """Send a form, let the background do what waits, and open where it leads; the last page."""
    answer = client.post(address, fields)
    if answer.status_code != 302:
        return answer
    work_off(timezone.now)
    return client.get(answer["Location"], follow=True)


def hidden(form) -> dict:
    """What a form holds that nobody types."""
    return {field.html_name: field.value() for field in form if field.is_hidden}


def load_all() -> None:
    """Load the content of settings.CONTENT_DIRS."""
    content = read_content(settings.CONTENT_DIRS)
    checked = examine(content)
    assert not checked.errors, checked.errors
    load(content, checked.built_questions)
