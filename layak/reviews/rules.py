"""Who verifies at which stage, as a table."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from layak.accounts.held import held_above
from layak.accounts.models import Membership, Role, User
from layak.assessments.models import Assessment, Stage
from layak.assessments.querysets import AssessmentQuerySet
from layak.lib.errors import Refusal
from layak.organizations.models import Kind

# Since 2023 the province verifies first; before that, and in the field and last, the ministry does.
VERIFIERS: Mapping[Stage, frozenset[Kind]] = {
    Stage.SELF: frozenset(),
    Stage.ADMINISTRATIVE: frozenset({Kind.PROVINCE, Kind.NATION}),
    Stage.FIELD: frozenset({Kind.NATION}),
    Stage.FINAL: frozenset({Kind.NATION}),
}


def reviewable_by(user: User) -> AssessmentQuerySet:
    """Sheets of the cities below a place where a person is a verifier, at whatever stage."""
    return Assessment.objects.filter(held_above(user, "city__path", [Role.VERIFIER]))


def verifier_kinds(user: User, assessment: Assessment) -> set[Kind]:
    """At which kinds of place above the city a person is a verifier."""
    rows = Membership.objects.filter(
        user=user, role=Role.VERIFIER, organization__path__above=assessment.city.path
    )
    return {Kind(kind) for kind in rows.values_list("organization__kind", flat=True)}


def ensure_verifies(kinds: Iterable[Kind], sheet_stage: Stage, stage: Stage) -> None:
    """Refuse, in one sentence, who may not decide at ``stage`` on a sheet that is at another."""
    if sheet_stage == Stage.SELF:
        raise Refusal(_("Penilaian mandiri belum diserahkan; belum ada yang dapat diverifikasi."))
    if stage != sheet_stage:
        raise Refusal(
            _("Lembar ini sekarang di tahap %(stage)s; keputusan tahap lain tidak diubah lagi.")
            % {"stage": Stage(sheet_stage).label}
        )
    if not VERIFIERS[stage] & set(kinds):
        raise Refusal(
            _("Tahap %(stage)s diputuskan verifikator kementerian.") % {"stage": stage.label}
        )
