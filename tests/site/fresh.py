"""Run as a program: code in processes that know nothing but an environment, without a start of
Python for each. Everything that Django imports is there already, nothing of the site is.

Reads a line of JSON for each, `{"environment": {...}, "code": "..."}`, and answers with one,
`{"code": exit code, "out": stdout, "err": stderr}`.
"""

import json
import os
import sys
import tempfile
import traceback

import django.core.management
import django.db.backends.sqlite3.base  # noqa: F401
import environs  # noqa: F401


def run(environment: dict[str, str], code: str) -> int:
    """Run the code in a fork that has this environment; its exit code."""
    if pid := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        os.environ.clear()
        os.environ.update(environment)
        exec(code, {"__name__": "__main__"})  # noqa: S102
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 1)


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            status = run(**json.loads(line))
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        print(json.dumps({"code": status, "out": texts[0], "err": texts[1]}), file=answers)
        answers.flush()


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
