"""Addresses of what follows the readings of a round, under utvelgelser/."""

from django.urls import URLPattern, path

from lovende.selection.case_pages import acts, agreeing, documents, owning, views

CASE = "<slug:public_id>/case/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("<slug:public_id>/drofting/", views.discussions, name="discussions"),
    path("<slug:public_id>/drofting/<int:number>/", agreeing.discuss_page, name="discuss"),
    path("<slug:public_id>/valgte/", views.chosen_page, name="chosen"),
    path(CASE, views.case_page, name="case"),
    path(CASE + "intervju/", acts.interview_page, name="interview"),
    path(CASE + "syn/", acts.group_view_page, name="group_view"),
    path(CASE + "syn/<int:pk>/fjern/", documents.take_back, name="take_back_view"),
    path(CASE + "dokument/", documents.document_page, name="new_document"),
    path(CASE + "dokument/<int:pk>/", documents.document, name="document"),
    path(CASE + "dokument/<int:pk>/fjern/", documents.remove, name="remove_document"),
    path(CASE + "avslutt/", acts.drop_page, name="drop_case"),
    path(CASE + "valg/", acts.choose_page, name="choose"),
    path(CASE + "oppfolging/", owning.follow_up_page, name="follow_up"),
]
