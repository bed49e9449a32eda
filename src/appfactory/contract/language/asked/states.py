"""States that a question says of the rows of one table: words of enumerations, columns of yes and no, columns that are empty."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from appfactory.compile.reserved import word_set
from appfactory.contract.language.asked.reader import PartReader
from appfactory.contract.language.asked.words import Part
from appfactory.contract.language.english import SUPERLATIVES
from appfactory.contract.language.lexicon import folded
from appfactory.contract.language.row_words import DETERMINERS, written_out
from appfactory.contract.language.values import is_numeric, kind_of
from appfactory.contract.language.words import root_of
from appfactory.model.database import Column

_DENIALS = word_set("not don't doesn't didn't isn't aren't wasn't weren't never non cannot can't dont doesnt didnt won't wont wouldn't shouldn't")
_DENIAL_LEADS = word_set("do does did is are was were that which who have has can but currently yet be")
_LEADING_TO_STATE = word_set("as in being is are was were been still currently now on from by via through the")
_LEADING_TO_FLAG = word_set("that which who can is are do does with have has be a an")
_BETWEEN_STATES = word_set("or and , nor not already still currently been")
_AFTER_DENIAL = word_set("a an any yet be been being currently have the")
_POSSESSING = word_set("that who which with have has having still do does need needs require requires needing requiring")
_LACKING = frozenset({"without", "w/o", "no", "lacking", "lack", "missing", "neither", "nor"})
_ONES = frozenset({"ones", "are", "is", "rows"})
_GIVING = word_set(
    "gave given give left leave provided provide shared share told tell entered enter added add supplied supply us me set put filled in"
)
"""Words for what people do who let one know something."""
_KEPT = {("filled", "in"), ("on", "file"), ("on", "record"), ("set",), ("recorded",), ("entered",), ("stored",), ("given",)}
"""What is said of a column that is not empty."""
_CARRYING = word_set("that which who have has carry carries show shows bear bears having carrying")
_SWITCHES = {("switched", "off"): False, ("turned", "off"): False, ("disabled",): False, ("inactive",): False, ("deactivated",): False,
             ("switched", "on"): True, ("turned", "on"): True, ("in", "force"): True, ("in", "use"): True}  # fmt: skip
_IN_FORCE = frozenset(root_of(word) for word in ("active", "enabled", "live"))
"""Words of columns of yes and no that say whether something is in force."""
_LEFT = frozenset({"left", "remaining", "available"})
_GRANTING = frozenset(root_of(word) for word in ("allow", "require", "has", "enable", "support", "include", "accept", "need"))
"""Verbs that columns of yes and no begin with, and that `with` and `without` leave out."""
_WITHIN_FLAG = word_set(
    "any to be of for prior someone somebody anybody someones somebodys 's "
    "people customers clients guests users members visitors patients them you us go get join be put sign up on in onto"
)
"""Words that may stand between those of a column of yes and no: `let people go on a waitlist` for `allow_waitlist`."""
_MOVING = ("go", "goes", "travel", "travels", "come", "comes", "drive", "drives", "can go", "can come", "can travel", "can drive")
_FLAGS_MEANT = {
    root_of("mobile"): tuple((*verb.split(), *out, "to") for verb in _MOVING for out in ((), ("out",))),
    root_of("published"): tuple(tuple(words.split()) for words in ("visible online", "on the website", "online", "visible to")),
}
"""What people say instead of an adjective that columns of yes and no are called."""
_WHOM = word_set("the a our your their customer customers client clients guest guests people you them place home homes")
_LEAST_OF_STATE, _DOUBT_OF_BEGUN = 6, 0.5
"""Letters of the shortest participle that stands for a state of several words."""
_SURE_PARENT = 0.9
"""How well a word has to name a table that rows refer to for it to be asked for."""
_ALIKE = {
    "need": "require", "demand": "require", "want": "require", "permit": "allow", "accept": "allow", "let": "allow", "support": "allow",
    "take": "allow", "enable": "allow", "offer": "allow", "include": "has", "must": "require", "ask": "require", "call": "require",
}  # fmt: skip
"""Verbs that columns of yes and no say in other words."""


def _says_state(word: str, cells: list[tuple[str, str]]) -> bool:
    """False for the bare form of a verb: what `expires` is not yet `expired`."""
    return word.endswith(("ed", "en", "ing", "t", "d")) or any(folded(word).replace("_", "") == folded(value).replace("_", "") for _, value in cells)


class StateParts(PartReader):
    """Reads in which state the rows are to be."""

    def at(self, place: int) -> Iterator[Part]:
        """The parts that begin at a token."""
        for read in (self._states, self._flags, self._absent):
            yield from read(place)

    def _denied(self, place: int) -> tuple[int, bool]:
        """Where a denial that begins here ends (`that are not`, `don't`), and whether there is one."""
        head = self.past(place, _DENIAL_LEADS, 3)
        if self.words[head : head + 2] == ["no", "longer"]:
            return head + 2, True
        if head < self.end and self.word(head) in _DENIALS:
            return self.past(head + 1, _AFTER_DENIAL, 2), True
        return place, False

    def _states(self, place: int) -> Iterator[Part]:
        """A word of one of the table's enumerations, said or denied: `confirmed`, `not cancelled`, `still waiting`, `private or hidden`."""
        head, denied = self._denied(place)
        if not denied:
            head = self.past(place, _LEADING_TO_STATE, 2)
        excepted, size = self.keyword(place, "op", "none")
        if not denied and excepted is not None and excepted.payload == "neq":
            head, denied = self.past(place + size, frozenset({"the", "those", "ones", "that", "are"}), 3), True
        if self.word(place - 1) in {"which", "what"} and self._names_parent(place):
            # `which calendar belongs to which resource` asks for both.
            return
        spoken = self._column_of_word(head)
        head = head + 2 if spoken else head
        found = [(end, cells) for end, cells in self._states_at(head) if not spoken or {column for column, _ in cells} & spoken]
        for end, cells in found[:1]:
            yield from self._included(place, head, end)
            if len(cells) > 1:
                named = [cell for cell in cells if cell[0] == "status"]
                doubt = 0.5 if len(named) == 1 else 1.0
                column, value = named[0] if named else cells[0]
            else:
                (column, value) = cells[0]
                doubt = _DOUBT_OF_BEGUN * value.lower().startswith(f"{self.word(end - 1)}_")
            yield Part(place, end, (end - place) * (1.0 - 0.15 * doubt), "filter", column, "neq" if denied else "eq", value, doubt=doubt)
            out = self._left_out(end)
            if out > end and not denied:
                yield Part(place, out, (out - place) * 1.1, "filter", column, "neq", value, doubt=doubt)
            behind = self._noun_end(end, column)
            if behind > end:
                yield Part(place, behind, (behind - place) * 1.05, "filter", column, "neq" if denied else "eq", value)
            yield from self._states_listed(place, end, column, value, denied=denied)

    def _names_parent(self, place: int) -> bool:
        return any(named.get(parent, 0.0) >= _SURE_PARENT for _, named in self.tables_at(place) for _, parent in self.foreign)

    def _included(self, place: int, head: int, end: int) -> Iterator[Part]:
        """`cancelled ones too`, `including cancelled`, `paid or not`: a state that makes no difference."""
        if self.word(head - 1) in {"including", "even", "incl"} and head - 1 <= place:
            yield Part(head - 1, end, (end - head + 1) * 1.15, "silent")
            return
        noun = next((stop for stop, named in self.tables_at(end) if self.table.name in named), end)
        behind = self.past(noun, frozenset({"one", "ones"}), 1)
        if self.word(behind) in {"too", "included", "also"} or self.words[behind : behind + 2] in (["as", "well"], ["or", "not"]):
            stop = behind + (2 if self.word(behind) in {"as", "or"} else 1)
            yield Part(place, stop, (stop - place) * 1.15, "silent")

    def _left_out(self, end: int) -> int:
        """`archived ones left out`, `drafts not included`: where words end that deny the state in front of them."""
        start = self.past(end, _ONES, 2)
        for phrase in (["left", "out"], ["left", "aside"], ["not", "included"], ["not", "counted"], ["excluded"], ["aside"]):
            if self.words[start : start + len(phrase)] == phrase:
                return start + len(phrase)
        return end

    def _column_of_word(self, head: int) -> set[str]:
        """`visible to staff only` for `visibility`: the columns whose name an adjective says, in front of what they hold."""
        if self.word(head + 1) not in {"to", "as", "by", "for"} or self.token(head).kind != "word":
            return set()
        root = self.word(head)[:5]
        return {
            column.name
            for column in self.table.columns
            if (self.table.name, column.name) in self.lexicon.enumerated
            and any(word[:5] == root and len(root) > 4 for word in self._names_of(column))
        }

    def _states_at(self, head: int) -> Iterator[tuple[int, list[tuple[str, str]]]]:
        if not self.lexicon.may_begin_state(self.table.name, self.token(head)):
            return
        for end in range(min(self.end, head + 4), head, -1):
            said = self.said(head, end)
            cells = sorted(self.lexicon.own_states(self.table.name, said)) if self.token(head).kind == "word" else []
            if not cells and end - head > 1:
                cells = self._in_base_form(head, end)
            if cells and end == head + 1 and not _says_state(self.word(head), cells) and not self._is_asked(head):
                cells = []
            if not cells and end == head + 1 and self.token(head).lemma != self.word(head):
                cells = sorted(self.lexicon.own_states(self.table.name, self.token(head).lemma))
                cells = cells if _says_state(self.token(head).lemma, cells) else []
            if not cells and end == head + 1:
                cells = self._begun(head)
            if cells:
                yield end, cells
                return

    def _begun(self, head: int) -> list[tuple[str, str]]:
        """`pending` for `pending_approval`: the one state of the table's that begins with a participle."""
        word = self.word(head)
        if not word.endswith(("ing", "ed")) or len(word) < _LEAST_OF_STATE:
            return []
        listed = self.lexicon.enumerated
        found = [
            (column.name, value)
            for column in self.table.columns
            for value in listed.get((self.table.name, column.name), ())
            if value.lower().startswith(f"{word}_")
        ]
        return found if len(found) == 1 else []

    def _in_base_form(self, head: int, end: int) -> list[tuple[str, str]]:
        """`require capture` for `requires_capture`: a state of several words, each in any form of it."""
        return self.lexicon.states_in_base_form(self.table.name, tuple(token.lemma for token in self.tokens[head:end]))

    def _is_asked(self, head: int) -> bool:
        """`did any payment fail`: the base form of a verb behind an auxiliary says the state, too."""
        return bool({"did", "does", "do"} & set(self.words[:head]))

    def _noun_end(self, end: int, column: str) -> int:
        """Where the noun of the column ends behind its value (`priority strategy`); a noun of the rows themselves is none."""
        if self.token(end).lemma in self.lexicon.names[self.table.name, ""]:
            return end
        return next((stop for stop, columns in self.columns_at(end) if columns[0][1].name == column), end)

    def _states_listed(self, place: int, end: int, column: str, value: str, *, denied: bool) -> Iterator[Part]:
        values: list[str] = [value]
        while True:
            after = self.past(end, _BETWEEN_STATES, 3)
            more = next(iter(self._states_at(after)), None) if after > end else None
            same = [found for name, found in more[1] if name == column] if more else []
            if more is None or not same:
                break
            values.append(same[0])
            end = more[0]
        if len(values) > 1:
            end = self._noun_end(end, column)
            yield Part(place, end, (end - place) * 1.05, "filter", column, "not_in" if denied else "in", tuple(values))

    @cached_property
    def _yes_or_no(self) -> list[tuple[Column, tuple[str, ...]]]:
        """The columns of yes and no with the roots of their words."""
        found = []
        for column in self.table.columns:
            if kind_of(column.type) == "boolean":
                words = self.lexicon.names[self.table.name, column.name]
                found.append((column, tuple(root_of(word) for word in (words[1:] if words[0] in {"is", "has"} and len(words) > 1 else words))))
        return found

    def _flags(self, place: int) -> Iterator[Part]:
        """`that allow a waitlist`, `need approval`, `not mobile`, `unpublished`, `can be rolled over`."""
        head, denied = self._denied(place)
        if not denied:
            head = self.past(place, _LEADING_TO_FLAG, 3)
        best: Part | None = None
        lacking = self.word(place) in {"without", "w/o", "no"}
        for column, roots in self._yes_or_no:
            if len(roots) > 1 and (lacking or self.word(place) == "with") and roots[0] in _GRANTING:
                behind = self._flag_end(self.past(place + 1, DETERMINERS, 1), roots[1:])
                if behind is not None:
                    yield Part(place, behind, (behind - place) * 1.0, "filter", column.name, "eq", not lacking)
            end = self._flag_end(head, roots) or self._flag_turned(head, roots)
            if end is not None and (best is None or end > best.end):
                best = Part(place, end, (end - place) * 1.0, "filter", column.name, "eq", not denied)
            lowered = self.word(head) if head < self.end else ""
            if not denied and lowered.startswith("un") and roots == (root_of(lowered[2:]),) and best is None:
                best = Part(place, head + 1, (head + 1 - place) * 1.0, "filter", column.name, "eq", False)
        yield from self._switched(place, head)
        yield from self._in_other_words(place, head, denied=denied)
        if best is not None:
            yield best
            return
        for end, columns in self.columns_at(head):
            flags = [column for score, column in columns if score >= 0.8 and kind_of(column.type) == "boolean"]
            if flags and columns[0][1] is flags[0]:
                yield Part(place, end, (end - place) * 0.95, "filter", flags[0].name, "eq", not denied)
                return

    def _switched(self, place: int, head: int) -> Iterator[Part]:
        """`switched off`, `disabled`: the column of yes and no that says whether something is in force."""
        for words, on in _SWITCHES.items():
            if tuple(self.words[head : head + len(words)]) == words:
                found = [column for column, roots in self._yes_or_no if len(roots) == 1 and roots[0] in _IN_FORCE]
                if len(found) == 1:
                    stop = head + len(words)
                    yield Part(place, stop, (stop - place) * 0.95, "filter", found[0].name, "eq", on, doubt=0.2)

    def _in_other_words(self, place: int, head: int, *, denied: bool) -> Iterator[Part]:
        """`that go out to the customer`: mobile; `visible online`: published."""
        for root, leads in _FLAGS_MEANT.items():
            found = [column for column, roots in self._yes_or_no if roots == (root,)]
            for words in leads if len(found) == 1 else ():
                end = head + len(words)
                if tuple(self.words[head:end]) == words:
                    stop = self.past(end, _WHOM, 3)
                    yield Part(place, stop, (stop - place) * 1.0, "filter", found[0].name, "eq", not denied, doubt=0.4)

    def _flag_turned(self, head: int, roots: tuple[str, ...]) -> int | None:
        """`renews automatically` for `auto_renew`: both words of a name, turned round, the longer one beginning as the shorter."""
        words = (self.token(head).root, self.token(head + 1).root)
        if len(roots) != 2 or self.token(head + 1).kind != "word":
            return None
        pairs = zip(words, roots[::-1], strict=True)
        alone = self.past(head + 1, frozenset({"by", "itself", "themselves", "on", "its", "their", "own", "automatically"}), 4)
        if roots[0] == "auto" and words[0][:5] == roots[1][:5] and alone > head + 1:
            return alone
        turned = all(one[:5] == other[:5] if len(one) >= 5 else one == other for one, other in pairs) or (
            words[0][:5] == roots[1][:5] and len(roots[0]) >= 4 and words[1].startswith(roots[0])
        )
        return head + 2 if turned else None

    def _flag_end(self, head: int, roots: tuple[str, ...]) -> int | None:
        place, said = head, 0
        while said < len(roots):
            if place >= self.end:
                return None
            word = self.token(place).lemma
            if root_of(_ALIKE.get(word, word)) == roots[said] or self.token(place).root == roots[said]:
                said += 1
            elif not (said and self.word(place) in DETERMINERS | _WITHIN_FLAG):
                spelt = written_out(self.word(place))
                if tuple(root_of(part) for part in spelt) != roots[said : said + len(spelt)]:
                    return None
                said += len(spelt)
            place += 1
        return place

    def _names_other_table(self, place: int) -> bool:
        """True if a phrase names a table better than any column of this one; what all tables belong to is not meant."""
        columns = max((found[0][0] for _, found in self.columns_at(place)), default=0.0)
        return any(score > columns for _, named in self.tables_at(place) for table, score in named.items() if table not in self.lexicon.hubs)

    def _absent(self, place: int) -> Iterator[Part]:
        """`without a phone`, `no maximum`, `with an end date`, `that have a code`, `with credits left`: a column that is empty, or not."""
        if self.word(place).startswith("need") and self.word(place - 1) in {"i", "we", "you"}:
            # Who needs the addresses asks for them.
            return
        lead = self.past(place, _CARRYING, 2)
        lead = lead if self.word(lead) in _LACKING else place
        lacking = self.word(lead) in _LACKING
        head = lead + 1 if lacking else self.past(place, _POSSESSING, 3)
        denied = False
        if not lacking:
            denying, denied = self._denied(place)
            head = self.past(denying, _GIVING, 3) if denied else head
        if head == place:
            return
        shown = self.says(head, "their", "its") and not (lacking or denied)
        head = self.past(head, DETERMINERS | {"any", "set", "of"}, 2)
        if shown:
            # `offers with their prices` asks for the prices.
            return
        for end, columns in self.columns_at(head)[:1]:
            score, column = columns[0]
            left = self.says(end, *_LEFT, "number", "numbers", "address", "addresses")
            numeric = is_numeric(column.type)
            tied = len(columns) > 1 and columns[1][0] >= score
            extreme = self.word(head) in SUPERLATIVES and end == head + 1
            if extreme or self.lexicon.is_key(self.table.name, column.name) or self._names_other_table(head):
                continue
            if score < 0.58 or kind_of(column.type) == "boolean" or not (column.nullable or numeric):
                continue
            absent = lacking or denied
            kept = next((size for size in (2, 1) if tuple(self.words[end : end + size]) in _KEPT), 0)
            stop = end + (kept or left)
            gain = (stop - place) * (0.7 + 0.35 * score) - 0.3 * tied - (0.0 if absent or kept else 1.0)
            if not column.nullable:
                yield Part(place, stop, gain, "filter", column.name, "eq" if absent else "gt", 0, doubt=0.5 + tied)
            else:
                yield Part(place, stop, gain, "filter", column.name, "is_null" if absent else "not_null", doubt=0.3 + tied)
