"""Addresses of the applications room, under soknader/."""

from django.urls import path

from lovende.applications.pages import beside, sending, views, workspace, writing
from lovende.applications.pages.citing import urlpatterns_citing

app_name = "applications"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("ny/", views.choose, name="choose"),
    path("ny/<slug:call>/", views.start, name="start"),
    path("<slug:public_id>/", workspace.application, name="application"),
    path("<slug:public_id>/svar/", writing.save_section, name="save_section"),
    path("<slug:public_id>/svar/<slug:question>/", writing.save_answer, name="save_answer"),
    path("<slug:public_id>/hvem/", writing.presence, name="presence"),
    path("<slug:public_id>/fakta/", writing.save_facts, name="save_facts"),
    path("<slug:public_id>/budsjett/", writing.save_budget, name="save_budget"),
    path("<slug:public_id>/kontroll/", writing.check, name="check"),
    path("<slug:public_id>/lignende/", beside.similar, name="similar"),
    path("<slug:public_id>/forhold/", beside.note_similar, name="note_similar"),
    path("<slug:public_id>/forhold/fjern/", beside.remove_similar, name="remove_similar"),
    path("<slug:public_id>/kommentar/", beside.add_comment, name="add_comment"),
    path("<slug:public_id>/kommentar/<int:pk>/", beside.resolve_comment, name="resolve_comment"),
    path("<slug:public_id>/forfattere/", beside.add_author, name="add_author"),
    path("<slug:public_id>/forfattere/<int:pk>/", beside.remove_author, name="remove_author"),
    path("<slug:public_id>/filer/", beside.attach, name="attach"),
    path("<slug:public_id>/filer/<int:pk>/", beside.file, name="file"),
    path("<slug:public_id>/filer/<int:pk>/fjern/", beside.detach, name="detach"),
    path("<slug:public_id>/se-over/", sending.review, name="review"),
    path("<slug:public_id>/godkjenn/", sending.sign_off, name="sign_off"),
    path("<slug:public_id>/send-inn/", sending.submit, name="submit"),
    path("<slug:public_id>/trekk/", sending.withdraw, name="withdraw"),
    path("<slug:public_id>/kvittering/", sending.receipt, name="receipt"),
    path("<slug:public_id>/kvittering.pdf", sending.receipt_pdf, name="receipt_pdf"),
    *urlpatterns_citing,
]
