"""Our server as it ships, less the greeting."""

from pathlib import Path
from runpy import run_path

SHIPPED = Path(__file__).resolve().parent.parent.parent / "scripts" / "gunicorn.conf.py"
globals().update(
    {
        name: value
        for name, value in run_path(str(SHIPPED)).items()
        if not name.startswith("__") and name != "when_ready"
    }
)
loglevel = "error"
