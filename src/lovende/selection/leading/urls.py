"""Addresses of those who lead a round, under utvelgelser/."""

from django.urls import URLPattern, path

from lovende.selection.leading import (
    candidates,
    defining,
    deviations,
    drafting,
    ending,
    phasing,
    protocols,
    raters,
    results,
    running,
    views,
)

urlpatterns: list[URLPattern] = [
    path("", views.rounds, name="rounds"),
    path("ny/", views.new, name="new"),
    path("<slug:public_id>/", views.round_page, name="round"),
    path("<slug:public_id>/endre/", drafting.edit_round, name="edit_round"),
    path("<slug:public_id>/slett/", drafting.delete, name="delete_round"),
    path("<slug:public_id>/faser/", phasing.phases, name="phases"),
    path("<slug:public_id>/faser/<slug:phase>/", phasing.phase, name="phase"),
    path("<slug:public_id>/faser/<slug:phase>/flytt/", phasing.move, name="move_phase"),
    path("<slug:public_id>/faser/<slug:phase>/fjern/", phasing.remove, name="remove_phase"),
    path("<slug:public_id>/kriterier/", defining.criteria, name="criteria"),
    path("<slug:public_id>/kriterier/nytt/", defining.new, name="new_criterion"),
    path("<slug:public_id>/kriterier/<slug:key>/", defining.criterion, name="criterion"),
    path("<slug:public_id>/kriterier/<slug:key>/fjern/", defining.remove, name="remove_criterion"),
    path("<slug:public_id>/kandidater/", candidates.candidates, name="candidates"),
    path("<slug:public_id>/kandidater/<int:number>/", candidates.candidate, name="candidate"),
    path("<slug:public_id>/vurderere/", raters.raters, name="raters"),
    path("<slug:public_id>/vurderere/<uuid:pseudonym>/", raters.rater, name="rater"),
    path("<slug:public_id>/vurderere/<uuid:pseudonym>/fjern/", raters.drop, name="drop"),
    path("<slug:public_id>/vurderere/<uuid:pseudonym>/bytt/", running.replace, name="replace"),
    path("<slug:public_id>/vurderere/<uuid:pseudonym>/inhabil/", deviations.conflict, name="conflict"),
    path("<slug:public_id>/avvik/", deviations.deviation, name="deviation"),
    path("<slug:public_id>/protokoll/", protocols.protocol, name="protocol"),
    path("<slug:public_id>/protokoll.json", protocols.protocol_json, name="protocol_json"),
    path("<slug:public_id>/las/", running.lock, name="lock_protocol"),
    path("<slug:public_id>/apne/", running.open_next, name="open_phase"),
    path("<slug:public_id>/avgjor/", running.settle, name="settle"),
    path("<slug:public_id>/avslutt/", ending.close, name="close_round"),
    path("<slug:public_id>/<slug:phase>/enighet/", results.agreement, name="agreement"),
    path("<slug:public_id>/<slug:phase>/uenighet/", results.disagreements, name="disagreements"),
]
