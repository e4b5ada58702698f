"""Known results and plans for tests."""

from decimal import Decimal

from layak.assessments.models import Assessment, Stage
from layak.assessments.tests.make import AT, answer_of, make_sheet
from layak.organizations.models import Organization
from layak.scorecards.models import PastResult
from layak.scorecards.plans import Plan, PlanLine
from tests.world import World

# Made up, and far apart: the self score and what verification left of it.
PAIRS = ((2019, 900, 700), (2021, 900, 800), (2022, 850, 600))


def make_pairs(city: Organization) -> None:
    """Let three years of a city be known before and after verification."""
    for year, before, after in PAIRS:
        for stage, score in ((Stage.SELF, before), (Stage.ADMINISTRATIVE, after)):
            PastResult.objects.create(
                city=city,
                year=year,
                stage=stage,
                score=Decimal(score),
                source="Berita acara contoh",
                entered_at=AT,
            )


def make_plan(world: World, sheet: Assessment | None = None) -> Plan:
    """A plan of one step of Disdukcapil, not handed over yet."""
    sheet = sheet or make_sheet(world)
    plan = Plan.objects.create(
        assessment=sheet,
        name="Dua hari terakhir",
        expected=Decimal(60),
        low=Decimal(40),
        high=Decimal(70),
        created_by=world.secretariat,
        created_at=AT,
    )
    PlanLine.objects.create(
        plan=plan,
        answer=answer_of(sheet, "4.1"),
        act=PlanLine.Act.ATTACH,
        office=world.civil,
        hours=Decimal(3),
        gain=Decimal("4.5"),
    )
    return plan
