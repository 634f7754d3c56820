"""Forms: every field has its label, hint and error, tied together for those who cannot see them."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string

from severalty.web.forms import PlainForm, Renderer, error_target

pytestmark = pytest.mark.sqlite_enough


class ContractForm(PlainForm):
    """One field of each kind."""

    title = forms.CharField(label="Contract title", help_text="As printed on the contract")
    cost = forms.DecimalField(label="Annual cost", required=False)
    tower = forms.ChoiceField(label="Service tower", choices=[("", "Choose one"), ("n", "Networks <and> more")])
    what = forms.ChoiceField(
        label="What becomes of it?", choices=[("n", "Novate"), ("s", "Split")], widget=forms.RadioSelect
    )
    who = forms.MultipleChoiceField(
        label="Agreed by", required=False, choices=[("h", "North")], widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(label="IT reason", widget=forms.Textarea(attrs={"class": "tall"}))
    paper = forms.FileField(label="Agreement")
    sure = forms.BooleanField(label="I have read it", error_messages={"required": "Say that you have read it"})
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    default_renderer = Renderer


def drawn(data: dict[str, str] | None = None) -> str:
    return str(ContractForm(data))


def test_every_box_has_a_label_that_names_it() -> None:
    html = drawn()
    ids = set(re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', html))
    assert len(ids) == 9
    assert ids == set(re.findall(r'<label[^>]* for="([^"]+)"', html))


def test_everything_described_by_an_id_exists() -> None:
    html = drawn({})
    named = {one for group in re.findall(r'aria-describedby="([^"]+)"', html) for one in group.split()}
    assert {"id_title_helptext", "id_title_error", "id_what_error"} <= named
    assert named <= set(re.findall(r' id="([^"]+)"', html)), "a description leads nowhere"


def test_boxes_carry_their_classes_and_keep_their_own() -> None:
    assert 'class="govuk-input"' in drawn()
    assert 'class="govuk-textarea tall"' in drawn()
    assert 'class="govuk-input govuk-input--error"' in drawn({})
    assert "govuk-radios__input" in drawn()
    assert "govuk-checkboxes__input" in drawn()
    assert "style=" not in drawn({})


def test_drawing_twice_changes_nothing() -> None:
    form = ContractForm({})
    assert str(form) == str(form)


def test_choices_are_escaped_and_keep_what_was_chosen() -> None:
    html = drawn({"tower": "n", "what": "s", "who": "h"})
    assert "Networks &lt;and&gt; more" in html
    assert re.search(r'value="s" id="id_what_1" checked', html)


def test_optional_fields_say_so_and_nothing_is_checked_in_the_browser() -> None:
    html = drawn()
    assert html.count("(optional)") == 2
    assert " required" not in html


def test_what_is_missing_is_asked_for_in_the_words_of_the_field() -> None:
    errors = {name: messages[0] for name, messages in ContractForm({}).errors.items()}
    assert errors == {
        "title": "Enter the contract title",
        "tower": "Select the service tower",
        "what": "Answer “What becomes of it?”",
        "why": "Enter the IT reason",
        "paper": "Select the agreement",
        "sure": "Say that you have read it",
    }


def test_a_text_that_is_too_long_is_kept_whole_and_told() -> None:
    class Said(PlainForm):
        why = forms.CharField(label="Why", max_length=5, widget=forms.Textarea)
        by = forms.CharField(label="100 % by", max_length=5)
        default_renderer = Renderer

    assert "maxlength" not in str(Said()), "a browser cuts what is pasted without a word"
    form = Said({"why": "Because of it", "by": "Board of North"})
    assert form.errors["why"] == ["“Why” holds at most 5 characters and has 13; shorten it"]
    assert form.errors["by"] == ["“100 % by” holds at most 5 characters and has 14; shorten it"]
    assert "Because of it" in str(form)


def test_the_summary_leads_to_each_fault() -> None:
    form = ContractForm({})
    form.add_error(None, "The dates contradict each other.")
    html = render_to_string("web/error_summary.html", {"form": form})
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["id_title", "id_tower", "id_what_0", "id_why", "id_paper", "id_sure"]
    assert set(targets) <= set(re.findall(r' id="([^"]+)"', str(form))), "a link of the summary leads nowhere"
    assert "The dates contradict each other." in html
    assert error_target(form["who"]) == "id_who_0"
