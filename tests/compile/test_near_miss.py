"""What was probably meant, out of the names that there are."""

from __future__ import annotations

import pytest

from appfactory.compile.near_miss import nearest


@pytest.mark.parametrize(
    ("word", "candidates", "found"),
    [
        ("locatoin", ("bookings", "locations", "resources"), ("locations",)),
        ("orders", ("booking_orders", "offers", "order_lines"), ("offers", "booking_orders", "order_lines")),
        ("payment_account_id", ("id", "biz_id", "account_id"), ("account_id",)),
        ("capacity_hold_policy_id", ("id", "biz_id", "offer_version_id", "status"), ()),
        ("ids", ("id", "name"), ("id",)),
        ("customer", ("customer_user_id", "name"), ("customer_user_id",)),
        ("id", ("key", "name"), ()),
        ("", ("key",), ()),
    ],
)
def test_nearest(word: str, candidates: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert nearest(word, candidates) == found
