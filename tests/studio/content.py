"""The tiny pack of docs/authoring.md as the whole content, for tests that edit it."""

import re
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import timezone

from awareness.content.checks import examine
from awareness.content.load import load
from awareness.content.reader import read_content
from awareness.studio.jobs import work_off

DOC = settings.BASE_DIR / "docs" / "authoring.md"
BLOCK = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


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
    """A content folder with the tiny pack, its subject and its report's text; returns `folder`."""
    write_subject(folder, subject)
    for name, text in BLOCK.findall(DOC.read_text(encoding="utf-8")):
        path = folder / (name if name.startswith("sources/") else f"{subject}/reports/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


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
    load(content, checked.built)
