"""Addresses of the applications room, under soknader/."""

from django.urls import path

from lovende.applications import views, views_beside, views_page, views_sending, views_writing
from lovende.applications.citing import urlpatterns_citing

app_name = "applications"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("ny/", views.choose, name="choose"),
    path("ny/<slug:call>/", views.start, name="start"),
    path("<slug:public_id>/", views_page.application, name="application"),
    path("<slug:public_id>/svar/", views_writing.save_section, name="save_section"),
    path("<slug:public_id>/svar/<slug:question>/", views_writing.save_answer, name="save_answer"),
    path("<slug:public_id>/hvem/", views_writing.presence, name="presence"),
    path("<slug:public_id>/fakta/", views_writing.save_facts, name="save_facts"),
    path("<slug:public_id>/budsjett/", views_writing.save_budget, name="save_budget"),
    path("<slug:public_id>/kontroll/", views_writing.check, name="check"),
    path("<slug:public_id>/lignende/", views_beside.similar, name="similar"),
    path("<slug:public_id>/forhold/", views_beside.note_similar, name="note_similar"),
    path("<slug:public_id>/forhold/fjern/", views_beside.remove_similar, name="remove_similar"),
    path("<slug:public_id>/kommentar/", views_beside.add_comment, name="add_comment"),
    path("<slug:public_id>/kommentar/<int:pk>/", views_beside.resolve_comment, name="resolve_comment"),
    path("<slug:public_id>/forfattere/", views_beside.add_author, name="add_author"),
    path("<slug:public_id>/forfattere/<int:pk>/", views_beside.remove_author, name="remove_author"),
    path("<slug:public_id>/filer/", views_beside.attach, name="attach"),
    path("<slug:public_id>/filer/<int:pk>/", views_beside.file, name="file"),
    path("<slug:public_id>/filer/<int:pk>/fjern/", views_beside.detach, name="detach"),
    path("<slug:public_id>/se-over/", views_sending.review, name="review"),
    path("<slug:public_id>/godkjenn/", views_sending.sign_off, name="sign_off"),
    path("<slug:public_id>/send-inn/", views_sending.submit, name="submit"),
    path("<slug:public_id>/trekk/", views_sending.withdraw, name="withdraw"),
    path("<slug:public_id>/kvittering/", views_sending.receipt, name="receipt"),
    path("<slug:public_id>/kvittering.pdf", views_sending.receipt_pdf, name="receipt_pdf"),
    *urlpatterns_citing,
]
