"""Print the CPU milliseconds of checking one password with the hash that ships."""

import os
import statistics
import time

import django

django.setup()

from django.contrib.auth.hashers import check_password, make_password  # noqa: E402

password = os.environ["BENCH_PASSWORD"]
stored = make_password(password)
taken = []
for _time in range(30):
    began = time.process_time()
    check_password(password, stored)
    taken.append(1000 * (time.process_time() - began))
print(round(statistics.median(taken), 2))
