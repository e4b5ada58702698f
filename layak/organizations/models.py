"""The tree: nation > province > city > OPD / kecamatan > kelurahan."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from layak.organizations.ltree import LtreeField


class Kind(models.TextChoices):
    """What an organization is.

    Official names: nasional, provinsi, kota/kabupaten, OPD, kecamatan, desa/kelurahan.
    """

    NATION = "nation", _("Nasional")
    PROVINCE = "province", _("Provinsi")
    CITY = "city", _("Kota/Kabupaten")
    AGENCY = "agency", _("OPD atau instansi")
    DISTRICT = "district", _("Kecamatan")
    VILLAGE = "village", _("Desa/Kelurahan")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def within(self, organization: Organization) -> OrganizationQuerySet:
        """The organization itself and all below it."""
        return self.filter(path__within=organization.path)

    def above(self, organization: Organization) -> OrganizationQuerySet:
        """The organization itself and all above it."""
        return self.filter(path__above=organization.path)


class Organization(models.Model):
    """One office or region. ``path`` holds its ancestry, regions by their official code."""

    kind = models.CharField("jenis", max_length=10, choices=Kind)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField("nama", max_length=160)
    short_name = models.CharField("nama singkat", max_length=60, blank=True)
    region_code = models.CharField("kode wilayah", max_length=13, null=True, unique=True)  # noqa: DJ001 - offices have none
    path = LtreeField("jalur", unique=True)
    timezone = models.CharField("zona waktu", max_length=40, blank=True)
    vertical = models.BooleanField("instansi vertikal", default=False)
    active = models.BooleanField("aktif", default=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisasi"
        ordering = ["path"]
        indexes = [
            GistIndex(fields=["path"], name="organization_path"),
            models.Index(fields=["kind", "name"], name="organization_kind_name"),
            models.Index(fields=["parent", "kind"], name="organization_parent_kind"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="organization_name_parts"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organization_region_has_a_code",
                condition=models.Q(kind__in=["nation", "agency"])
                | models.Q(region_code__isnull=False),
            ),
            models.CheckConstraint(
                name="organization_only_the_nation_is_root",
                condition=models.Q(kind="nation") | models.Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="organization_city_has_a_zone",
                condition=~models.Q(kind="city") | ~models.Q(timezone=""),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("organization", args=[self.pk])

    @property
    def title(self) -> str:
        """The name as it stands alone on a page: kecamatan, kelurahan and desa often share one."""
        if self.kind == Kind.DISTRICT:
            return gettext("Kecamatan %(name)s") % {"name": self.name}
        if self.kind == Kind.VILLAGE:
            # The official code tells them apart: the last part of a kelurahan's begins with 1.
            urban = (self.region_code or "").rpartition(".")[2].startswith("1")
            pattern = gettext("Kelurahan %(name)s") if urban else gettext("Desa %(name)s")
            return pattern % {"name": self.name}
        return self.name


class Alias(models.Model):
    """Another name under which an organization is known in its city ("Capil", "Dukcapil")."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="aliases")
    scope = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("nama lain", max_length=160)

    class Meta:
        verbose_name = "nama lain"
        constraints = [
            models.UniqueConstraint(
                "scope", Lower("name"), name="alias_means_one_organization_in_its_city"
            ),
        ]
