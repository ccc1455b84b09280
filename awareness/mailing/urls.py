"""Addresses of this room: who is written to, and what one may stop."""

from django.urls import path

from awareness.mailing import me_views, remind_views, views, words_views

app_name = "mailing"
urlpatterns = [
    path("hr/mail/", views.plan, name="plan"),
    path("hr/mail/names/", views.names, name="names"),
    path("hr/mail/returned/", views.returned, name="returned"),
    path("hr/mail/send-again/", views.send_again, name="send_again"),
    path("hr/people/remind/", remind_views.remind, name="remind"),
    path("hr/mail/words/", words_views.words, name="words"),
    path("hr/mail/switch/", words_views.switch, name="switch"),
    path("hr/mail/managers/", words_views.announce, name="announce"),
    path("me/mail/", me_views.mine, name="mine"),
    path("me/mail/stop/<str:token>/", me_views.stop, name="stop"),
]
