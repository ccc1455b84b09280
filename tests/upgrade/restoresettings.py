"""The site's settings with the content of a frozen release in the place of what ships."""

import os
from pathlib import Path

from awareness.settings import *  # noqa: F403  (settings are a list of names)
from awareness.settings import CONTENT_WRITE_DIR

CONTENT_DIRS = [Path(os.environ["SHIPPED_BY_RELEASE"]), CONTENT_WRITE_DIR]
SOURCES_DIR = CONTENT_DIRS[0] / "sources"
