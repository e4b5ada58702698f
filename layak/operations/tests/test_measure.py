"""What benchmarks report, and that they measure what they say."""

import os
import subprocess
import sys

import pytest

from layak.operations.bench import copying
from layak.operations.bench.measures import Result, descendants, percentile, pss
from layak.organizations.models import Kind, Organization


@pytest.mark.parametrize(("share", "value"), [(1, 1), (50, 50), (95, 95), (99, 99), (100, 100)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([float(one) for one in range(100, 0, -1)], share) == value


def test_the_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 99) == 7.0


def test_a_result_survives_the_way_between_processes() -> None:
    result = Result("score", "one city", [0.5, 0.4], [0.001] * 3, 10_000_000, "fast", met=True)
    assert Result.from_json(result.to_json()) == result
    assert result.summary()["median_run_s"] == 0.45
    assert result.summary()["peak_mb"] == 10.0


def test_memory_counts_a_child_and_what_it_started() -> None:
    words = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen(
        [sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        try:
            while len(found := descendants(child.pid)) < 2:
                assert child.poll() is None
            assert os.getpid() not in found
            assert pss(found) > pss([child.pid]) > 1_000_000
        finally:
            child.communicate(b"\n")


@pytest.mark.django_db
def test_copied_rows_take_the_defaults_of_their_fields_and_the_keys_go_on() -> None:
    first = copying.next_key(Organization)
    copied = copying.copy_rows(
        Organization,
        ["id", "kind", "parent", "name", "region_code", "path"],
        [(first, Kind.NATION.value, None, "Indonesia", None, "id")],
    )
    copying.keep_sequence(Organization)
    assert copied == 1
    nation = Organization.objects.get(pk=first)
    assert (nation.active, nation.vertical, nation.short_name) == (True, False, "")
    later = Organization.objects.create(
        kind=Kind.PROVINCE, parent=nation, name="Banten", region_code="36", path="id.36"
    )
    assert later.pk == first + 1
