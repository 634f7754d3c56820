"""Addresses of the estate."""

from django.urls import include, path

from severalty.estate.views import items, knowledge, maps, papers, registers, takeaway

app_name = "estate"
urlpatterns = [
    path("<slug:case>/", registers.overview, name="overview"),
    path("<slug:case>/matrix/", registers.matrix, name="matrix"),
    path("<slug:case>/disputes/", registers.disputes, name="disputes"),
    path("<slug:case>/search/", registers.search, name="search"),
    path("<slug:case>/completeness/", registers.completeness, name="completeness"),
    path("<slug:case>/map/", maps.dependency_map, name="map"),
    path("<slug:case>/runway/", maps.contract_runway, name="runway"),
    path("<slug:case>/confirmations/", knowledge.attestations, name="attestations"),
    path("<slug:case>/beliefs/", knowledge.beliefs, name="beliefs"),
    path("<slug:case>/register/<slug:table>/", registers.register, name="register"),
    path("<slug:case>/register/<slug:table>/new/", items.new, name="new"),
    path("<slug:case>/register/<slug:table>/word/", papers.register_word, name="register-word"),
    path("<slug:case>/register/<slug:table>/print/", papers.register_print, name="register-print"),
    path("<slug:case>/word-template/", papers.word_template, name="word-template"),
    path("<slug:case>/word-template/default/", papers.default_word_template, name="default-word-template"),
    path("<slug:case>/item/<slug:ref>/", items.item, name="item"),
    path("<slug:case>/item/<slug:ref>/edit/", items.edit, name="edit"),
    path("<slug:case>/item/<slug:ref>/history/", items.history, name="history"),
    path("<slug:case>/item/<slug:ref>/withdraw/", items.withdraw, name="withdraw"),
    path("<slug:case>/item/<slug:ref>/share/", items.share, name="share"),
    path("<slug:case>/item/<slug:ref>/share/remove/", items.remove_share, name="remove-share"),
    path("<slug:case>/item/<slug:ref>/confirm/", items.ask_attestation, name="ask-attestation"),
    path("<slug:case>/item/<slug:ref>/confirm/<slug:handle>/", items.attest, name="attest"),
    path("<slug:case>/export/", takeaway.export, name="export"),
    path("<slug:case>/import/", include("severalty.estate.urls_imports")),
]
