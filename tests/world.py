"""A small world for tests: Kota Serang, two offices, one of each role, and a city beside it.

Build it in a test with ``make_world()`` (a database is needed); it writes about thirty rows and
loads no nation.
"""

from dataclasses import dataclass

from layak.accounts.models import Membership, Role, User
from layak.organizations.models import Alias, Kind, Organization

# Everyone a page may meet. The stranger holds the strongest role a city gives, in another city.
PEOPLE = (
    "administrator",
    "secretariat",
    "officer",
    "head",
    "operator",
    "verifier",
    "leader",
    "auditor",
    "stranger",
)
ROLES = ("anonymous", *PEOPLE)


@dataclass(frozen=True, slots=True)
class World:
    """The places and people of a test. ``people`` is keyed by the names in ``PEOPLE``."""

    nation: Organization
    province: Organization
    city: Organization
    district: Organization
    village: Organization
    civil: Organization  # Disdukcapil: officer and head work here
    health: Organization  # Dinkes: nobody works here
    other_city: Organization
    other_agency: Organization
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        """Reach a person by role: ``world.officer``."""
        if name in PEOPLE:
            return self.people[name]
        raise AttributeError(name)


def make_region(kind: Kind, parent: Organization | None, code: str, name: str) -> Organization:
    """Enter one region under its official code; the nation has none."""
    return Organization.objects.create(
        kind=kind,
        parent=parent,
        name=name,
        region_code=code or None,
        path=f"id.{code}" if code else "id",
        timezone="Asia/Jakarta" if kind == Kind.CITY else "",
    )


def make_agency(city: Organization, name: str, short_name: str) -> Organization:
    """Enter an office of a city; both its names lead to it."""
    agency = Organization.objects.create(
        kind=Kind.AGENCY,
        parent=city,
        name=name,
        short_name=short_name,
        path=f"{city.path}.o_{short_name.lower()}",
    )
    Alias.objects.bulk_create(
        Alias(organization=agency, scope=city, name=spelling) for spelling in (name, short_name)
    )
    return agency


def make_person(name: str, role: Role | None = None, place: Organization | None = None) -> User:
    """Enter a person without a password (``client.force_login``), in a role at a place if given."""
    # A real hash costs a third of a second; a test that signs in by password sets one itself.
    user = User.objects.create(
        email=f"{name.lower().replace(' ', '.')}@example.id", name=name, password="!"
    )
    if role is not None and place is not None:
        Membership.objects.create(user=user, organization=place, role=role)
    return user


def make_world() -> World:
    """Build the places, a person of each role in Kota Serang and the stranger in Kota Cilegon."""
    nation = make_region(Kind.NATION, None, "", "Indonesia")
    province = make_region(Kind.PROVINCE, nation, "36", "Banten")
    city = make_region(Kind.CITY, province, "36.73", "Kota Serang")
    district = make_region(Kind.DISTRICT, city, "36.73.01", "Serang")
    village = make_region(Kind.VILLAGE, district, "36.73.01.1001", "Serang")
    other_city = make_region(Kind.CITY, province, "36.72", "Kota Cilegon")
    civil = make_agency(city, "Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil")
    health = make_agency(city, "Dinas Kesehatan", "Dinkes")
    other_agency = make_agency(other_city, "Dinas Kesehatan", "Dinkes")
    people = {
        "administrator": make_person("Ani Administrator", Role.ADMINISTRATOR, city),
        "secretariat": make_person("Sari Sekretariat", Role.SECRETARIAT, city),
        "officer": make_person("Oki Petugas", Role.OFFICER, civil),
        "head": make_person("Heri Kepala", Role.HEAD, civil),
        "operator": make_person("Puji Operator", Role.OPERATOR, village),
        "verifier": make_person("Vera Verifikator", Role.VERIFIER, province),
        "leader": make_person("Lina Pimpinan", Role.LEADER, city),
        "auditor": make_person("Adi Auditor", Role.AUDITOR, city),
        "stranger": make_person("Tamu Cilegon", Role.SECRETARIAT, other_city),
    }
    return World(
        nation=nation,
        province=province,
        city=city,
        district=district,
        village=village,
        civil=civil,
        health=health,
        other_city=other_city,
        other_agency=other_agency,
        people=people,
    )
