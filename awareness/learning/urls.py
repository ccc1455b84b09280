"""Addresses of the modules. They name a module and a step, never a topic, route or answer."""

from django.urls import path

from awareness.learning import (
    certificate_views,
    guess_views,
    practice_views,
    refresher_views,
    step_views,
    test_out_views,
    views,
)
from awareness.learning.other_names import by_any_name

app_name = "learning"
urlpatterns = [
    # Before the modules: publish.RESERVED_MODULES keeps these words free.
    path("away/", views.away, name="away"),
    path("read-as/", views.read_as, name="read_as"),
    path("corrections/<int:pk>/read/", views.read_correction, name="read_correction"),
    path("check/<slug:report>/<slug:slug>/", practice_views.practice, name="practice"),
    path("check/<slug:report>/<slug:slug>/answer/", practice_views.try_answer, name="try_answer"),
    path("check/<slug:report>/<slug:slug>/again/", practice_views.try_again, name="try_again"),
    path("guess/<slug:report>/<slug:slug>/", guess_views.guess, name="guess"),
    path("guess/<slug:report>/<slug:slug>/answer/", guess_views.answer_guess, name="answer_guess"),
    path("refreshers/", refresher_views.choose_refreshers, name="choose_refreshers"),
    path("refreshers/<slug:module>/", by_any_name(refresher_views.refresh), name="refresh"),
    path(
        "refreshers/<slug:module>/rehearse/",
        by_any_name(refresher_views.refresh_rehearse),
        name="refresh_rehearse",
    ),
    path(
        "refreshers/<slug:module>/answer/",
        by_any_name(refresher_views.refresh_answer),
        name="refresh_answer",
    ),
    path("<slug:module>/", by_any_name(views.open_module), name="open"),
    path("<slug:module>/choose/", by_any_name(views.choose), name="choose"),
    # Before the steps: publish.RESERVED_STEPS keeps these words free.
    path("<slug:module>/test-out/", by_any_name(test_out_views.test_out), name="test_out"),
    path(
        "<slug:module>/test-out/answer/", by_any_name(test_out_views.show_known), name="show_known"
    ),
    path("<slug:module>/done/", by_any_name(views.done), name="done"),
    path("<slug:module>/<slug:step>/", by_any_name(step_views.step), name="step"),
    path("<slug:module>/<slug:step>/rehearse/", by_any_name(step_views.rehearse), name="rehearse"),
    path("<slug:module>/<slug:step>/answer/", by_any_name(step_views.answer), name="answer"),
    path("<slug:module>/<slug:step>/go-on/", by_any_name(step_views.go_on), name="go_on"),
    path("<slug:module>/<slug:step>/retry/", by_any_name(step_views.retry), name="retry"),
]
# Of certificates: they name a number that cannot be guessed, and no person.
certificates = [
    path("me/certificates/", certificate_views.mine, name="mine"),
    path("me/certificates/make/", certificate_views.make, name="make"),
    path("me/certificates/<slug:serial>/withdraw/", certificate_views.withdraw, name="withdraw"),
    path("me/certificates/<slug:serial>.pdf", certificate_views.take, name="take"),
    path("certificates/<slug:serial>/", certificate_views.check, name="check"),
]
