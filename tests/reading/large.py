"""How long the longest report takes: `.venv/bin/python -m tests.reading.large` (CPU seconds).

Made here: 500 pages of forty lines, some with numbers. Converting and searching run in processes of
their own; what they use is counted when they have ended.
"""

import os
import resource

import django

PAGES, LINES = 500, 40


def report() -> bytes:
    from tests.reading.made import pdf

    pages = [
        [f"# Part {page}", *(
            f"Line {line} of it says that {(page * line) % 97 + 2} % of {line * 31} people agreed."
            if line % 4 == 0 else "This line of the report says nothing in numbers about anybody."
            for line in range(1, LINES)
        )]
        for page in range(1, PAGES + 1)
    ]  # fmt: skip
    return pdf(*pages)


def used() -> float:
    """CPU seconds of the processes that have ended."""
    times = resource.getrusage(resource.RUSAGE_CHILDREN)
    return times.ru_utime + times.ru_stime


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
    django.setup()
    from awareness.content.reading import sealed

    data = report()
    begun = used()
    conversion = sealed.convert(data)
    converted = used()
    found = sealed.examine_text(conversion.text)
    searched = used()
    print(
        f"{PAGES} pages, {len(data) // 1024} KB, {len(conversion.text.lines)} lines: "
        f"{converted - begun:.1f} s to convert, {searched - converted:.1f} s to search, "
        f"{len(found.numbers)} numbers"
    )


if __name__ == "__main__":
    main()
