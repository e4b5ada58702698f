"""Where a reader works, read once a request."""

from django.db.models import Count, F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from layak.accounts.models import HANDS, OVERSEERS, Membership, Role, User
from layak.notices.models import Notice
from layak.organizations.models import Kind, Organization

# Labels of a path down to the city: nation, province, city.
_CITY_DEPTH = 3
_WIDE = (Kind.NATION, Kind.PROVINCE)
_KEPT = "layak_memberships"


class Places:
    """A person's roles. The first one, by the weight of the role, is the one pages speak to."""

    def __init__(self, rows: list[Membership]) -> None:
        order = list(Role)
        self.rows = sorted(rows, key=lambda row: (order.index(Role(row.role)), row.pk))

    @property
    def roles(self) -> set[Role]:
        return {Role(row.role) for row in self.rows}

    @property
    def unread(self) -> int:
        """How many notices the person has not read; 0 for whoever has no role."""
        return int(getattr(self.rows[0], "unread", 0)) if self.rows else 0

    @property
    def first(self) -> Membership | None:
        return self.rows[0] if self.rows else None

    @property
    def oversees(self) -> bool:
        """Whether any role looks over a whole city or more."""
        return bool(self.roles & set(OVERSEERS))

    @property
    def wide(self) -> bool:
        """Whether any role reaches beyond one city."""
        return any(row.organization.kind in _WIDE for row in self.rows) or len(self.cities) > 1

    @property
    def sees_many(self) -> bool:
        """Whether several cities of one province, or of the nation, over which the person looks
        have sheets."""
        return any(getattr(row, "cities", 0) > 1 for row in self.rows if row.role in OVERSEERS)

    @property
    def cities(self) -> list[str]:
        """The paths of the cities in which the person has a role."""
        inside = (row for row in self.rows if row.organization.kind not in _WIDE)
        return list(dict.fromkeys(city_path(row.organization) for row in inside))

    @property
    def own_offices(self) -> list[Organization]:
        """The offices, kecamatan and kelurahan for which the person fills in."""
        return [row.organization for row in self.rows if row.role in HANDS]


# How many cities at or below a place have sheets, counted up to two. Told with the roles, because
# to find the newest of a nation's sheets, and not to show it, takes long.
_CITIES = """(SELECT count(*) FROM (
    SELECT DISTINCT sheet.city_id FROM assessments_assessment sheet
      JOIN organizations_organization city ON city.id = sheet.city_id
     WHERE city.path <@ %(expressions)s LIMIT 2) two)"""


def _roles_of(user: User) -> QuerySet[Membership]:
    """A person's roles, each with ``unread`` notices of the person and ``cities`` with sheets."""
    unread = Notice.objects.filter(recipient=OuterRef("user")).unread().order_by()
    counted = unread.values("recipient").annotate(n=Count("pk")).values("n")
    cities = Func(F("organization__path"), template=_CITIES, output_field=IntegerField())
    return Membership.objects.of(user).annotate(
        unread=Coalesce(Subquery(counted), 0), cities=cities
    )


def city_path(organization: Organization) -> str:
    """The path of the city an organization lies in, or its own where it is above a city."""
    return ".".join(organization.path.split(".")[:_CITY_DEPTH])


def places_of(request: HttpRequest) -> Places:
    """The roles of whoever asks; in one query, kept with the request."""
    kept: Places | None = getattr(request, _KEPT, None)
    if kept is None:
        user = request.user
        rows = list(_roles_of(user)) if isinstance(user, User) else []
        kept = Places(rows)
        setattr(request, _KEPT, kept)
    return kept
