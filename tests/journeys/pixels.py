"""Whether a change left every page as it was, pixel by pixel.

`python -m tests.journeys.pixels take FOLDER` takes pictures of every state of every page (those of
test_accessibility.py) at 1280 and 320 px, in light and dark, and as it prints. Run it on the code
before a change and after it, both times with JOURNEYS_FOLDER set to one folder, so that both begin
with the same database. `python -m tests.journeys.pixels compare BEFORE AFTER` names each picture
that differs or is missing, and ends with an error if there is one.
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, NARROW, WIDE, Visit, sign_in
from tests.journeys.server import prepare, serve
from tests.journeys.test_accessibility import ROLES, leads_of

VIEWS = {
    "wide": (WIDE, "light", "screen"),
    "wide-dark": (WIDE, "dark", "screen"),
    "narrow": (NARROW, "light", "screen"),
    "narrow-dark": (NARROW, "dark", "screen"),
    "print": (WIDE, "light", "print"),
}


def take(folder: Path) -> None:
    """A picture a state and view, named ROLE-NN-STATE-VIEW.png."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SAME_DRAWS"] = "yes"
    prepared = prepare(Path(os.environ["JOURNEYS_FOLDER"]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"), args=ARGUMENTS
        )
        # One server, as in test_accessibility.py: what a reader remarks on waits for the author.
        with serve(prepared) as server:
            for role, (who, _states) in ROLES.items():
                page = Visit(browser, server.url).page
                if who:
                    sign_in(page, who)
                number = 0
                for states in leads_of(server, page, role):
                    for state in states:
                        number += 1
                        name = re.sub(r"[^a-z0-9]+", "-", state.lower()).strip("-")[:60]
                        _picture(page, folder / f"{role}-{number:02}-{name}")
                print(role, number, flush=True)
        browser.close()


def _picture(page: Page, stem: Path) -> None:
    page.mouse.move(0, 0)  # away from what was clicked last, which is drawn otherwise under it
    for view, (size, scheme, medium) in VIEWS.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, media=medium)
        page.screenshot(path=f"{stem}-{view}.png", full_page=True, animations="disabled")
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light", media="screen")


def compare(before: Path, after: Path) -> int:
    """How many pictures differ; each is named. Equal pixels are encoded to equal bytes."""
    names = {path.name for folder in (before, after) for path in folder.glob("*.png")}
    different = 0
    for name in sorted(names):
        old, new = before / name, after / name
        if not (old.exists() and new.exists()):
            print(f"only in {before if old.exists() else after}: {name}")
        elif old.read_bytes() != new.read_bytes():
            print(f"differs: {name}")
        else:
            continue
        different += 1
    print(f"{different} of {len(names)} pictures differ")
    return different


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["take", folder] if "JOURNEYS_FOLDER" in os.environ:
            take(Path(folder))
        case ["compare", before, after]:
            sys.exit(bool(compare(Path(before), Path(after))))
        case _:
            sys.exit(__doc__)
