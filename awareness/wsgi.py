"""The WSGI entry: gunicorn awareness.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
application = get_wsgi_application()
