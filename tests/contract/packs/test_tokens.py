from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appfactory.contract.packs.tokens import Tokens, _ksuid, as_text, is_built_in, tokens_of
from appfactory.model.json_value import JsonObject

NOW = datetime(2026, 2, 22, 10, 0, 0, 123456, tzinfo=UTC)


def test_keys_are_one_per_name_and_run() -> None:
    tokens = Tokens("a", NOW)
    first = tokens.text("{{id:biz}} {{ id:biz }} {{id:Booking Order 2}}")
    one, same, other = first.split(" ")
    assert one == same
    assert re.fullmatch(r"biz_[0-9A-Za-z]{27}", one)
    assert re.fullmatch(r"booking_order_[0-9A-Za-z]{27}", other)
    assert Tokens("b", NOW).text("{{id:biz}}") != one
    assert Tokens("a", NOW).text("{{id:biz}}") == one


def test_keys_sort_by_the_time_of_their_run() -> None:
    keys = [Tokens(str(number), NOW + timedelta(hours=number)).key("biz") for number in range(50)]
    assert keys == sorted(keys)


def test_keys_are_ksuids() -> None:
    # The example of https://github.com/segmentio/ksuid: 107608047 seconds and its payload.
    payload = bytes.fromhex("B5A1CD34B5F99D1154FB6853345C9735")
    assert _ksuid(datetime.fromtimestamp(107608047 + 1_400_000_000, UTC), payload) == "0ujtsYcgvSTl8PAuAdqWYSMnLOv"


def test_times_are_utc_whatever_the_zone() -> None:
    tokens = Tokens("a", NOW.astimezone(timezone(timedelta(hours=-8))))
    assert tokens.text("{{nowIso}}") == "2026-02-22T10:00:00.123Z"
    assert tokens.text("{{nowPlusMinutes:30}} {{nowPlusMinutes:-1440}}") == "2026-02-22T10:30:00.123Z 2026-02-21T10:00:00.123Z"


def test_a_whole_text_keeps_the_type_of_its_token() -> None:
    tokens = Tokens("a", NOW, {"price": 50, "open": True, "none": None})
    template = JsonObject((("limit", "{{price}}"), ("text", "at {{price}} {{open}} {{none}}"), ("list", ("{{open}}", 1))))
    assert tokens.value(template) == {"limit": 50, "text": "at 50 true null", "list": [True, 1]}


@pytest.mark.parametrize("text", ["{{nothing}}", "{{nowPlusMinutes:soon}}", "{{id:}}", "{{nowPlusMinutes:99999999999}}", "{{later:1}}"])
def test_unknown_tokens_are_collected_and_stay(text: str) -> None:
    tokens = Tokens("a", NOW)
    assert tokens.text(f"a {text} b") == f"a {text} b"
    assert tokens.unknown == [text]


def test_what_is_no_token_is_left_alone() -> None:
    tokens = Tokens("a", NOW)
    assert tokens.text("{ {x}} {{}} {{1}} {x}") == "{ {x}} {{}} {{1}} {x}"
    assert tokens.unknown == []


def test_run_ids_fit_slugs_and_uuids_are_uuids() -> None:
    tokens = Tokens("a", NOW)
    assert re.fullmatch(r"[a-z0-9]{16}", tokens.text("{{runId}}"))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", tokens.text("{{uuid:row}}"))


@given(st.lists(st.tuples(st.text("ab", max_size=2), st.text("xy", min_size=1, max_size=3)), unique=True))
def test_no_two_runs_or_names_share_a_key(pairs: list[tuple[str, str]]) -> None:
    keys = [Tokens(seed, NOW).key(name).rpartition("_")[2] for seed, name in pairs]
    assert len(set(keys)) == len(pairs)


TEMPLATES = st.recursive(
    st.text() | st.integers() | st.sampled_from(["{{id:a}}", "x{{runId}}", "{{v}}", "{{w}}"]),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner).map(lambda found: JsonObject(tuple(found.items()))),
)


@settings(max_examples=60)
@given(TEMPLATES)
def test_every_token_that_is_found_is_replaced(template: object) -> None:
    tokens = Tokens("a", NOW, {"v": "value"})
    names = list(tokens_of(template))  # type: ignore[arg-type]
    tokens.value(template)  # type: ignore[arg-type]
    assert len(tokens.unknown) == sum(1 for name, argument in names if not is_built_in(name, argument) and not (name == "v" and not argument))


def test_values_in_texts() -> None:
    assert [as_text(value) for value in (None, True, False, 1, 1.5, "x")] == ["null", "true", "false", "1", "1.5", "x"]
