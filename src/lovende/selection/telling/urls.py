"""Addresses of what a round tells others, under utvelgelser/."""

from django.urls import URLPattern, path

from lovende.selection.telling import profile_pages

PROFILE = "<slug:public_id>/profil/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(PROFILE, profile_pages.profile_page, name="profile"),
    path(PROFILE + "skriv/", profile_pages.write_profile, name="write_profile"),
]
