"""The site's addresses; one that breaks, to see the pages shown then; and the shelf."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from awareness.content.files import UnreadableFile
from awareness.studio.author_views import author_only
from awareness.urls import urlpatterns as site
from tests.journeys.shelf import shelf

WAYS = {400: SuspiciousOperation, 403: PermissionDenied, 500: ZeroDivisionError}


@login_not_required
def broken(request, status: int):
    raise WAYS[status]


@author_only
def broken_file(request):
    raise UnreadableFile("subject.yaml")


urlpatterns = [
    path("broken/file/", broken_file),
    path("broken/<int:status>/", broken),
    path("shelf/<slug:kind>/", shelf),
    *site,
]
