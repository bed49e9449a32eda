"""Names: words, plurals, identifiers that are safe, limits, clashes."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appfactory.compile import inflection, naming, reserved
from appfactory.compile.inflection import pluralize, singularize
from appfactory.compile.naming import (
    clashes,
    column_name,
    label_of,
    limit_identifier,
    names_of,
    plural_names,
    singular_names,
    slug_of,
    split_words,
    table_name,
    title_of,
)

IDENTIFIER = re.compile(r"[^\W\d]\w*")
WORDS = st.lists(st.from_regex(r"[a-z][a-z]{1,7}[0-9]{0,2}", fullmatch=True), min_size=1, max_size=5)


@pytest.mark.parametrize("module", [naming, inflection, reserved])
def test_doctests(module) -> None:
    assert doctest.testmod(module).failed == 0


@given(WORDS)
def test_every_convention_splits_into_the_same_words(words: list[str]) -> None:
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    spellings = [camel, camel[:1].upper() + camel[1:], "_".join(words), "-".join(words), " ".join(words), "_".join(words).upper()]
    assert {split_words(spelling) for spelling in spellings} == {tuple(words)}


@given(st.text(max_size=40))
def test_any_text_gets_valid_names(text: str) -> None:
    for names in (names_of(text), names_of(text, "entity"), names_of(text, "operation"), singular_names(text), plural_names(text)):
        for identifier in (names.camel, names.pascal, names.snake):
            assert IDENTIFIER.fullmatch(identifier), (text, identifier)
        assert names.camel not in reserved.OBJECT_PROTOTYPE_MEMBERS
        assert len(names.snake.encode()) <= 63
        assert names.source == text
    assert names_of(text, "entity").camel not in reserved.JAVASCRIPT_RESERVED_WORDS


@given(st.text(max_size=40))
def test_names_depend_on_the_name_alone(text: str) -> None:
    assert names_of(text) == names_of(text)
    assert singular_names(singular_names(text).snake).snake == singular_names(text).snake


@given(WORDS)
def test_code_never_calls_singular_and_plural_the_same(words: list[str]) -> None:
    source = "_".join(words)
    assert singular_names(source).camel != plural_names(source).camel
    assert singular_names(source).pascal != plural_names(source).pascal


@given(st.text(min_size=1, max_size=200))
def test_a_slug_is_a_package_and_database_name(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug_of(text))
    assert len(slug_of(text)) <= 40


@given(st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=100))
def test_limited_names_fit_and_stay_apart(first: str, second: str) -> None:
    assert len(limit_identifier(first).encode()) <= 63
    if first != second and len(first.encode()) > 63 and len(second.encode()) > 63:
        assert limit_identifier(first) != limit_identifier(second)


PLURALS = [
    ("table", "tables"), ("category", "categories"), ("day", "days"), ("key", "keys"), ("class", "classes"), ("box", "boxes"), ("tax", "taxes"),
    ("branch", "branches"), ("dish", "dishes"), ("status", "statuses"), ("bus", "buses"), ("address", "addresses"), ("process", "processes"),
    ("analysis", "analyses"), ("person", "people"), ("child", "children"), ("equipment", "equipment"), ("news", "news"), ("series", "series"),
    ("movie", "movies"), ("cookie", "cookies"), ("course", "courses"), ("house", "houses"), ("lease", "leases"), ("size", "sizes"),
    ("quiz", "quizzes"),
    ("knife", "knives"), ("shelf", "shelves"), ("hero", "heroes"), ("photo", "photos"), ("menu", "menus"), ("taxi", "taxis"), ("api", "apis"),
    ("alias", "aliases"), ("cache", "caches"), ("index", "indexes"), ("matrix", "matrices"), ("purchase", "purchases"), ("license", "licenses"),
    ("expense", "expenses"), ("invoice", "invoices"), ("city", "cities"), ("company", "companies"), ("reply", "replies"), ("toy", "toys"),
    ("lens", "lenses"), ("virus", "viruses"), ("campus", "campuses"), ("bonus", "bonuses"), ("gas", "gases"), ("canvas", "canvases"),
    ("database", "databases"), ("response", "responses"), ("warehouse", "warehouses"), ("search", "searches"), ("match", "matches"),
    ("tech", "techs"), ("stomach", "stomachs"), ("buzz", "buzzes"), ("prize", "prizes"), ("axis", "axes"), ("crisis", "crises"), ("base", "bases"),
    ("use", "uses"), ("clause", "clauses"), ("wish", "wishes"), ("leaf", "leaves"), ("wife", "wives"), ("data", "data"), ("media", "media"),
    ("criterion", "criteria"), ("staff", "staff"), ("tooth", "teeth"), ("diagnosis", "diagnoses"), ("hypothesis", "hypotheses"), ("pie", "pies"),
    ("shoe", "shoes"), ("toe", "toes"), ("niche", "niches"), ("sandwich", "sandwiches"), ("cause", "causes"), ("phase", "phases"), ("oasis", "oases"),
]  # fmt: skip


@pytest.mark.parametrize(("singular", "plural"), PLURALS)
def test_plurals(singular: str, plural: str) -> None:
    assert pluralize(singular) == plural
    assert singularize(plural) == singular
    assert singularize(singular) == singular


@given(st.from_regex(r"[a-z]{2,10}[b-df-hj-np-rtvwy]", fullmatch=True).filter(lambda word: not word.endswith(("ch", "sh"))))
def test_regular_nouns_come_back(word: str) -> None:
    assert singularize(pluralize(word)) == word


@pytest.mark.parametrize(
    ("source", "camel", "pascal", "plural_camel", "table"),
    [
        ("Class", "classRecord", "Class", "classes", "classes"),
        ("Order", "order", "Order", "orders", "orders"),
        ("Group", "group", "Group", "groups", "groups"),
        ("Item", "itemRecord", "Item", "itemRecords", "items"),
        ("Transaction", "transaction", "TransactionRecord", "transactions", "transactions"),
        ("Equipment", "equipment", "Equipment", "equipmentItems", "equipment"),
        ("__proto__", "proto", "Proto", "protos", "protos"),
        ("Constructor", "constructorRecord", "Constructor", "constructors", "constructors"),
        ("2FA", "n2Fa", "N2Fa", "n2Fas", "n2_fas"),
        ("Größe", "große", "Große", "großes", "großes"),
    ],
)
def test_reserved_and_odd_entity_names(source: str, camel: str, pascal: str, plural_camel: str, table: str) -> None:
    names, plural = singular_names(source), plural_names(source)
    assert (names.camel, names.pascal, plural.camel, table_name(source)) == (camel, pascal, plural_camel, table)


def test_fields_keep_reserved_words_because_they_stand_after_a_dot() -> None:
    assert names_of("class").camel == "class"
    assert names_of("constructor").camel == "constructorValue"
    assert names_of("then").camel == "thenValue"
    assert column_name("select") == "select"
    assert column_name("ctid") == "ctid_value"


def test_operations_named_with_one_reserved_word() -> None:
    assert names_of("delete", "operation").camel == "deleteOperation"
    assert names_of("deleteOrder", "operation").camel == "deleteOrder"


def test_titles_and_labels() -> None:
    assert title_of(("user", "ids")) == "User IDs"
    assert title_of(("table", "of", "contents")) == "Table of Contents"
    assert label_of("IN_PROGRESS") == "In progress"
    assert label_of("?") == "?"


def test_clashes_of_plural_and_singular() -> None:
    assert clashes(["Order", "Orders"]) == (("Order", "Orders", "order"),)
    assert clashes(["OrderItem", "orderItem", "Orderitem"]) == (("OrderItem", "orderItem", "order_item"), ("OrderItem", "Orderitem", "orderitem"))
    assert clashes(["Class", "ClassRecord"]) == (("Class", "ClassRecord", "classrecord"),)
    assert clashes(["Order", "Product", "Line"]) == ()
