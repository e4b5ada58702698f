"""Forms about people. They check what a field may hold; whether it is allowed the services say."""

from collections.abc import Iterable

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from layak.accounts.models import Role, User
from layak.organizations.models import Organization

Groups = Iterable[tuple[str, list[tuple[int, str]]]]


class GrantForm(forms.Form):
    """A role at a place."""

    organization = forms.TypedChoiceField(
        label=_("Tempat"), coerce=int, error_messages={"required": _("Tempat belum dipilih.")}
    )
    role = forms.TypedChoiceField(
        label=_("Peran"), coerce=Role, error_messages={"required": _("Peran belum dipilih.")}
    )

    def __init__(
        self, data: object, *, places: Groups, roles: Iterable[Role], **options: object
    ) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]  # options pass through as given
        wrong = {"invalid_choice": _("Pilih salah satu dari daftar.")}
        place, role = self.fields["organization"], self.fields["role"]
        place.error_messages.update(wrong)
        role.error_messages.update(wrong)
        place.choices = [("", _("Pilih tempat")), *places]  # type: ignore[attr-defined]  # a choice field
        role.choices = [("", _("Pilih peran")), *((r.value, r.label) for r in roles)]  # type: ignore[attr-defined]  # a choice field


class InviteForm(GrantForm):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("Surel"),
        error_messages={
            "required": _("Surel belum diisi."),
            "invalid": _("Ini bukan alamat surel."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    field_order = ("email", "organization", "role")


class AcceptForm(forms.Form):
    """What a new person says of themself. ``email`` is asked only where the link names nobody."""

    email = forms.EmailField(
        label=_("Surel"),
        error_messages={
            "required": _("Surel belum diisi."),
            "invalid": _("Ini bukan alamat surel."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=120,
        error_messages={"required": _("Nama belum diisi.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        error_messages={"required": _("Kata sandi belum diisi.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        help_text=_(
            "Paling sedikit 10 huruf atau angka. Kalimat pendek lebih kuat daripada satu kata."
        ),
    )

    def __init__(self, data: object, *, email: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None, as Django gives it
        self.invited = email
        if email:
            del self.fields["email"]

    def clean(self) -> dict[str, object]:
        found = super().clean() or self.cleaned_data
        if "password" in found:
            person = User(email=self.invited or found.get("email", ""), name=found.get("name", ""))
            try:
                validate_password(found["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return found


class NameForm(forms.Form):
    """A person's own name."""

    name = forms.CharField(
        label=_("Nama lengkap"), max_length=120, error_messages={"required": _("Nama belum diisi.")}
    )


def grouped(places: Iterable[Organization]) -> Groups:
    """Sort places into groups by kind, as a select shows them."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for place in places:
        spelled = f"{place.title} ({place.region_code})" if place.region_code else place.name
        groups.setdefault(place.get_kind_display(), []).append((place.pk, spelled))
    return list(groups.items())
