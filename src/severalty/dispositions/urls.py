"""The addresses of this stage."""

from django.urls import path

from severalty.dispositions.views import (
    agreeing,
    agreements,
    applying,
    bridges,
    contract_way,
    deciding,
    letters,
    licences,
    money,
    people,
    readiness,
    workbench,
)

app_name = "dispositions"
urlpatterns = [
    path("<slug:case>/", workbench.workbench, name="workbench"),
    path("<slug:case>/check/", applying.check, name="check"),
    path("<slug:case>/apply/", applying.apply, name="apply"),
    path("<slug:case>/undo/<slug:ref>/", applying.undo, name="undo"),
    path("<slug:case>/decide/<slug:ref>/<path:organisation>/", deciding.decide, name="decide"),
    path("<slug:case>/answers/", agreeing.answers, name="answers"),
    path("<slug:case>/answer/", agreeing.answer, name="answer"),
    path("<slug:case>/contract/<slug:ref>/", contract_way.contract, name="contract"),
    path("<slug:case>/contract/<slug:ref>/print/", contract_way.contract_print, name="contract-print"),
    path("<slug:case>/letters/", letters.letters, name="letters"),
    path("<slug:case>/letters/new/", letters.letters_new, name="letters-new"),
    path("<slug:case>/letters/letters.zip", letters.letters_zip, name="letters-zip"),
    path("<slug:case>/letter/<slug:ref>/", letters.letter, name="letter"),
    path("<slug:case>/letter/<slug:ref>/print/", letters.letter_print, name="letter-print"),
    path("<slug:case>/letter/<slug:ref>/letter.docx", letters.letter_word, name="letter-word"),
    path("<slug:case>/letter/<slug:ref>/reply/", letters.letter_reply, name="letter-reply"),
    path("<slug:case>/money/", money.money, name="money"),
    path("<slug:case>/agreements/", agreements.agreements, name="agreements"),
    path("<slug:case>/agreement/<slug:ref>/", agreements.agreement, name="agreement"),
    path("<slug:case>/variation/<slug:ref>/sign/", agreements.variation_sign, name="variation-sign"),
    path("<slug:case>/people/", people.people, name="people"),
    path("<slug:case>/operating-model/", people.operating_model, name="operating-model"),
    path("<slug:case>/licences/", licences.licences, name="licences"),
    path("<slug:case>/bridges/", bridges.bridges, name="bridges"),
    path("<slug:case>/readiness/", readiness.readiness, name="readiness"),
    path("<slug:case>/on/", readiness.on, name="on"),
]
