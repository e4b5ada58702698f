"""Where a reader works, read once a request."""

from django.db import connection
from django.http import HttpRequest

from layak.accounts.models import HANDS, OVERSEERS, Membership, Role, User
from layak.organizations.models import Kind, Organization

# Labels of a path down to the city: nation, province, city.
_CITY_DEPTH = 3
_WIDE = (Kind.NATION, Kind.PROVINCE)
_KEPT = "layak_memberships"


class Places:
    """A person's roles. The first one, by the weight of the role, is the one pages speak to.

    ``unread``: how many notices the person has not read; ``sees_many``: whether several cities of
    one province, or of the nation, over which the person looks have sheets.
    """

    def __init__(self, rows: list[Membership], *, unread: int = 0, sees_many: bool = False) -> None:
        order = list(Role)
        self.rows = sorted(rows, key=lambda row: (order.index(Role(row.role)), row.pk))
        self.unread = unread
        self.sees_many = sees_many

    @property
    def roles(self) -> set[Role]:
        return {Role(row.role) for row in self.rows}

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
    def cities(self) -> list[str]:
        """The paths of the cities in which the person has a role."""
        inside = (row for row in self.rows if row.organization.kind not in _WIDE)
        return list(dict.fromkeys(city_path(row.organization) for row in inside))

    @property
    def own_offices(self) -> list[Organization]:
        """The offices, kecamatan and kelurahan for which the person fills in."""
        return [row.organization for row in self.rows if row.role in HANDS]


_PLACE = [field.attname for field in Organization._meta.concrete_fields]
# Written out: every page asks for it, and to put it together from querysets takes five times as
# long as to answer it. How many cities below a province or the nation have sheets is counted up to
# two and told with the roles, because to find the newest of a nation's sheets, and not to show it,
# takes long.
_ROLES = f"""
SELECT m.id, m.role,
       (SELECT count(*) FROM notices_notice n
         WHERE n.recipient_id = m.user_id AND n.read_at IS NULL),
       CASE WHEN o.kind = ANY(%(wide)s) THEN
            (SELECT count(*) FROM (
                    SELECT DISTINCT sheet.city_id
                      FROM assessments_assessment sheet
                      JOIN organizations_organization city ON city.id = sheet.city_id
                     WHERE city.path <@ o.path
                     LIMIT 2) two)
       ELSE 1 END,
       {", ".join(f"o.{name}" for name in _PLACE)}
  FROM accounts_membership m
  JOIN organizations_organization o ON o.id = m.organization_id
 WHERE m.user_id = %(user)s
"""  # noqa: S608 - names of ours


def _read(user: User) -> Places:
    rows: list[Membership] = []
    unread, many = 0, False
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, {"user": user.pk, "wide": [*_WIDE]})
        for key, role, waiting, cities, *place in cursor.fetchall():
            office = Organization.from_db(connection.alias, _PLACE, place)
            rows.append(Membership(pk=key, user=user, organization=office, role=role))
            unread, many = waiting, many or (cities > 1 and role in OVERSEERS)
    return Places(rows, unread=unread, sees_many=many)


def city_path(organization: Organization) -> str:
    """The path of the city an organization lies in, or its own where it is above a city."""
    return ".".join(organization.path.split(".")[:_CITY_DEPTH])


def places_of(request: HttpRequest) -> Places:
    """The roles of whoever asks; in one query, kept with the request."""
    kept: Places | None = getattr(request, _KEPT, None)
    if kept is None:
        user = request.user
        kept = _read(user) if isinstance(user, User) else Places([])
        setattr(request, _KEPT, kept)
    return kept
