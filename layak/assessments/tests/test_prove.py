"""Documents beside a facility."""

import pytest
from django.test import Client
from django.urls import reverse

from layak.assessments import proving
from layak.assessments.proofs import FacilityEvidence
from layak.assessments.tests.make import AT, make_evidence
from layak.audit.models import Entry
from layak.evidence.models import Evidence
from layak.facilities.tests.make import make_facility
from layak.lib.errors import Refusal
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_certificate_is_found_linked_shown_on_the_facility_and_taken_away(world: World) -> None:
    facility = make_facility(world, operator=world.civil)
    evidence = make_evidence(world, "SK RBRA Ciceri.pdf")
    other = make_evidence(world, "Foto lain.pdf")
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.officer)
    address = reverse("facility-evidence", args=[facility.pk])
    found = client.get(address, {"cari": "rbra"}).content.decode()
    assert evidence.name in found
    assert other.name not in found
    assert client.post(address, {"evidence": str(evidence.pk)}).status_code == 302
    assert address in client.get(facility.get_absolute_url()).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert evidence.name in part
    assert "<html" not in part
    row = FacilityEvidence.objects.get()
    removed = client.post(reverse("facility-evidence-remove", args=[row.pk]))
    assert removed.status_code == 302
    assert not FacilityEvidence.objects.exists()
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["facility.proven", "facility.unproven"]


def test_only_documents_of_its_city_prove_a_facility_and_none_a_closed_one(world: World) -> None:
    facility, evidence = make_facility(world), make_evidence(world)
    Evidence.objects.filter(pk=evidence.pk).update(city=world.other_city)
    evidence.refresh_from_db()
    with pytest.raises(Refusal, match="kota lain"):
        proving.link(facility, evidence, actor=world.secretariat, at=AT)
    facility.closed_at = AT
    facility.save()
    with pytest.raises(Refusal, match="sudah ditutup"):
        proving.link(facility, evidence, actor=world.secretariat, at=AT)


def test_a_reader_sees_the_documents_and_cannot_link_any(world: World) -> None:
    facility, evidence = make_facility(world), make_evidence(world)
    proving.link(facility, evidence, actor=world.secretariat, at=AT)
    client = Client(headers={"accept-language": "id"})
    client.force_login(world.leader)
    address = reverse("facility-evidence", args=[facility.pk])
    page = client.get(address).content.decode()
    assert evidence.name in page
    assert "Kaitkan dokumen" not in page
    assert client.post(address, {"evidence": str(evidence.pk)}).status_code == 404
