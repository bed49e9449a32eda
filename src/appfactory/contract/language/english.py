"""The words of English that carry structure, by class. General words only: what a schema's own words mean comes from its catalog."""

from __future__ import annotations

from dataclasses import dataclass

from appfactory.compile.reserved import word_set


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase of the grammar: its class, what it stands for within the class, and whether a name of the schema comes first."""

    role: str
    payload: str = ""
    weak: bool = False


def _phrases(role: str, payload: str, words: str, *, weak: bool = False) -> dict[tuple[str, ...], Keyword]:
    return {tuple(phrase.split()): Keyword(role, payload, weak) for phrase in words.split("|")}


KEYWORDS: dict[tuple[str, ...], Keyword] = {
    **_phrases(
        "open",
        "",
        "show me|show|list|list out|list up|find out|find|give me|give|return|tell me|tell|display|get|fetch|retrieve|select|"
        "provide|report|state|compute|calculate|please|can you|could you|i want to know|i want|i need|find me|present|look up|search for|search|"
        "identify|describe|see|name|check",
        weak=True,
    ),
    **_phrases("what", "", "what|what is|what are|what was|what were|what's"),
    **_phrases("which", "", "which|whose"),
    **_phrases("who", "", "who|whom"),
    **_phrases("where", "", "where"),
    **_phrases("when", "", "when"),
    **_phrases("how_many", "", "how many|how many total"),
    **_phrases("how_many", "count", "count the number of|count|count how many|count of"),
    **_phrases("how_much", "", "how much"),
    **_phrases("count", "", "number of|the number of|total number of|the total number of|total count of|the count of|numbers of"),
    **_phrases("agg", "avg", "average|mean|avg|on average", weak=True),
    **_phrases("agg", "sum", "total|sum|combined|overall", weak=True),
    **_phrases("agg", "max", "maximum|max|maximal", weak=True),
    **_phrases("agg", "min", "minimum|min|minimal", weak=True),
    **_phrases("distinct", "", "different|distinct|unique|various|differing|separate", weak=True),
    **_phrases(
        "each",
        "",
        "each|every|per|for each|for every|of each|in each|by each|from each|at each|with each|under each|on each|to each|for each of|"
        "of every|in every|group by|grouped by|broken down by|for each distinct|for each different|for all the different|for different|"
        "across each|within each|each of|for all different|group the results by|belonging to each|aggregated by|split by",
    ),
    **_phrases(
        "order",
        "",
        "sorted by|sort by|sort them by|ordered by|order by|order them by|ranked by|listed by|arranged by|sorted according to|"
        "ordered according to|in the order of|in order of|sorted in order of|ordered in order of|sort the results by|sort results by|"
        "order the results by|sort the list by|ranked according to|sort the result by|sorted on|sorted in|ordered in|listed in|"
        "in increasing order of|sort in|ordered alphabetically by|sorted alphabetically by|in the descending order by|"
        "in the ascending order by|order results by|rank by",
    ),
    **_phrases(
        "order",
        "asc",
        "in ascending order of|in ascending order by|ascending order of|in increasing order of|in ascending order of their|"
        "in the ascending order of|in alphabetical order of|in alphabetic order of|in lexicographic order of|alphabetically by|"
        "in lexicographical order of|in alphabetical order by|from low to high by|in chronological order of|in order of increasing|"
        "from least to greatest",
    ),
    **_phrases(
        "order",
        "desc",
        "in descending order of|in descending order by|descending order of|in decreasing order of|in the descending order of|"
        "in reverse alphabetical order of|in the order of descending|in order of decreasing|in the decreasing order of",
    ),
    **_phrases(
        "direction",
        "asc",
        "in ascending order|ascending order|ascending|in ascending|in increasing order|increasing order|in alphabetical order|"
        "in alphabetic order|alphabetical order|alphabetically|in lexicographic order|in lexicographical order|lexicographically|asc|"
        "from low to high|from lowest to highest|from youngest to oldest|from oldest to newest|in an ascending order|from the earliest|"
        "from earliest to latest|in the ascending order|in chronological order|chronologically|from smallest to largest|from a to z|"
        "from least to most|in an alphabetical order|by alphabetical order|in the alphabetical order|oldest first|"
        "earliest first|soonest first|cheapest first",
    ),
    **_phrases(
        "direction",
        "desc",
        "in descending order|descending order|descending|in descending|in decreasing order|decreasing order|desc|from high to low|"
        "from highest to lowest|from oldest to youngest|in reverse alphabetical order|from most to least|from largest to smallest|"
        "in the descending order|in an descending order|in a descending order|from the latest|from latest to earliest|in reverse order|"
        "in reversed order|reverse alphabetically|in the reverse alphabetical order|newest first|latest first|most recent first|largest first",
    ),
    **_phrases(
        "op",
        "gt",
        "more than|greater than|larger than|higher than|bigger than|above|over|exceeding|exceeds|exceed|>|bigger|beyond|"
        "in excess of|strictly greater than|strictly more than|superior to|is more than",
    ),
    **_phrases(
        "op",
        "lt",
        "less than|fewer than|smaller than|lower than|below|under|<|no more than or equal|shorter than or equal|strictly less than|cheaper than",
    ),
    **_phrases(
        "op",
        "gte",
        "at least|no less than|not less than|no fewer than|greater than or equal to|more than or equal to|>=|minimum of at least|"
        "a minimum of|no lower than|higher than or equal to|not lower than|not smaller than",
    ),
    **_phrases(
        "op",
        "lte",
        "at most|no more than|not more than|up to|less than or equal to|smaller than or equal to|<=|no higher than|not exceeding|"
        "lower than or equal to|no greater than|not greater than|a maximum of",
    ),
    **_phrases("op", "eq", "exactly|equal to|equals|equal|=|equals to|is equal to|precisely"),
    **_phrases(
        "op",
        "neq",
        "outside|outside of|not equal to|other than|different from|!=|<>|except for|except|besides|excluding|not equal|apart from|"
        "aside from|differs from|differ from",
    ),
    **_phrases("before", "", "before|prior to|earlier than|until|sooner than"),
    **_phrases("after", "", "after|later than|since|newer than|more recent than"),
    **_phrases(
        "between", "", "between|in between|ranging from|within the range of|within the range|in the range of|in the range between|in the range"
    ),
    **_phrases(
        "like",
        "both",
        "mentions|mention|mentioning|"
        "contains the word|contain the word|containing the word|contains|contain|containing|contains the substring|including the word|"
        "contain the substring|containing the substring|that includes|includes the word|has the substring|have the substring|"
        "has the word|have the word|has the letter|have the letter|contains the letter|contain the letter|includes|include|with the substring|"
        "contains the letters|with the word|having the word|which contain|have a substring|containing the letter|has a substring|"
        "contains the phrase|contain the phrase|with a substring|with substring|has substring|have substring|including the letter|include the word",
    ),
    **_phrases(
        "like",
        "start",
        "starts with|start with|starting with|begins with|begin with|beginning with|starts with the letter|"
        "start with the letter|starting with the letter|begins with the letter|begin with the letter|started with|has the prefix|have the prefix|"
        "with prefix|with the prefix|starting from the letter|beginning with the letter|prefixed with|starting from",
    ),
    **_phrases(
        "like",
        "end",
        "ends with|end with|ending with|ends with the letter|end with the letter|ending with the letter|ends in|ending in|end in|"
        "has the suffix|with suffix|with the suffix",
    ),
    **_phrases(
        "not",
        "",
        "not|n't|never|cannot|don't|doesn't|didn't|do not|does not|did not|haven't|hasn't|are not|is not|were not|was not|isn't|aren't|"
        "have not|has not|had not|wasn't|weren't|can not|have never|has never|not yet|yet to|can't|dont|doesnt|neither|nor|no longer",
    ),
    **_phrases(
        "none",
        "",
        "w/o|w/o any|w/o a|w/o an|"
        "without|without any|without a|without an|no|do not have any|does not have any|don't have any|doesn't have any|did not have any|"
        "do not have|does not have|have no|has no|have not any|lacking|lack|lacks|with no|without having|have never had|having no|had no|"
        "did not have|never had|have not had|has not had|didn't have|don't have|doesn't have|do not have a|does not have a|don't have a|"
        "dont have|dont have a|dont have any|doesnt have|doesnt have a|doesnt have any|"
        "do not contain any|do not own any|are not associated with any|not have any|did not have a|not having any|not having|do not offer any",
    ),
    **_phrases(
        "and",
        "",
        "and|as well as|along with|together with|and also|with its|with their|plus|also|and then|in addition to|&|and the corresponding|"
        "and corresponding|and their corresponding|along with their|along with its",
    ),
    **_phrases("or", "", "or|and/or|either|or else|any of"),
    **_phrases("both", "", "both"),
    **_phrases(
        "but_not",
        "",
        "but not|but do not|but don't|but does not|but did not|but no|but have not|but never|but without|but are not|but has not|but is not",
    ),
    **_phrases("break", "", "?|.|;|!"),
    **_phrases("comma", "", ",|:|(|)|-|–|—"),
    **_phrases(
        "of",
        "",
        "of|for|in|from|at|on|by|to|belonging to|within|inside|among|across|through|into|associated with|related to|of all|for all|"
        "among all|out of|corresponding to|of all the|from all|for all the|about|regarding|during|via|under|as|with regard to|"
        "in all|at all|upon|onto|against",
        weak=True,
    ),
    **_phrases("possessive", "", "'s|'"),
    **_phrases(
        "with",
        "",
        "with|having|have|has|had|that have|which have|that has|which has|that had|owns|own|owning|possess|possesses|contained",
    ),
    **_phrases(
        "that",
        "",
        "that|those|such that|in which|for which|that are|that is|who are|who is|which are|"
        "that were|that was|who were|who was|in that|at which|to which|if|on which|by which|of which|with which|from which|on whom|by whom",
    ),
    **_phrases(
        "be",
        "",
        "is|are|was|were|be|been|being|do|does|did|there is|are there|is there|were there|was there|there are|have been|has been|"
        "will|would|can|could|it|they|we|we have|do we have|you|i|there|me|my|our|us|should|shall|may|might|exist|exists|available in total|"
        "had been|to be|he|she|that it|she|able",
        weak=True,
    ),
    **_phrases(
        "det",
        "",
        "the|a|an|all|all the|all of the|any|some|their|its|his|her|these|this|those|the corresponding|corresponding|respective|"
        "each of the|every one of the|of the|following|given|particular|certain|any of the|other|specific|own|single",
        weak=True,
    ),
    **_phrases("number_noun", "", "records|record|rows|row|entries|results|result|values|value|names|items|times", weak=True),
    **_phrases("only", "", "only"),
    **_phrases(
        "filler",
        "",
        "full|complete|information|info|respectively|in total|altogether|currently|ever|overall|too|in the database|in database|"
        "in the table|whatever|just|so|then|now|please|in our records|on record|on file|in our database|recorded|listed|existing|"
        "to date|next to|held|sort of|set of|a list of|the list of|list of|the set of|known|registered|present|"
        "the following|according to|based on|terms|in terms of|with respect to|case|it is|as|such|the value|the values|"
        "yet|pls|plz|thanks|thank you|still|all together|right now|so far|at the moment|"
        "associated|involved|both of|being|get|gets|got|that of|those of|belong|belongs|belonging|corresponding|"
        "at some point|at one time|related|same time|result|results|total number|across all|considering|if any|"
        "possible|actual|actually|has ever|have ever|each one|at the same time|than|out|here|also called|"
        "use|used|uses|using|make|made|makes|take|taken|takes|took|receive|received|hold|holds|put|done|occur|occurred|occurs|happen|happened|"
        "come|comes|came|went|go|goes|found|live|lives|living|reside|resides|located|locate|situated|based|work|works|working|"
        "stay|stays|keep|keeps|kept|born|written|offered|offer|offers|provided|provide|provides|owned|called|named|titled|labeled|"
        "labelled|entitled|known as|with the name|under the name|by the name of|with name|belonged|assigned|assign|appear|appears|appeared",
        weak=True,
    ),
}
"""Phrases in lower case to what they are. A later line wins where two say the same."""

SUPERLATIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "oldest": ("max", ("age", "birth", "birthday", "founded", "built", "opened", "year", "date")), "youngest": ("min", ("age", "birth", "birthday")),
    "newest": ("max", ("year", "date", "created", "opened", "founded", "released", "added", "start")),
    "latest": ("max", ("date", "time", "year", "created", "start", "updated", "birth")),
    "earliest": ("min", ("date", "time", "year", "created", "start", "founded")),
    "recent": ("max", ("date", "time", "year", "created", "start", "updated")), "first": ("min", ("date", "time", "year", "created", "start")),
    "last": ("max", ("date", "time", "year", "created", "start")),
    "cheapest": ("min", ("price", "cost", "fee", "rate", "amount", "charge")), "priciest": ("max", ("price", "cost", "fee", "rate", "amount")),
    "dearest": ("max", ("price", "cost", "fee", "rate", "amount")), "soonest": ("min", ("date", "time", "start")),
    "costliest": ("max", ("price", "cost", "fee", "rate", "amount")),
    "tallest": ("max", ("height", "tall")), "shortest": ("min", ("length", "duration", "height", "distance", "time")),
    "longest": ("max", ("length", "duration", "distance", "time", "run")), "heaviest": ("max", ("weight",)), "lightest": ("min", ("weight",)),
    "fastest": ("max", ("speed", "pace")), "slowest": ("min", ("speed", "pace")), "richest": ("max", ("money", "wealth", "income", "worth",
    "budget")),
    "deepest": ("max", ("depth",)), "busiest": ("max", ()), "farthest": ("max", ("distance",)), "furthest": ("max", ("distance",)),
    "nearest": ("min", ("distance",)), "closest": ("min", ("distance",)), "widest": ("max", ("width",)), "brightest": ("max", ()),
    "largest": ("max", ("size", "area", "capacity", "population", "amount", "quantity")), "biggest": ("max", ("size", "area", "capacity",
    "population")),
    "smallest": ("min", ("size", "area", "capacity", "population", "amount", "quantity")),
    "highest": ("max", ("height", "elevation", "altitude", "score", "grade")), "lowest": ("min", ("height", "elevation", "altitude", "score",
    "grade")),
    "greatest": ("max", ()), "most": ("max", ()), "least": ("min", ()), "fewest": ("min", ()), "maximum": ("max", ()), "minimum": ("min", ()),
    "best": ("max", ("rating", "score", "rank", "grade", "star")), "worst": ("min", ("rating", "score", "grade", "star")), "top": ("max", ()),
    "max": ("max", ()), "min": ("min", ()), "poorest": ("min", ("income", "worth", "money")), "strongest": ("max", ("power", "strength")),
    "more": ("max", ()), "leading": ("max", ()), "maximal": ("max", ()), "minimal": ("min", ()),
}  # fmt: skip
"""Superlatives: the end of the scale, and the words of columns that a bare one speaks of, likeliest first."""

GRADABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "expensive": ("max", ("price", "cost", "fee", "rate", "amount", "charge")), "common": ("max", ("#",)), "popular": ("max", ("#", "popularity")),
    "frequent": ("max", ("#",)), "frequently": ("max", ("#",)), "commonly": ("max", ("#",)), "popularly": ("max", ("#",)),
    "recent": ("max", ("date", "time", "year", "created", "start")),
    "recently": ("max", ("date", "time", "year", "created", "start")), "populous": ("max", ("population",)), "populated": ("max", ("population",)),
    "prevalent": ("max", ("#",)), "powerful": ("max", ("power",)), "experienced": ("max", ("experience", "year")), "rare": ("min", ("#",)),
    "costly": ("max", ("price", "cost")), "valuable": ("max", ("value", "worth")), "crowded": ("max", ("population", "attendance")),
    "often": ("max", ("#",)), "senior": ("max", ("age",)), "productive": ("max", ("#",)), "used": ("max", ("#",)),
    "important": ("max", ("importance",)),
}  # fmt: skip
"""Adjectives after `most` and `least` (`#` is how many rows there are)."""

COMPARATIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "older": ("gt", ("age",)), "younger": ("lt", ("age",)), "taller": ("gt", ("height",)), "shorter": ("lt", ("length", "duration", "height",
    "distance")),
    "longer": ("gt", ("length", "duration", "distance", "time", "run")), "heavier": ("gt", ("weight",)), "lighter": ("lt", ("weight",)),
    "faster": ("gt", ("speed",)), "slower": ("lt", ("speed",)), "cheaper": ("lt", ("price", "cost", "fee", "rate")), "larger": ("gt", ("size",
    "area", "capacity", "population")),
    "bigger": ("gt", ("size", "area", "capacity", "population")), "smaller": ("lt", ("size", "area", "capacity", "population")),
    "newer": ("gt", ("year", "date")),
    "wider": ("gt", ("width",)), "deeper": ("gt", ("depth",)), "richer": ("gt", ("money", "income", "worth")),
    "costlier": ("gt", ("price", "cost")), "higher": ("gt", ("height", "elevation", "score")), "lower": ("lt", ("height", "elevation", "score")),
}  # fmt: skip
"""Comparatives before `than`, and the words of the columns they compare."""

COLUMN_VERBS: dict[str, tuple[str, ...]] = {
    "cost": ("price", "cost", "fee", "rate", "charge"), "costs": ("price", "cost", "fee", "rate"), "costing": ("price", "cost"),
    "paid": ("salary", "amount", "payment"),
    "earn": ("salary", "earnings", "income", "wage"), "earns": ("salary", "earnings", "income", "wage"), "earning": ("salary", "earnings", "income"),
    "earned": ("salary", "earnings", "income"), "weigh": ("weight",), "weighs": ("weight",), "weighing": ("weight",), "old": ("age",),
    "tall": ("height",),
    "long": ("length", "duration"), "heavy": ("weight",), "worth": ("value", "price", "worth"), "aged": ("age",), "salaries": ("salary", "wage"),
    "lasts": ("duration",), "lasting": ("duration",),
    "priced": ("price", "cost"), "located": ("location", "address", "city"), "gender": ("sex", "gender"), "sex": ("gender", "sex"),
    "wage": ("salary",), "pay": ("salary",),
    "birthday": ("birth", "birthday"), "cellphone": ("phone", "mobile", "telephone"), "phone": ("telephone", "phone"), "surname": ("last name",
    "surname"),
    "forename": ("first name",), "nation": ("country", "nationality"), "nationality": ("country", "nationality"), "expense": ("cost", "price"),
    "mail": ("email",), "e-mail": ("email",), "identifier": ("id",), "identifiers": ("id",), "identification": ("id",), "ids": ("id",),
    "genders": ("sex", "gender"), "title": ("name", "title"), "titles": ("name", "title"),
    "duration": ("length", "duration"), "price": ("cost", "price", "amount"), "cheap": ("price", "cost"), "location": ("address", "city", "place"),
    "prices": ("cost", "price", "amount"), "hometown": ("hometown", "city"), "capital": ("capital", "city"), "description": ("detail",
    "description", "desc"),
    "birthdate": ("birth", "birthday"), "code": ("code", "id"), "codes": ("code", "id"), "surnames": ("last name",), "telephone": ("phone",),
    "dates": ("date",), "held": ("date",),
}  # fmt: skip
"""Words for what columns hold when no name of the catalog says them."""

STOPWORDS = word_set(
    """
    a an and are as at be been by did do does for from had has have he her his how i in is it its me my of on or our she so some than that the
    their them then there these they this those to us was we were what when where which who whom whose will with would you your all any each
    every no not also into only such other both either same once just more most can could should
    """
)
"""Words that may stay unbound without taking anything from the meaning."""

LONGEST_KEYWORD = max(len(key) for key in KEYWORDS)

_PARTICIPLES = frozenset({"sold", "paid", "held", "spent", "left", "made", "sent", "put", "lost", "won", "bought", "kept", "run"})
"""Participles that do not end as most do."""


def is_participle(word: str) -> bool:
    """True for what looks like a participle of the past, in small letters."""
    return word.endswith(("ed", "en", "id")) or word in _PARTICIPLES
