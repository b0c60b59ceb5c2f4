"""Addresses of the awards room, under tilskudd/."""

from django.urls import path

from lovende.awards.pages import notices, paying, steering, views
from lovende.awards.pages.acts import only_post, view_of

app_name = "awards"

urlpatterns = [
    path("", views.awards, name="awards"),
    path("penger/", views.money, name="money"),
    path("frister/", views.deadlines, name="deadlines"),
    path("varsler/", notices.notices, name="notices"),
    path("varsler/kalender/", notices.calendar_link, name="calendar_link"),
    path("kalender/utlysning/<slug:key>.ics", notices.call_calendar, name="call_calendar"),
    path("kalender/<str:signed>.ics", notices.calendar, name="calendar"),
    path("epost/", notices.mails, name="mails"),
    path("<slug:public_id>/", views.award, name="award"),
    path("<slug:public_id>/rate/<int:key>/betalt/", view_of(paying.PAY), name="pay"),
    path("<slug:public_id>/rate/<int:key>/angre/", view_of(paying.UNDO), name="undo_payment"),
    path("<slug:public_id>/rate/<int:key>/hold/", view_of(paying.HOLD), name="hold"),
    path("<slug:public_id>/rate/<int:key>/frigi/", only_post(paying.RELEASE), name="release"),
    path("<slug:public_id>/rater/<int:key>/", view_of(paying.PLAN), name="plan"),
    path("<slug:public_id>/vilkar/<int:key>/oppfylt/", view_of(paying.MEET), name="meet"),
    path("<slug:public_id>/vilkar/<int:key>/frist/", view_of(paying.DATE), name="date_condition"),
    path("<slug:public_id>/endring/", view_of(steering.ASK), name="ask"),
    path("<slug:public_id>/endring/<int:key>/svar/", view_of(steering.ANSWER), name="answer"),
    path("<slug:public_id>/forleng/", view_of(steering.EXTEND), name="extend"),
    path("<slug:public_id>/stans/", view_of(steering.STOP), name="stop"),
    path("<slug:public_id>/avslutt/", view_of(steering.FINISH), name="finish"),
    path("<slug:public_id>/mote/", view_of(steering.MEETING), name="meeting"),
    path("<slug:public_id>/mote/<int:key>/", view_of(steering.MEETING_AGAIN), name="meeting_again"),
    path("<slug:public_id>/videreforing/", view_of(steering.CONTINUE), name="continue"),
]
