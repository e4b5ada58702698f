"""Pages of the tree: regions of the nation, offices of a city, and the names they go by."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from layak.lib.errors import Refusal
from layak.organizations import aliases, queries, services
from layak.organizations.forms import AgencyForm, AliasForm
from layak.organizations.models import Alias, Kind, Organization
from layak.organizations.people import person_of


@login_required
@require_GET
def browse(request: HttpRequest) -> HttpResponse:
    """Show the nation's provinces and the reader's own places, or what a search finds."""
    person = person_of(request)
    visible = person.visible_organizations()
    text = " ".join(request.GET.get("q", "").split())[:100]
    context: dict[str, object] = {"text": text}
    if queries.searchable(text):
        after = request.GET.get("sesudah", "")
        last = (
            visible.filter(pk=int(after)).first() if after.isdecimal() and len(after) < 18 else None
        )
        context["matches"] = queries.search(visible, text, after=last)
    else:
        nation = Organization.objects.filter(kind=Kind.NATION).first()
        context["places"] = person.own_organizations().select_related("parent")
        if nation is not None:
            context["provinces"] = queries.subregions(nation)
            context["totals"] = queries.totals(nation)
    return render(request, "organizations/list.html", context)


@login_required
@require_GET
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one organization: what lies below it, or the names it goes by."""
    person = person_of(request)
    shown = get_object_or_404(person.visible_organizations().select_related("parent"), pk=pk)
    if shown.kind == Kind.NATION:
        return redirect("organization-list")
    return _page(request, shown, AliasForm())


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an office of a city or province."""
    person = person_of(request)
    parents = person.editable_organizations().filter(kind__in=[Kind.CITY, Kind.PROVINCE])
    parent = get_object_or_404(parents, pk=pk)
    form = AgencyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            agency = services.add_agency(
                parent, actor=person, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("%(name)s ditambahkan.") % {"name": agency.name})
            return redirect(agency)
    context = {"parent": parent, "crumbs": _crumbs(parent, itself=True), "form": form}
    status = 422 if form.errors else 200
    return render(request, "organizations/add.html", context, status=status)


@login_required
@require_POST
def add_alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an office be found under one more name."""
    person = person_of(request)
    agencies = person.editable_organizations().filter(kind=Kind.AGENCY)
    agency = get_object_or_404(agencies.select_related("parent"), pk=pk)
    form = AliasForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            aliases.add_alias(agency, name, actor=person, at=timezone.now())
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Nama lain “%(name)s” ditambahkan.") % {"name": name})
            return redirect(agency)
    return _page(request, agency, form)


@login_required
@require_POST
def remove_alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget another name of an office."""
    person = person_of(request)
    kept = Alias.objects.filter(organization__in=person.editable_organizations())
    alias = get_object_or_404(kept.select_related("organization"), pk=pk)
    try:
        aliases.remove_alias(alias, actor=person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Nama lain “%(name)s” dihapus.") % {"name": alias.name})
    return redirect(alias.organization)


def _page(request: HttpRequest, shown: Organization, form: AliasForm) -> HttpResponse:
    person = person_of(request)
    context: dict[str, object] = {
        "organization": shown,
        "crumbs": _crumbs(shown),
        "editable": person.editable_organizations().filter(pk=shown.pk).exists(),
    }
    if shown.kind == Kind.AGENCY:
        context |= {"spellings": queries.other_names(shown), "form": form}
        status = 422 if form.errors else 200
        return render(request, "organizations/agency.html", context, status=status)
    context |= {
        "totals": queries.totals(shown),
        "zone": queries.ZONE_NAMES.get(shown.timezone, shown.timezone),
    }
    if shown.kind in {Kind.CITY, Kind.PROVINCE}:
        context["agencies"] = queries.agencies(shown, person.visible_organizations())
    if shown.kind == Kind.CITY:
        context["districts"] = queries.districts(shown)
    else:
        context["branches"] = queries.subregions(shown)
    return render(request, "organizations/region.html", context)


def _crumbs(shown: Organization, *, itself: bool = False) -> list[dict[str, str]]:
    above = [*queries.ancestors(shown), *([shown] if itself else [])]
    return [{"name": place.title, "url": place.get_absolute_url()} for place in above]
