"""Our settings for measuring: as shipped, less the password hash (its cost is P2)."""

import os
from pathlib import Path

from awareness.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
# Each measured person comes from an address of their own, as from home; limits stay as they are.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
