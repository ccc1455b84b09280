from django.contrib.auth.views import LoginView
from django.urls import path

from . import views

urlpatterns = [
    path("page/", views.page),
    path("login/", LoginView.as_view(template_name="login.html")),
    path("start/", views.start),
    path("write/", views.write),
    path("a/<int:a>/<int:n>/", views.question),
    path("a/<int:a>/summary/", views.summary),
    path("a/<int:a>/review/", views.review),
]
