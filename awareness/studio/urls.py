"""Addresses of the studio. Authors alone; modules also for HR."""

from django.urls import path

from awareness.studio import (
    edit_views,
    job_views,
    remark_views,
    report_views,
    review_views,
    stale_views,
    statistics_views,
    views,
    written_folder_views,
)

app_name = "studio"
urlpatterns = [
    path("", views.index, name="index"),
    path("reports/", report_views.report_files, name="report_files"),
    path("reports/<uuid:pk>/", report_views.report_file, name="report_file"),
    path("reports/<uuid:pk>/about/", report_views.about_report, name="about_report"),
    path("reports/<uuid:pk>/tables/<int:page>/", report_views.report_tables, name="report_tables"),
    path("reports/<uuid:pk>/take-away/", report_views.take_away_report, name="take_away_report"),
    path("questions/<path:key>/", views.question, name="question"),
    path("figures/<slug:report>/<path:key>/", views.figure, name="figure"),
    path("edit/figures/<slug:report>/<path:key>/", edit_views.edit_figure, name="edit_figure"),
    path("edit/questions/<path:key>/", edit_views.edit_question, name="edit_question"),
    path(
        "edit/pages/<slug:report>/<slug:slug>/<slug:edition>/",
        edit_views.edit_page,
        name="edit_page",
    ),
    path("jobs/", job_views.jobs_list, name="jobs"),
    path("jobs/ask/", job_views.ask_again, name="ask_again"),
    path("jobs/<int:pk>/", job_views.job, name="job"),
    path("jobs/<int:pk>/drop/", job_views.drop, name="drop"),
    path("written/", written_folder_views.all_written, name="written"),
    path("written/<slug:shelf>/<str:name>/", written_folder_views.decide, name="decide"),
    path("edits/<int:pk>/", edit_views.edited, name="edited"),
    path("remarks/", remark_views.all_remarks, name="remarks"),
    path("remarks/deal-with/", remark_views.deal_with, name="deal_with"),
    path("review/<path:key>/", review_views.review, name="review"),
    path("statistics/", statistics_views.statistics, name="statistics"),
    path("correct/<int:number>/<path:key>/", statistics_views.correct, name="correct"),
    path("stale/", stale_views.stale_list, name="stale"),
    path("stale/<int:pk>/look/", stale_views.look, name="look"),
    path("modules/", review_views.modules, name="modules"),
    path("modules/<int:pk>/propose/", review_views.propose, name="propose"),
    path("modules/<int:pk>/confirm/", review_views.confirm, name="confirm"),
]
