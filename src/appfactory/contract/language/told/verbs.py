"""The verbs of writes, and where the verb of a sentence stands: behind polite words, or behind what it is for (`under X, add …`)."""

from __future__ import annotations

from appfactory.compile.reserved import word_set
from appfactory.contract.language.english import KEYWORDS
from appfactory.contract.language.told.states import may_say_state
from appfactory.contract.language.writing import Sentence

_POLITE = word_set(
    """
    please pls plz u hey hi hello can could you i want would will like to need let us we now kindly go ahead and lets 's let's just then also ,
    ok okay thanks i'd we'd i'll we'll
    """
)
CREATE = word_set("create add insert register make new book schedule open record enter issue post start save log")
ALSO_STATES = word_set("open start post issue schedule record book")
"""Verbs that make rows, and that lead rows which are there to a state."""
CHANGE = word_set(
    """
    update change set modify edit amend alter patch rename mark move assign make reschedule adjust correct switch reassign transfer turn flag put
    raise lower bump cut boost hike
    """
)
DELETE = word_set("delete remove erase destroy drop")
EMPTY = word_set("clear empty blank unset wipe")
"""Verbs that leave a column without a value."""
BY_AMOUNTS = word_set("increase decrease raise lower reduce extend shorten lengthen double halve")
"""Verbs of changes that start from the value there is."""
MAKES_IF_NEW = word_set("put make")
"""Verbs that make what has an article of something new: `put a note on …`."""
JOIN = word_set("enroll enrol subscribe enlist invite admit")
"""Verbs that put somebody into something: a row that refers to both."""
GIVE = word_set("give grant let allow")
"""Verbs that tell of a row first, and then what it gets."""
VERBS = (
    CREATE
    | CHANGE
    | DELETE
    | EMPTY
    | BY_AMOUNTS
    | JOIN
    | GIVE
    | word_set(
        """
    cancel confirm archive publish unpublish pause resume activate deactivate reactivate complete approve reject close reopen finish start check
    promote demote please could would should instead called named titled because customer everybody somebody
    """
    )
)
"""Words of requests, as they are spelt."""
_TWO_WORDS = frozenset(
    {
        ("set", "up"),
        ("put", "in"),
        ("sign", "up"),
        ("write", "up"),
        ("open", "up"),
        ("fill", "in"),
        ("put", "down"),
        ("draw", "up"),
        ("put", "up"),
        ("key", "in"),
        ("write", "down"),
        ("jot", "down"),
        ("note", "down"),
    }
)
"""Verbs of two words that make a row."""
_PUTTING = word_set("put write note set track file store reserve sign")
_STANDING_FOR = word_set("it this that them in down as up")
_WANTING = word_set("need want like")
_ARTICLES = word_set("a an another new")
_ONE_MORE = word_set("one another more extra additional further yet a an new")
"""Words in front of what a new row is that only say that it is one more."""
_LEADING = word_set("for under in at on to within")
_FARTHEST_VERB = 9
_ASKING_FIRST = word_set(
    "which what who whom whose when where why how list show count find display get fetch search total average number is are do does did any"
)
_PLEASE = word_set("please pls plz")
_SHOWING = word_set("open make set enter record start")
"""Verbs that may as well ask to be shown something, or mean it in passing."""
_SUBJECTS = word_set("we i you u")
_TELLING_BEHIND_SUBJECT = word_set("are do does did")
_ASKED = word_set("can could would will")
_ASKING = word_set("you we i u")
_CLAUSE_MARKS = frozenset({",", ";", ".", "!", "?", ":", "–", "—", "-"})
_LEADS_OF_CLAUSES = word_set("so and then please pls plz now just therefore")
_TAGS = frozenset((*((verb, "you") for verb in ("would", "will", "could", "can", "won't")), ("please",), ("ok",), ("okay",), ("right",), ("yes",)))
"""Afterthoughts of a request."""
_ANYBODY = word_set("someone somebody anyone anybody")


def first_word(sentence: Sentence) -> int:
    """The place of the first word that is more than polite."""
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        lets = token.lower == "let" and (place + 1 >= len(tokens) or tokens[place + 1].lower not in {"us", "'s", "’s"})
        somebody = place > 0 and token.lower in _ANYBODY and tokens[place - 1].lower in _ASKED
        if lets or not (token.lower in _POLITE or somebody):
            return place
    return len(tokens)


def is_question(sentence: Sentence) -> bool:
    """True for a text with a question mark at its end, unless it politely asks to do something: `could you delete …?`, `…, can you change it?`."""
    if not sentence.text.rstrip().endswith("?"):
        return False
    tokens = sentence.tokens
    starts = [0, *(place + 1 for place in range(sentence.last - 1) if tokens[place].kind == "mark" and tokens[place].text in _CLAUSE_MARKS)]
    last = starts[-1]
    return not (_asks_politely(sentence, 0, first_word(sentence)) or _asks_politely(sentence, last, last + 2) or _tagged(sentence, starts))


def _asks_politely(sentence: Sentence, start: int, verb: int) -> bool:
    """True for `could you` or `will somebody` at token `start`, and at or behind token `verb` a verb of doing."""
    while start < sentence.last and sentence.tokens[start].lower in _LEADS_OF_CLAUSES:
        start, verb = start + 1, max(verb, start + 3)
    words = [token.lower for token in sentence.tokens[start : start + 2]]
    asked = words[:1] and words[0] in _ASKED and words[1:] and words[1] in _ASKING | _ANYBODY
    place = verb
    while place + 1 < len(sentence.tokens) and sentence.tokens[place].lower in _ANYBODY | _POLITE:
        place += 1
    return bool(asked) and place < len(sentence.tokens) and (sentence.tokens[place].lower in {"get", "have"} or may_be_verb(sentence, place))


def _tagged(sentence: Sentence, starts: list[int]) -> bool:
    """True for `delete it, would you?`: a clause that tells to do something, and an afterthought that makes a question of it."""
    tag = tuple(token.lower for token in sentence.tokens[starts[-1] : sentence.last])
    if len(starts) < 2 or tag not in _TAGS:
        return False
    place = starts[-2]
    while place < sentence.last and sentence.tokens[place].lower in _LEADS_OF_CLAUSES:
        place += 1
    return may_be_verb(sentence, place)


def told_politely(sentence: Sentence) -> str:
    """The verb of a clause that politely tells to do something (`…, please pause the queue`), empty if there is none. It asks for no rows."""
    tokens = sentence.tokens
    for start in range(sentence.last - 1):
        if start and not (tokens[start - 1].kind == "mark" and tokens[start - 1].text in _CLAUSE_MARKS):
            continue
        place = start
        while place < sentence.last - 1 and tokens[place].lower in _LEADS_OF_CLAUSES | _ASKED | _ASKING:
            place += 1
        polite = {token.lower for token in tokens[start:place]}
        verb = tokens[place].lower
        known = verb in CREATE | CHANGE | DELETE | EMPTY | JOIN or may_say_state(sentence, verb)
        if (polite & _PLEASE or (polite & _ASKED and polite & _ASKING)) and known and verb not in _SHOWING:
            return tokens[place].text
    return ""


def asks_first(sentence: Sentence) -> bool:
    """True for a text that begins with a word that asks for rows: `which rooms …`, `list …`."""
    place = first_word(sentence)
    if place >= len(sentence.tokens):
        return True
    # `we are overrun` asks for nothing.
    told = sentence.tokens[place].lower in _TELLING_BEHIND_SUBJECT and any(each.lower in _SUBJECTS for each in sentence.tokens[:place])
    return sentence.tokens[place].lower in _ASKING_FIRST and not told


def gets_rid(sentence: Sentence, place: int) -> bool:
    """True for `get rid of`, which deletes in three words."""
    return tuple(token.lower for token in sentence.tokens[place : place + 3]) == ("get", "rid", "of")


def is_new(sentence: Sentence, place: int) -> bool:
    """True for an article that speaks of something not known yet."""
    return place < len(sentence.tokens) and sentence.tokens[place].lower in _ARTICLES


def behind_one_more(sentence: Sentence, place: int) -> int:
    """Behind words that only say that it is one, or one more: `one more session`, `a further note`; `place` if there are none."""
    end = place
    while end < sentence.last and sentence.tokens[end].lower in _ONE_MORE:
        end += 1
    plain = end < sentence.last and sentence.tokens[end].kind == "word"
    said = {token.lower for token in sentence.tokens[place:end]}
    return end if plain and said & {"one", "another", "extra", "additional", "further"} else place


def wanted_at(sentence: Sentence) -> int | None:
    """Where the article stands in `I need a room called …`: something that should be there."""
    place = first_word(sentence)
    before = {token.lower for token in sentence.tokens[:place]}
    return place if before & _WANTING and is_new(sentence, place) else None


def _is_adjective(sentence: Sentence, place: int) -> bool:
    """True for `new bookings this week`, `open bookings`: rows that are so, and none that should be."""
    if sentence.tokens[place].lower not in {"new", "open"} or place + 1 >= len(sentence.tokens):
        return False
    following = sentence.tokens[place + 1]
    rest = {token.lower for token in sentence.tokens[place + 2 :]}
    return following.kind == "word" and following.lemma != following.lower and not rest & {"named", "called", ":", "titled"}


def verb_place(sentence: Sentence) -> int | None:
    """Where the verb of the write stands; None if there is none."""
    place = first_word(sentence)
    if place >= len(sentence.tokens):
        return None
    verb = sentence.tokens[place].lower
    if _is_adjective(sentence, place):
        return None
    if verb in CREATE | CHANGE | DELETE | BY_AMOUNTS or gets_rid(sentence, place):
        return place
    if may_say_state(sentence, verb) or (verb, sentence.tokens[place + 1].lower if place + 1 < len(sentence.tokens) else "") in _TWO_WORDS:
        return place
    return _verb_behind(sentence, place) if verb in _LEADING else None


def _verb_behind(sentence: Sentence, place: int) -> int | None:
    """The verb behind what is named first: `under Career Coaching, add …`."""
    for index in range(place + 2, min(len(sentence.tokens) - 1, place + _FARTHEST_VERB)):
        if sentence.tokens[index].text in CREATE - {"new", "open", "book", "post", "record"} | CHANGE - {"set"} | DELETE:
            return index
        if sentence.tokens[index].text == "set" and sentence.tokens[index + 1].lower in {"the", "its", "their", "his", "her"}:
            return index
    return None


def may_be_verb(sentence: Sentence, place: int) -> bool:
    """True for a word that may be the verb of a write: one of making, changing, deleting, or one that says a state."""
    token = sentence.tokens[place]
    word, following = token.lower, sentence.tokens[place + 1].lower if place + 1 < len(sentence.tokens) else ""
    if token.kind != "word":
        return False
    known = word in CREATE | CHANGE | DELETE | BY_AMOUNTS | EMPTY | JOIN | GIVE | {
        "do",
        "fix",
        "sort",
        "see",
        "check",
        "bring",
        "take",
        "throw",
        "call",
    }
    return known or (word, following) in _TWO_WORDS or may_say_state(sentence, word) or gets_rid(sentence, place)


def makes_nothing(sentence: Sentence) -> bool:
    """True for a text that begins with no verb that makes something."""
    place = first_word(sentence)
    words = [token.lower for token in sentence.tokens[place : place + 2]]
    return not words or not (words[0] in CREATE | MAKES_IF_NEW | JOIN | GIVE | _PUTTING or tuple(words) in _TWO_WORDS)


def may_make(sentence: Sentence, place: int) -> bool:
    """True for a word in front of an article that may be a verb that makes something: `leave a note`, `draft an offer`."""
    token = sentence.tokens[place]
    keyword = KEYWORDS.get((token.lower,))
    plain = token.kind == "word" and token.lower not in {"i", "need", "want", "like"} and (keyword is None or keyword.role == "filler")
    return (
        plain
        and place + 2 < len(sentence.tokens)
        and sentence.tokens[place + 1].lower in _ARTICLES - {"new"}
        and not sentence.tokens[place + 1].capitalized
    )


def end_of_verb(sentence: Sentence, place: int) -> int:
    """The place behind a verb, its particle, and what stands for something that is described next: `set up`, `put it in as`."""
    words = [token.lower for token in sentence.tokens[place : place + 5]]
    if tuple(words[:2]) in _TWO_WORDS:
        return place + 2
    if gets_rid(sentence, place):
        return place + 3
    if words[1:2] in (["me"], ["us"]) and words[2:3] and words[2] in _ARTICLES:
        return place + 2
    size = 1
    while size < len(words) and words[size] in _STANDING_FOR:
        size += 1
    return place + size if 1 < size < len(words) and words[size] in _ARTICLES and words[size - 1] == "as" else place + 1
