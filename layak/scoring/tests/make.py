"""Small forms to score, and the strategies that make many of them."""

from decimal import Decimal

from hypothesis import strategies as st

from layak.scoring import AwardLevel, Cluster, Indicator, Item, Rubric

LEVELS = (
    AwardLevel("Pratama", Decimal(500), Decimal(600)),
    AwardLevel("Madya", Decimal(601), Decimal(700)),
    AwardLevel("Nindya", Decimal(701), Decimal(800)),
)


def make_rubric(
    maxima: dict[str, dict[str, str]] | None = None,
    caps: dict[str, str] | None = None,
    levels: tuple[AwardLevel, ...] = LEVELS,
) -> Rubric:
    """One cluster; ``maxima`` by row and item, ``caps`` by row (else the sum of its items)."""
    caps = caps or {}
    rows = []
    for code, items in (maxima or {"1": {"1": "600", "2": "300"}, "2A": {"1": "100"}}).items():
        whole = sum((Decimal(maximum) for maximum in items.values()), Decimal(0))
        rows.append(
            Indicator(
                code=code,
                number=int(code.rstrip("ABC")),
                maximum=Decimal(caps[code]) if code in caps else whole,
                items=tuple(Item(f"{code}.{item}", Decimal(m)) for item, m in items.items()),
            )
        )
    return Rubric("test.1", (Cluster("0", tuple(rows), aliases=("block",)),), levels)


amounts = st.decimals(min_value=0, max_value=60, places=2)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Up to three clusters of rows ``1``, ``2A``, ``2B`` ... whose caps may bite or be loose."""
    clusters = []
    number = 0
    for cluster in range(draw(st.integers(1, 3))):
        rows = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            for letter in draw(st.sampled_from([("",), ("A", "B")])):
                code = f"{number}{letter}"
                items = tuple(
                    Item(f"{code}.{item}", draw(amounts))
                    for item in range(1, draw(st.integers(2, 5)))
                )
                rows.append(Indicator(code, number, draw(amounts), items))
        clusters.append(Cluster(str(cluster), tuple(rows)))
    levels = (
        AwardLevel("low", Decimal(20), Decimal(40)),
        AwardLevel("high", Decimal(41), Decimal(10_000)),
    )
    return Rubric("drawn.1", tuple(clusters), levels)


claims = st.none() | st.decimals(min_value=0, max_value=90, places=4)
