"""Addresses of what a round tells others, under utvelgelser/."""

from django.urls import URLPattern, path

from lovende.selection.telling import profile_pages, report_pages

PROFILE = "<slug:public_id>/profil/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(PROFILE, profile_pages.profile_page, name="profile"),
    path(PROFILE + "skriv/", profile_pages.write_profile, name="write_profile"),
    path("<slug:public_id>/rapport/", report_pages.report_page, name="report"),
    path("<slug:public_id>/rapport.pdf", report_pages.report_pdf, name="report_pdf"),
    path("<slug:public_id>/rapport.docx", report_pages.report_word, name="report_word"),
    path("publisert/<slug:public_id>/rapport.pdf", report_pages.printed_pdf, name="printed_pdf"),
    path("publisert/<slug:public_id>/rapport.docx", report_pages.printed_word, name="printed_word"),
]
