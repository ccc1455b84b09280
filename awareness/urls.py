"""Every address of the site. One verb has one name here, in its view, form, template and test."""

from django.contrib import admin
from django.urls import include, path

from awareness.learning.urls import certificates
from awareness.outbox.webhooks import webhooks
from awareness.studio.published.remark_views import remark
from awareness.worker import health

urlpatterns = [
    path("", include("awareness.home.urls")),
    path("account/", include("awareness.people.urls")),
    path("learn/", include("awareness.learning.urls")),
    path("library/", include("awareness.insights.urls")),
    path("", include((certificates, "certificates"))),
    path("", include("awareness.workplace.urls")),
    path("hr/people/ways-in/", include("awareness.staffing.ways_in_urls")),
    path("hr/people/places/", include("awareness.staffing.place_urls")),
    path("hr/people/staff/", include("awareness.staffing.people_urls")),
    path("hr/people/earlier/", include("awareness.staffing.earlier_urls")),
    path("", include("awareness.mailing.urls")),
    path("", include("awareness.assignments.urls")),
    path("hr/people/import/", include("awareness.staffing.urls")),
    path("remark/", remark, name="remark"),  # everybody's way to the authors' queue
    path("studio/", include("awareness.studio.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
urlpatterns += webhooks()
urlpatterns += [path("structure/", admin.site.urls)]

handler500 = "awareness.home.trouble.server_error"
