"""Addresses of the studio. Authors alone; modules also for HR."""

from django.urls import path

from awareness.studio import (
    editviews,
    jobviews,
    remarkviews,
    reviewviews,
    staleviews,
    views,
    workviews,
    writtenviews,
)

app_name = "studio"
urlpatterns = [
    path("", views.index, name="index"),
    path("questions/<path:key>/", views.question, name="question"),
    path("figures/<slug:report>/<path:key>/", views.figure, name="figure"),
    path("edit/figures/<slug:report>/<path:key>/", editviews.edit_figure, name="edit_figure"),
    path("edit/questions/<path:key>/", editviews.edit_question, name="edit_question"),
    path(
        "edit/pages/<slug:report>/<slug:slug>/<slug:edition>/",
        editviews.edit_page,
        name="edit_page",
    ),
    path("jobs/", jobviews.jobs_list, name="jobs"),
    path("jobs/ask/", jobviews.ask_again, name="ask_again"),
    path("jobs/<int:pk>/", jobviews.job, name="job"),
    path("jobs/<int:pk>/drop/", jobviews.drop, name="drop"),
    path("written/", writtenviews.all_written, name="written"),
    path("written/<slug:shelf>/<str:name>/", writtenviews.decide, name="decide"),
    path("edits/<int:pk>/", editviews.edited, name="edited"),
    path("remarks/", remarkviews.all_remarks, name="remarks"),
    path("remarks/deal-with/", remarkviews.deal_with, name="deal_with"),
    path("review/<path:key>/", reviewviews.review, name="review"),
    path("statistics/", workviews.statistics, name="statistics"),
    path("correct/<int:number>/<path:key>/", workviews.correct, name="correct"),
    path("stale/", staleviews.stale_list, name="stale"),
    path("stale/<int:pk>/look/", staleviews.look, name="look"),
    path("modules/", reviewviews.modules, name="modules"),
    path("modules/<int:pk>/propose/", reviewviews.propose, name="propose"),
    path("modules/<int:pk>/confirm/", reviewviews.confirm, name="confirm"),
]
