"""Addresses of this room: HR brings people in from a list."""

from django.urls import path

from awareness.staffing import views

app_name = "staffing"
urlpatterns = [
    path("", views.choose_file, name="choose_file"),
    path("<uuid:pk>/", views.show_import, name="show_import"),
    path("<uuid:pk>/rows/<str:kind>/", views.rows, name="rows"),
    path("<uuid:pk>/columns/", views.columns, name="columns"),
    path("<uuid:pk>/mend/", views.mend, name="mend"),
    path("<uuid:pk>/place/", views.place, name="place"),
    path("<uuid:pk>/whole/", views.whole, name="whole"),
    path("<uuid:pk>/begin/", views.begin, name="begin"),
    path("<uuid:pk>/put-away/", views.put_away, name="put_away"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/receipt.csv", views.receipt, name="receipt"),
]
