"""Every address of the site. One verb has one name here, in its view, form, template and test."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("awareness.home.urls")),
    path("account/", include("awareness.people.urls")),
    path("learn/", include("awareness.learning.urls")),
    path("library/", include("awareness.insights.urls")),
    path("", include("awareness.learning.certificate_urls")),
    path("", include("awareness.workplace.urls")),
    path("", include("awareness.assignments.urls")),
    path("studio/", include("awareness.studio.urls")),
]
urlpatterns += [path("structure/", admin.site.urls)]
