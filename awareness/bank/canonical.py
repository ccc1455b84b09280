"""One way to write a spec down, so that the same spec is the same bytes on every machine."""

import hashlib
import json
from decimal import Decimal


def plain_decimal(value: Decimal | None) -> str | None:
    """A decimal without exponent or trailing noise: `54.40` -> `54.4`, `5.25E+2` -> `525`."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical_json(spec: object) -> str:
    """JSON with sorted keys and no spaces. Decimals must have become strings before (TypeError)."""
    return json.dumps(spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def spec_hash(spec: object) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(spec).encode()).hexdigest()


def seed_number(*parts: object) -> int:
    """A whole number that depends on nothing but `parts`: Python's own `hash` differs per run."""
    return int(hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12], 16)
