"""Addresses of the reporting room, under rapporter/."""

from django.urls import URLPattern, path

from lovende.reporting import views, views_writing
from lovende.reporting.import_views import urlpatterns_history
from lovende.reporting.statistics_views import urlpatterns_statistics

app_name = "reporting"

# A report's own address is any word that no other page has, so it stands last.
urlpatterns: list[URLPattern] = [
    *urlpatterns_history,
    *urlpatterns_statistics,
    path("", views.reports, name="reports"),
    path("<slug:public_id>/", views.report, name="report"),
    path("<slug:public_id>/begynn/", views.begin, name="begin"),
    path("<slug:public_id>/skriv/", views_writing.write, name="write"),
    path("<slug:public_id>/svar/", views_writing.save_part, name="save_part"),
    path("<slug:public_id>/svar/<slug:question>/", views_writing.save_answer, name="save_answer"),
    path("<slug:public_id>/regnskap/", views_writing.save_account, name="save_account"),
    path("<slug:public_id>/regnskap/kontroll/", views_writing.check, name="check"),
    path("<slug:public_id>/se-over/", views.review, name="review"),
    path("<slug:public_id>/lever/", views.submit, name="submit"),
    path("<slug:public_id>/godkjenn/", views.approve, name="approve"),
    path("<slug:public_id>/send-tilbake/", views.send_back, name="send_back"),
]
