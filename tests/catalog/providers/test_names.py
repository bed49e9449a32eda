"""Names that plans give, as names of files and of things in code; and what a list of webhooks means."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.catalog.providers import slugs as module
from appfactory.catalog.providers.email import wording
from appfactory.catalog.providers.slugs import camel, slug, slugs, title
from appfactory.catalog.providers.webhooks import webhook_events, webhook_paths
from tests.catalog.providers.chosen import restaurant_with


def test_examples() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(wording).failed == 0


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_slugs_are_safe_names(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 60
    assert re.fullmatch(r"[a-z][A-Za-z0-9]*", camel(slug(text)))


@given(st.lists(st.one_of(st.text(max_size=6), st.sampled_from(["class", "Class", "a-1", "a1", "A 1", "data", "announce"])), max_size=12))
def test_different_names_never_share_one(names: list[str]) -> None:
    pairs = slugs(names)
    assert [name for name, _ in pairs] == list(dict.fromkeys(names))
    assert len({place for _, place in pairs}) == len(pairs)
    identifiers = [camel(place) for _, place in pairs]
    assert len(set(identifiers)) == len(identifiers)
    assert not {"class", "data", "announce"} & set(identifiers)


@given(st.text(max_size=30))
def test_titles_keep_what_cannot_be_improved(text: str) -> None:
    assert bool(title(text)) == bool(text)


@pytest.mark.parametrize(
    ("entries", "paths", "events"),
    [
        ((), ("/api/webhooks/stripe",), ()),
        (("checkout.session.completed",), ("/api/webhooks/stripe",), ("checkout.session.completed",)),
        (("/api/webhooks/stripe",), ("/api/webhooks/stripe",), ()),
        (("/hooks/pay/",), ("/api/webhooks/stripe", "/hooks/pay"), ()),
        (("https://example.com/api/pay?x=1#y",), ("/api/webhooks/stripe", "/api/pay"), ()),
        (("shop", "shop"), ("/api/webhooks/stripe", "/api/webhooks/shop"), ()),
        (("../../etc", "/api/../x", "/api/[id]", "", "a b", "https://example.com"), ("/api/webhooks/stripe",), ()),
    ],
)
def test_webhooks(entries: tuple[str, ...], paths: tuple[str, ...], events: tuple[str, ...]) -> None:
    spec = restaurant_with()
    spec = replace(spec, integrations=replace(spec.integrations, webhooks=entries))
    assert webhook_paths(spec) == paths
    assert webhook_events(spec) == events


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_webhook_leaves_the_app(entries: list[str]) -> None:
    spec = restaurant_with()
    spec = replace(spec, integrations=replace(spec.integrations, webhooks=tuple(entries)))
    for path in webhook_paths(spec):
        assert re.fullmatch(r"(/[A-Za-z0-9][A-Za-z0-9_-]*)+", path)


def test_without_payments_there_are_no_webhooks() -> None:
    assert webhook_paths(restaurant_with(payments="none")) == ()
