"""Which questions of a sheet a reader wants to see: by office, stage and what was sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from layak.assessments.models import Stage
from layak.organizations.models import Organization

EVERYONE = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is kept. ``link`` carries it from page to page, so that nothing is chosen twice."""

    stage: Stage
    office: Organization | None
    returned: bool
    offices: Sequence[Organization] = ()
    own: bool = False
    link: str = field(init=False)

    def __post_init__(self) -> None:
        # Pages write it into every link, so it is made once.
        object.__setattr__(self, "link", self.query())

    @property
    def narrow(self) -> bool:
        return self.office is not None or self.returned

    def query(self, **changes: object) -> str:
        """The filters as a query string without ``?``; ``changes`` replace single values."""
        values: dict[str, object] = {
            "office": self.office.pk if self.office else EVERYONE,
            "stage": self.stage.value,
            "returned": "1" if self.returned else "",
        }
        values |= changes
        return urlencode({name: value for name, value in values.items() if value not in {"", None}})


def read_filters(
    given: Mapping[str, str],
    *,
    newest: Stage,
    offices: Sequence[Organization],
    own: Sequence[Organization],
) -> Filters:
    """Read the filters of an address.

    Whoever works for one of the offices starts with it, until they ask for all. What an address
    names but a sheet does not have is left out.
    """
    by_key = {str(office.pk): office for office in offices}
    mine = next((office for office in own if str(office.pk) in by_key), None)
    wanted = given.get("office", "")
    office = by_key.get(wanted)
    if wanted == "":
        office = mine
    stage = given.get("stage", "")
    return Filters(
        stage=Stage(stage) if stage in Stage.values else newest,
        office=office,
        returned=given.get("returned") == "1",
        offices=offices,
        own=office is not None and office == mine,
    )
