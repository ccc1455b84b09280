"""Addresses of the modules. They name a module and a step, never a topic, route or answer."""

from django.urls import path

from awareness.learning import certificate_views, practice, refreshviews, testout, views

app_name = "learning"
urlpatterns = [
    # Before the modules: publish.RESERVED_MODULES keeps these words free.
    path("away/", views.away, name="away"),
    path("read-as/", views.read_as, name="read_as"),
    path("corrections/<int:pk>/read/", views.read_correction, name="read_correction"),
    path("check/<slug:report>/<slug:slug>/", practice.practice, name="practice"),
    path("check/<slug:report>/<slug:slug>/answer/", practice.try_answer, name="try_answer"),
    path("check/<slug:report>/<slug:slug>/again/", practice.try_again, name="try_again"),
    path("refreshers/", refreshviews.choose_refreshers, name="choose_refreshers"),
    path("refreshers/<slug:module>/", refreshviews.refresh, name="refresh"),
    path("refreshers/<slug:module>/answer/", refreshviews.refresh_answer, name="refresh_answer"),
    path("<slug:module>/", views.open_module, name="open"),
    path("<slug:module>/choose/", views.choose, name="choose"),
    # Before the steps: publish.RESERVED_STEPS keeps these words free.
    path("<slug:module>/test-out/", testout.test_out, name="test_out"),
    path("<slug:module>/test-out/answer/", testout.show_known, name="show_known"),
    path("<slug:module>/done/", views.done, name="done"),
    path("<slug:module>/<slug:step>/", views.step, name="step"),
    path("<slug:module>/<slug:step>/answer/", views.answer, name="answer"),
    path("<slug:module>/<slug:step>/go-on/", views.go_on, name="go_on"),
    path("<slug:module>/<slug:step>/retry/", views.retry, name="retry"),
]
# Of certificates: they name a number that cannot be guessed, and no person.
certificates = [
    path("me/certificates/", certificate_views.mine, name="mine"),
    path("me/certificates/make/", certificate_views.make, name="make"),
    path("me/certificates/<slug:serial>/withdraw/", certificate_views.withdraw, name="withdraw"),
    path("me/certificates/<slug:serial>.pdf", certificate_views.take, name="take"),
    path("certificates/<slug:serial>/", certificate_views.check, name="check"),
]
