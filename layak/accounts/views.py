"""Pages about people: who is where, invitations, one's own profile."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from layak.accounts import invitations, letters, queries, services
from layak.accounts.forms import AcceptForm, GrantForm, InviteForm, NameForm, grouped
from layak.accounts.models import Invitation, Membership, Role, User
from layak.accounts.places import grantable_anywhere
from layak.accounts.requests import Request
from layak.lib.errors import Refusal
from layak.organizations.models import Organization

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_required
@require_GET
def people(request: Request) -> HttpResponse:
    """List the people a reader may see, and the invitations nobody has taken up yet."""
    reader, now = request.user, timezone.now()
    text = " ".join(request.GET.get("q", "").split())[:100]
    chosen = request.GET.get("peran", "")
    role = Role(chosen) if chosen in Role.values else None
    place = _place(request)
    after = User.objects.visible_to(reader).filter(pk=_number(request.GET.get("sesudah"))).first()
    page = queries.people(reader, text=text, role=role, place=place, after=after)
    context = {
        "page": page,
        "text": text,
        "role": role,
        "place": place,
        "roles": Role.choices,
        "may_invite": reader.keeps_places(),
        "invitations": queries.open_invitations(reader, at=now),
    }
    return render(request, "accounts/people.html", context)


@login_required
@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    """Show one person and what they are where."""
    return _person_page(request, pk)


@login_required
@require_POST
def deactivate(request: Request, pk: int) -> HttpResponse:
    """Close the door for a person."""
    found = get_object_or_404(User.objects.editable_by(request.user), pk=pk)
    reason = " ".join(request.POST.get("reason", "").split())[:300]
    try:
        services.deactivate(found, actor=request.user, at=timezone.now(), reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Akun %(name)s dinonaktifkan.") % {"name": found.name})
    return redirect("person", pk=pk)


@login_required
@require_POST
def reactivate(request: Request, pk: int) -> HttpResponse:
    """Open the door again."""
    found = get_object_or_404(User.objects.editable_by(request.user), pk=pk)
    try:
        services.reactivate(found, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Akun %(name)s aktif kembali.") % {"name": found.name})
    return redirect("person", pk=pk)


@login_required
@require_POST
def grant(request: Request, pk: int) -> HttpResponse:
    """Give a person one more role."""
    found = get_object_or_404(User.objects.grantable_by(request.user), pk=pk)
    form = _grant_form(request, found)
    if form.is_valid():
        place = Organization.objects.get(pk=form.cleaned_data["organization"])
        role = form.cleaned_data["role"]
        try:
            services.add_membership(found, place, role, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("role", str(refusal))
        else:
            said = {"name": found.name, "role": role.label, "place": place.title}
            messages.success(request, _("%(name)s kini %(role)s di %(place)s.") % said)
            return redirect(found)
    return _person_page(request, pk, form)


@login_required
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    """Take a role away."""
    kept = Membership.objects.editable_by(request.user).select_related("user", "organization")
    membership = get_object_or_404(kept, pk=pk)
    try:
        services.remove_membership(membership, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = {"name": membership.user.name, "place": membership.organization.title}
        messages.success(request, _("Peran %(name)s di %(place)s dicabut.") % said)
    if User.objects.visible_to(request.user).filter(pk=membership.user_id).exists():
        return redirect(membership.user)
    return redirect("person-list")


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """Invite a person by e-mail; show the link once, for those whom the letter does not reach."""
    reader = request.user
    if not reader.keeps_places():
        raise Http404
    places = queries.places_to_grant(reader, _place(request))
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        places=grouped(places),
        roles=grantable_anywhere(reader),
        initial={"organization": request.GET.get("tempat")},
    )
    context: dict[str, object] = {"form": form, "place": _place(request)}
    if form.is_valid():
        place = places.get(pk=form.cleaned_data["organization"])
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            invitation, secret = invitations.invite(
                email, role, place, actor=reader, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            link = invitations.link_of(secret, request.build_absolute_uri("/"))
            context |= {"invitation": invitation, "link": link}
            context["sent"] = letters.send_invitation(invitation, link)
            return render(request, "accounts/invited.html", context)
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Make an open invitation end."""
    kept = Invitation.objects.editable_by(request.user)
    invitation = get_object_or_404(kept, pk=pk)
    try:
        invitations.withdraw(invitation, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = {"email": invitation.email}
        messages.success(request, _("Undangan untuk %(email)s dibatalkan.") % said)
    return redirect("person-list")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Greet an invited person: a newcomer gives name and password, others join as themselves."""
    now = timezone.now()
    try:
        invitation = invitations.open_invitation(secret, at=now)
    except Refusal as refusal:
        return _closed(request, refusal)
    if request.user.is_authenticated:
        return _join(request, invitation, secret)
    known = bool(invitation.email) and User.objects.filter(email__iexact=invitation.email).exists()
    form = AcceptForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if not known and form.is_valid():
        try:
            newcomer = invitations.accept_invitation(secret, at=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, newcomer, backend=BACKEND)
            messages.success(request, _("Selamat datang di Layak, %(name)s.") % {"name": newcomer})
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"invitation": invitation, "form": form, "known": known}
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "accounts/accept.html", context, status=status))


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show a person their own page; the name is theirs to write."""
    reader = request.user
    form = NameForm(
        request.POST if request.method == "POST" else None, initial={"name": reader.name}
    )
    if form.is_valid():
        services.rename(reader, form.cleaned_data["name"], actor=reader, at=timezone.now())
        messages.success(request, _("Nama disimpan."))
        return redirect("profile")
    roles = Membership.objects.of(reader).order_by("organization__path", "role")
    context = {"form": form, "roles": roles}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    reader = request.user
    if request.method == "POST" and isinstance(reader, User):
        try:
            membership = invitations.join(secret, actor=reader, at=timezone.now())
        except Refusal as refusal:
            return _closed(request, refusal)
        said = {"role": membership.get_role_display(), "place": membership.organization.title}
        messages.success(request, _("Anda kini %(role)s di %(place)s.") % said)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _private(render(request, "accounts/join.html", {"invitation": invitation}))


def _closed(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"sentence": str(refusal)}
    return _private(render(request, "accounts/invitation_closed.html", context, status=410))


def _private(response: HttpResponse) -> HttpResponse:
    # The address holds the secret. Other sites never learn it by the site's referrer policy (a
    # stricter one would hide the origin, and the form could not be sent); Django's log must not
    # either, which names the address of any answer from 400 on.
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark
    return response


def _visible(request: Request, pk: int) -> User:
    rows = User.objects.visible_to(request.user)
    return get_object_or_404(rows.prefetch_related(queries.roles_seen_by(request.user)), pk=pk)


def _person_page(request: Request, pk: int, form: GrantForm | None = None) -> HttpResponse:
    reader = request.user
    found = _visible(request, pk)
    revocable = Membership.objects.editable_by(reader).filter(user=found)
    context: dict[str, object] = {
        "person": found,
        "revocable": set(revocable.values_list("pk", flat=True)),
        "editable": found.pk != reader.pk
        and User.objects.editable_by(reader).filter(pk=pk).exists(),
    }
    if form is None and User.objects.grantable_by(reader).filter(pk=pk).exists():
        form = _grant_form(request, found)
    context["form"] = form
    status = 422 if form is not None and form.errors else 200
    return render(request, "accounts/person.html", context, status=status)


def _grant_form(request: Request, found: User) -> GrantForm:
    kept = Membership.objects.editable_by(request.user).filter(user=found)
    first = kept.select_related("organization").order_by("organization__path").first()
    near = _place(request) or (first.organization if first else None)
    return GrantForm(
        request.POST if request.method == "POST" else None,
        places=grouped(queries.places_to_grant(request.user, near)),
        roles=grantable_anywhere(request.user),
    )


def _place(request: Request) -> Organization | None:
    pk = _number(request.GET.get("tempat"))
    return request.user.visible_organizations().filter(pk=pk).first()


def _number(text: str | None) -> int:
    # No row has the key 0.
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
