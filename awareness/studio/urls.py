"""Addresses of the studio. Authors alone; modules also for HR."""

from django.urls import path

from awareness.studio.drafts import drawing_views, walk_views
from awareness.studio.drafts import list_views as draft_list_views
from awareness.studio.drafts import views as draft_views
from awareness.studio.offers import disagreement_views
from awareness.studio.offers import views as offer_views
from awareness.studio.published import approval_views as review_views
from awareness.studio.published import remark_views, stale_views, statistics_views, views
from awareness.studio.publishing import (
    edit_views,
    job_views,
    written_folder_views,
    zip_import_views,
)
from awareness.studio.reports import pick_views
from awareness.studio.reports import views as report_views
from awareness.studio.reviews import asking_views as review_asking_views
from awareness.studio.reviews import views as draft_review_views

app_name = "studio"
urlpatterns = [
    path("", views.index, name="index"),
    path("reports/", report_views.report_files, name="report_files"),
    path("reports/<uuid:pk>/", report_views.report_file, name="report_file"),
    path("reports/<uuid:pk>/begin/", pick_views.begin_report, name="begin_report"),
    path("reports/<uuid:pk>/pick/", pick_views.pick_number, name="pick_number"),
    path("reports/<uuid:pk>/tables/<int:page>/", pick_views.report_tables, name="report_tables"),
    path("reports/<uuid:pk>/table/<int:line>/", pick_views.text_table, name="text_table"),
    path("reports/<uuid:pk>/take-away/", report_views.take_away_report, name="take_away_report"),
    path("contents/", draft_list_views.contents, name="contents"),
    path("contents/<slug:subject>.zip", draft_list_views.take_zip, name="take_subject"),
    path(
        "contents/<slug:subject>/<slug:report>.zip", draft_list_views.take_zip, name="take_report"
    ),
    path("imports/", zip_import_views.zip_imports_page, name="zip_imports"),
    path("imports/<uuid:pk>/", zip_import_views.zip_import, name="zip_import"),
    path("imports/<uuid:pk>/draft/", zip_import_views.draft_zip_import, name="draft_zip_import"),
    path("imports/<uuid:pk>/drop/", zip_import_views.drop_zip_import, name="drop_zip_import"),
    path("drafts/", draft_list_views.drafts, name="drafts"),
    path("drafts/new/<slug:kind>/", draft_list_views.new_draft, name="new_draft"),
    path(
        "drafts/begin/<slug:kind>/<slug:subject>/<slug:report>/<path:key>/",
        draft_list_views.begin_draft,
        name="begin_draft",
    ),
    path("drafts/<uuid:pk>/", draft_views.draft, name="draft"),
    path("drafts/<uuid:pk>/save/", draft_views.save_draft, name="save_draft"),
    path("drafts/<uuid:pk>/confirm/", pick_views.confirm_field, name="confirm_field"),
    path("drafts/<uuid:pk>/undo/", draft_views.undo_draft, name="undo_draft"),
    path("drafts/<uuid:pk>/history/", draft_views.draft_history_page, name="draft_history"),
    path("drafts/<uuid:pk>/take-over/", draft_views.take_over_draft, name="take_over_draft"),
    path("drafts/<uuid:pk>/delete/", draft_views.delete_draft, name="delete_draft"),
    path("drafts/<uuid:pk>/renew/", draft_views.renew_draft, name="renew_draft"),
    path("drafts/<uuid:pk>/restore/", draft_views.restore_draft, name="restore_draft"),
    path("drafts/<uuid:pk>/play/", draft_views.play_draft, name="play_draft"),
    path("drafts/<uuid:pk>/walk/", walk_views.walk, name="walk"),
    path("drafts/<uuid:pk>/walk/<int:number>/", walk_views.walk_step, name="walk_step"),
    path("drafts/<uuid:pk>/walk/end/", walk_views.walk_end, name="walk_end"),
    path("drafts/<uuid:pk>/draw/", drawing_views.use_drawing, name="use_drawing"),
    path("drafts/<uuid:pk>/picks/", draft_views.draft_picks, name="draft_picks"),
    path("offers/<slug:report>/", offer_views.offers, name="offers"),
    path("offers/<slug:report>/take/", offer_views.take_offer, name="take_offer"),
    path("offers/<slug:report>/edit/", offer_views.edit_offer, name="edit_offer"),
    path("offers/<slug:report>/refuse/", offer_views.refuse_offer, name="refuse_offer"),
    path("offers/<slug:report>/bring-back/", offer_views.bring_back_offer, name="bring_back_offer"),
    path(
        "disagreements/<slug:subject>/",
        disagreement_views.possible_disagreements,
        name="possible_disagreements",
    ),
    path(
        "disagreements/<slug:subject>/take/",
        disagreement_views.take_disagreement,
        name="take_disagreement",
    ),
    path(
        "disagreements/<slug:subject>/refuse/",
        disagreement_views.refuse_disagreement,
        name="refuse_disagreement",
    ),
    path(
        "disagreements/<slug:subject>/bring-back/",
        disagreement_views.bring_back_disagreement,
        name="bring_back_disagreement",
    ),
    path("reviews/", draft_review_views.reviews, name="draft_reviews"),
    path("reviews/ask/", review_asking_views.ask_for_review, name="ask_for_review"),
    path("reviews/<uuid:pk>/", draft_review_views.draft_review, name="draft_review"),
    path("reviews/<uuid:pk>/mark/", draft_review_views.mark_passage, name="mark_passage"),
    path("reviews/<uuid:pk>/comment/", draft_review_views.comment_passage, name="comment_passage"),
    path(
        "reviews/<uuid:pk>/comments/<int:number>/close/",
        draft_review_views.close_comment,
        name="close_comment",
    ),
    path("reviews/<uuid:pk>/send-again/", draft_review_views.send_again, name="send_again"),
    path("reviews/<uuid:pk>/return/", draft_review_views.return_review, name="return_review"),
    path("reviews/<uuid:pk>/approve/", draft_review_views.approve_review, name="approve_review"),
    path("reviews/<uuid:pk>/withdraw/", draft_review_views.withdraw_review, name="withdraw_review"),
    path("questions/", views.questions, name="questions"),
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
