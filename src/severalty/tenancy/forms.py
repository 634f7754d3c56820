"""Forms for signing in, people, cases and organisations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from severalty.engine.estate.parties import OrganisationKind
from severalty.tenancy.access import Viewer
from severalty.tenancy.permissions import Role, held_by
from severalty.web.forms import PlainForm


def _email(label: str = "Email address") -> forms.EmailField:
    box = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    return forms.EmailField(label=label, max_length=254, widget=box)


def _password(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    box = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=box, help_text=hint)


class SignInForm(PlainForm):
    email = _email()
    password = _password("Password", "current-password")
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


class NewPasswordForm(PlainForm):
    password = _password("New password", "new-password", "At least 12 characters. Three or four words are good.")
    again = _password("The same password again", "new-password")

    def __init__(self, *args: Any, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", ValidationError("The two passwords differ. Enter the same one twice."))
        return values


class ChangePasswordForm(NewPasswordForm):
    old = _password("The password you have now", "current-password")
    field_order = ["old", "password", "again"]

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError("This is not your password.")
        return old


class FirstRunForm(NewPasswordForm):
    name = forms.CharField(label="Your name", max_length=200)
    email = _email("Your email address")
    case = forms.CharField(
        label="First case", max_length=200, required=False,
        help_text="A case holds the records of one partnership, such as North and South share ICT. It can wait.",
    )  # fmt: skip
    organisation = forms.CharField(label="Your organisation", max_length=300, required=False)
    kind = forms.ChoiceField(label="What it is", choices=[], required=False)
    field_order = ["name", "email", "password", "again", "case", "organisation", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if bool(values.get("case")) != bool(values.get("organisation")):
            missing = "organisation" if values.get("case") else "case"
            self.add_error(missing, "Give a case and an organisation, or neither of them.")
        return values


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in OrganisationKind]


class InviteForm(PlainForm):
    name = forms.CharField(label="Name", max_length=200)
    email = _email()
    role = forms.ChoiceField(label="Role", choices=[])

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = viewer.person is not None and viewer.person.is_administrator
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.value) for role in Role if everything or held_by(role) <= viewer.permissions
        ]


class FirstPersonForm(InviteForm):
    organisation = forms.ChoiceField(label="Organisation", choices=[])
    field_order = ["organisation", "name", "email", "role"]

    def __init__(self, *args: Any, organisations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.name} ({one.case.name})") for one in organisations
        ]


class CaseForm(PlainForm):
    name = forms.CharField(label="Name of the case", max_length=200)
    key = forms.SlugField(
        label="Key", max_length=60, help_text="The word in its addresses: small letters, digits and hyphens."
    )
    summary = forms.CharField(label="What it is about", max_length=2000, required=False, widget=forms.Textarea)
    public = forms.BooleanField(label="Anyone may open it and see what is public in it", required=False)

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"]).lower()


class OrganisationForm(PlainForm):
    case = forms.ChoiceField(label="Case", choices=[])
    name = forms.CharField(label="Name of the organisation", max_length=300)
    key = forms.SlugField(label="Key", max_length=120, help_text="The word for it in files, such as northborough.")
    kind = forms.ChoiceField(label="What it is", choices=_kinds)

    def __init__(self, *args: Any, cases: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [(case.key, case.name) for case in cases]  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"]).lower()
