"""The process that looks for statistics in a kept text: a report may be long, and written to tie
rules up. The kept text comes in by standard input, one line of JSON goes out."""

import json
import sys
from dataclasses import asdict

from awareness.content.reading.finding.found import found_numbers
from awareness.content.reading.kept import parse
from awareness.content.reading.shut_in import shut_in


def main() -> None:
    memory, seconds = map(int, sys.argv[1:])
    shut_in(memory, seconds, opens=True)
    text = parse(sys.stdin.buffer.read().decode())
    rows = [asdict(number) | {"value": str(number.value)} for number in found_numbers(text)]
    print(json.dumps({"numbers": rows}))
    print(json.dumps({"done": True}), flush=True)


if __name__ == "__main__":
    main()
