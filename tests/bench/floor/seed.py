"""Make the floor's tables, a quiz of ten questions and people u0 … (one shared password hash)."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
import django

django.setup()
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from fl.models import Question, Quiz

call_command("migrate", verbosity=0)  # first: the floor's own tables refer to Django's
call_command("migrate", verbosity=0, run_syncdb=True)
quiz = Quiz.objects.create(pk=1, title="Awareness quiz")
for i in range(1, 11):
    Question.objects.create(
        quiz=quiz,
        pos=i,
        text=f"Question {i}: You receive a mail from your manager asking for gift cards. What do "
        "you do first? Think about the sender, the tone and the channel.",
        options=[
            f"Reply and ask for details ({i})",
            f"Report it through the official channel ({i})",
            f"Buy the cards ({i})",
            f"Forward it to a colleague ({i})",
        ],
        correct=1,
        feedback="Correct, because reporting protects your colleagues. Use the report button, "
        "then delete the mail.",
    )
password = make_password(os.environ["BENCH_PASSWORD"])
User.objects.bulk_create(
    User(username=f"u{i}", email=f"u{i}@example.com", password=password)
    for i in range(int(sys.argv[1]))
)
