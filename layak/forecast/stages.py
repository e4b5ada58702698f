"""One sheet through the stages that lie ahead of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from layak.forecast.acceptance import Shifts
from layak.forecast.assumptions import Assumptions
from layak.forecast.claims import Sheet
from layak.forecast.model import Forecast, forecast
from layak.forecast.pooling import Outlook

ADMINISTRATIVE, FIELD, FINAL = "administrative", "field", "final"
STAGES = (ADMINISTRATIVE, FIELD, FINAL)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is expected after each stage ahead, in order, and what it was made from."""

    stages: Mapping[str, Forecast]
    outlook: Outlook
    shifts: Shifts

    @property
    def next(self) -> Forecast:
        """The forecast of the nearest stage."""
        return next(iter(self.stages.values()))

    @property
    def last(self) -> Forecast:
        """The forecast of the final score."""
        return list(self.stages.values())[-1]


def prospect(
    sheets: Mapping[str, Sheet], outlook: Outlook, shifts: Shifts, assumed: Assumptions
) -> Prospect:
    """Forecast each stage ahead; ``sheets`` by stage, because what is settled differs.

    Real pairs of scores exist for the first verification only. What later stages do to a city is
    assumed to widen the interval and to leave its middle where it is.
    """
    wider = {
        ADMINISTRATIVE: 0.0,
        FIELD: assumed.field_drift,
        FINAL: (assumed.field_drift**2 + assumed.final_drift**2) ** 0.5,
    }
    return Prospect(
        {
            stage: forecast(
                sheets[stage],
                outlook,
                shifts,
                assumed,
                drift=wider[stage],
                grounded=stage == ADMINISTRATIVE,
            )
            for stage in STAGES
            if stage in sheets
        },
        outlook,
        shifts,
    )
