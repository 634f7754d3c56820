"""Forms that look and read the same everywhere: the renderer of every form, and the base of ours."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

BOXES = "django/forms/widgets/"
CLASSES = {
    **{f"{BOXES}{name}.html": "govuk-input" for name in ("text", "email", "url", "tel", "search", "password")},
    **{f"{BOXES}{name}.html": "govuk-input govuk-input--width-10" for name in ("number", "date", "time", "datetime")},
    f"{BOXES}textarea.html": "govuk-textarea",
    f"{BOXES}select.html": "govuk-select",
    f"{BOXES}file.html": "govuk-file-upload",
    f"{BOXES}clearable_file_input.html": "govuk-file-upload",
}
ERROR_CLASSES = {
    "govuk-input": "govuk-input--error",
    "govuk-textarea": "govuk-textarea--error",
    "govuk-select": "govuk-select--error",
    "govuk-file-upload": "govuk-file-upload--error",
}
REPLACED = {
    f"{BOXES}radio.html": "web/forms/choices.html",
    f"{BOXES}checkbox_select.html": "web/forms/choices.html",
    f"{BOXES}checkbox.html": "web/forms/checkbox.html",
}
CHOOSERS = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)
OPEN_ENDS = frozenset({"at", "by", "from", "of", "on", "to", "until", "with"})
"""A label that ends so is no name of a thing, and is quoted."""
DETERMINERS = frozenset({"a", "an", "the", "your", "their", "its", "each", "every", "any", "how", "what", "who", "why"})


class Renderer(TemplatesSetting):
    """Draws every form, field and widget in the house style; widgets keep the classes that a form gave them."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    formset_template_name = "web/forms/formset.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The template with the classes of its kind of box added."""
        widget = context.get("widget")
        if widget and template_name in CLASSES:
            attrs = widget["attrs"]
            attrs.pop("maxlength", None)  # a browser would cut what is pasted without a word; the form says so instead
            names = CLASSES[template_name].split()
            if attrs.get("aria-invalid"):
                names.append(ERROR_CLASSES[names[0]])
            given = str(attrs.get("class", "")).split()
            attrs["class"] = " ".join(dict.fromkeys([*names, *given]))
        return super().render(REPLACED.get(template_name, template_name), context, request)


class PlainForm(forms.Form):
    """The base of our forms: what is missing is asked for in the field's own words, and the server alone checks."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self._ask_in_own_words()

    def full_clean(self) -> None:
        """Check what was sent; boxes that a form added after it was made ask for what is missing as the others do."""
        self._ask_in_own_words()
        super().full_clean()

    def _ask_in_own_words(self) -> None:
        for name, field in self.fields.items():
            label = field.label or name.replace("_", " ")
            own = type(field).default_error_messages.get("required", forms.Field.default_error_messages["required"])
            if field.error_messages.get("required") == own:
                field.error_messages["required"] = _asks_for(str(label), isinstance(field.widget, CHOOSERS))
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages.setdefault("max_length", _too_long(str(label)))


def error_target(field: forms.BoundField) -> str:
    """The id that a link to a field's error must lead to: of the box itself, or of the first choice."""
    several = isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    return f"{field.auto_id}_0" if several else field.id_for_label or field.auto_id


def _asks_for(label: str, is_choice: bool) -> str:
    """`Enter the end date`, `Select the partner`, `Answer “What becomes of it?”`, `Fill in “Decided on”`."""
    if label.endswith("?"):
        return f"Answer “{label}”"
    if label.rsplit(" ", maxsplit=1)[-1].lower() in OPEN_ENDS:
        return f"Fill in “{label}”"
    inside = _inside_sentence(label)
    article = "" if inside.split(" ")[0] in DETERMINERS else "the "
    return f"{'Select' if is_choice else 'Enter'} {article}{inside}"


def _too_long(label: str) -> str:
    """What is said of a text that its box cannot hold; Django puts the numbers in."""
    quoted = label.replace("%", "%%")
    return f"“{quoted}” holds at most %(limit_value)d characters and has %(show_value)d; shorten it"


def _inside_sentence(label: str) -> str:
    """A label as it reads in the middle of a sentence; abbreviations stay as they are."""
    is_word = (len(label) > 1 and label[1].islower()) or label[:2] in ("A ", "I ")
    return label[0].lower() + label[1:] if is_word else label
