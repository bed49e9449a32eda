"""English plurals of the nouns that name entities: a small table of exceptions, then rules by ending.

The tables come from the usual grammar of English; the order of the rules matters and is tested word by word.
"""

from __future__ import annotations

from appfactory.compile.reserved import word_set

_IRREGULAR = {
    "person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth", "goose": "geese",
    "mouse": "mice", "ox": "oxen", "criterion": "criteria", "phenomenon": "phenomena", "curriculum": "curricula", "quiz": "quizzes",
    "matrix": "matrices", "vertex": "vertices", "leaf": "leaves", "loaf": "loaves", "knife": "knives", "life": "lives", "wife": "wives",
    "wolf": "wolves", "shelf": "shelves", "bookshelf": "bookshelves", "half": "halves", "calf": "calves", "thief": "thieves",
    "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "echo": "echoes", "veto": "vetoes", "cargo": "cargoes",
    "stomach": "stomachs", "monarch": "monarchs", "epoch": "epochs", "tech": "techs", "passerby": "passersby",
    "axis": "axes", "alumnus": "alumni", "bus": "buses", "gas": "gases", "die": "dice",
}  # fmt: skip

_UNCOUNTABLE = word_set(
    """
    advice aircraft attendance baggage clothing data deer equipment feedback fish furniture hardware homework information jewellery jewelry knowledge
    luggage means media merchandise metadata money music news offspring research rice salmon series sheep software species staff stationery
    traffic trout
    """
)

_SINGULAR_IN_S = word_set(
    """
    alias apparatus atlas bias bonus business bus campus canvas census chess christmas circus consensus corpus cosmos focus gas genius genus
    iris lens nexus octopus plus prospectus radius status stimulus surplus syllabus tennis virus walrus
    """
)
"""Singular nouns that end in s (those in -ss and -sis are known by their ending)."""

_PLURAL_IN_US_OR_IS = word_set(
    """
    alibis apis bayous bikinis emojis emus gnus gurus haikus kiwis kpis menus rabbis salamis skis submenus taxis tsunamis tutus wikis
    zucchinis
    """
)

_SINGULAR_IN_IE = word_set(
    """
    birdie bookie brownie calorie collie cookie eerie foodie freebie genie hoodie hippie indie lie magpie movie newbie pie pixie prairie
    rookie selfie smoothie sortie talkie tie untie zombie
    """
)

_SINGULAR_IN_CHE_OR_XE = word_set(
    "ache apache avalanche axe backache cache cliche creche deluxe headache heartache moustache niche psyche quiche toothache"
)

_SINGULAR_OF_IRREGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}


def is_uncountable(word: str) -> bool:
    """True for nouns without a plural of their own.

    >>> is_uncountable("equipment"), is_uncountable("table")
    (True, False)
    """
    return word in _UNCOUNTABLE


def pluralize(word: str) -> str:
    """The plural of a singular noun in lower case.

    >>> [pluralize(word) for word in ("table", "category", "day", "class", "box", "branch", "status", "person", "equipment")]
    ['tables', 'categories', 'days', 'classes', 'boxes', 'branches', 'statuses', 'people', 'equipment']
    """
    if word in _UNCOUNTABLE:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("sis"):
        return word[:-2] + "es"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and len(word) > 1 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def singularize(word: str) -> str:
    """The singular of a noun in lower case, whichever it is already.

    >>> [singularize(word) for word in ("tables", "categories", "classes", "movies", "courses", "status", "statuses", "analyses", "people")]
    ['table', 'category', 'class', 'movie', 'course', 'status', 'status', 'analysis', 'person']
    """
    if word in _UNCOUNTABLE or word in _IRREGULAR or word in _SINGULAR_IN_S:
        return word
    if word in _SINGULAR_OF_IRREGULAR:
        return _SINGULAR_OF_IRREGULAR[word]
    if not word.endswith("s") or len(word) < 3 or word.endswith("ss"):
        return word
    if word.endswith(("us", "is")) and word not in _PLURAL_IN_US_OR_IS:
        return word
    if word.endswith("es"):
        return _singular_of_es(word)
    return word[:-1]


def _singular_of_es(word: str) -> str:
    if word.endswith("ies") and len(word) > 3:
        return word[:-1] if word[:-1] in _SINGULAR_IN_IE else word[:-3] + "y"
    if word[:-2] in _SINGULAR_IN_S or word.endswith(("sses", "zzes", "tzes", "shes")):
        return word[:-2]
    if word.endswith(("ches", "xes")):
        return word[:-1] if word[:-1] in _SINGULAR_IN_CHE_OR_XE else word[:-2]
    if word.endswith(("yses", "theses", "gnoses", "crises", "oases", "ptheses")):
        return word[:-2] + "is"
    return word[:-1]
