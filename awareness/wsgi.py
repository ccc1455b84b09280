"""The WSGI entry: gunicorn awareness.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
application = get_wsgi_application()

from awareness.people.checks import refuse_demo_accounts  # noqa: E402  needs the apps

refuse_demo_accounts()

from django.db import connections  # noqa: E402

# A server that loads us once and then forks its workers must not share a connection with them.
connections.close_all()
