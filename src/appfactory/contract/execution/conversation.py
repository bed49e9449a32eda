"""A conversation about a database, line by line: requests that are tried out, answers to questions, and commands that begin with a backslash."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace

from appfactory.contract.execution.answers import Answer, answers_to, answers_to_error
from appfactory.contract.execution.model_translation import ModelTranslator
from appfactory.contract.execution.session import Session, system_clock
from appfactory.contract.execution.trial import Trial, try_out
from appfactory.contract.model.request import Command, Request, Response, Scope
from appfactory.contract.model.translation import Clock, Translation
from appfactory.contract.statements import wire
from appfactory.contract.statements.catalog import table_text
from appfactory.contract.statements.refusal import Refused
from appfactory.contract.statements.schema import Schema

HELP = """\
Say what should happen: "list the latest five bookings", "cancel order ord_1", "insert into offers name = Haircut". Nothing stays.

  1, 2, …              choose an answer to a question
  \\d                   the tables
  \\d TABLE             a table: its columns, keys and allowed values
  \\business KEY        on whose behalf; also \\location KEY and \\user KEY, empty for nobody
  \\request             the last typed request as JSON
  \\sql                 the statements that were last tried
  \\help                this
  \\quit                the end, as Ctrl-D
"""
COMMANDS = ("\\business", "\\d", "\\help", "\\location", "\\quit", "\\request", "\\sql", "\\user")
_SCOPE = {"business": "biz_id", "location": "location_id", "user": "actor_user_id"}


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a line. `told` is text for people; `unfinished` a text that waits for its end; `ok` false if something went wrong."""

    told: str = ""
    translation: Translation | None = None
    answers: tuple[Answer, ...] = ()
    trial: Trial | None = None
    unfinished: str = ""
    ended: bool = False
    ok: bool = True


class Conversation:
    """Remembers the scope, the last request and the answers that were offered. `model` is asked where the translator abstains."""

    def __init__(self, session: Session, scope: Scope, clock: Clock | None = None, model: ModelTranslator | None = None) -> None:
        self.scope = scope
        self._session = session
        self._clock = clock
        self._model = model
        self.schema = Schema(session.database)
        self._answers: tuple[Answer, ...] = ()
        self._request: Request | None = None
        self._trial: Trial | None = None

    def say(self, line: str) -> Turn:
        """One line. Raises `EnvironmentProblem` where the session does."""
        line = line.strip()
        if not line:
            return Turn()
        if line.startswith("\\"):
            return self._command(line[1:])
        if line.isdecimal() and self._answers:
            return self._chosen(int(line))
        return self.request(line)

    def commit(self) -> Response:
        """Runs the request that was last tried out for real, if it still touches as many rows, under a key that lets it happen once only."""
        assert self._request is not None, "something was tried out"
        assert self._trial is not None, "something was tried out"
        key = secrets.token_hex(16)
        return self._session.execute(replace(self._request, dry_run=False, idempotency_key=key, expect_rows=self._trial.touched))

    def _translated(self, text: str, scope: Scope) -> Translation:
        return self._session.translate(text, scope, self._clock)

    def request(self, text: str) -> Turn:
        """A text that is no command, translated and tried out. Raises `EnvironmentProblem` where the session does."""
        translation = self._translated(text, self.scope)
        if self._model is not None:
            translation = self._model.help(translation, self._session.catalog, self._clock or system_clock())
        answers = answers_to(translation, self._session.database, lambda other: self._translated(other, self.scope))
        self._answers = answers
        if translation.command is None:
            return Turn(translation=translation, answers=answers, ok=False)
        turn = self._tried(translation.command)
        error = turn.trial.response.error if turn.trial is not None else None
        self._answers = answers_to_error(text, error) if error is not None else answers
        return replace(turn, translation=translation, answers=self._answers)

    def _tried(self, command: Command) -> Turn:
        self._request = Request(command, self.scope)
        self._trial = try_out(self._session, self._request)
        return Turn(trial=self._trial, ok=self._trial.response.success)

    def _chosen(self, number: int) -> Turn:
        if not 1 <= number <= len(self._answers):
            return Turn(f"There are answers 1 to {len(self._answers)}.\n", ok=False)
        answer = self._answers[number - 1]
        if not answer.complete:
            return Turn(unfinished=answer.text)
        if answer.text:
            return self.request(answer.text)
        assert answer.command is not None, "an answer is a text or a command"
        self._answers = ()
        return self._tried(answer.command)

    def _command(self, line: str) -> Turn:
        name, _, rest = line.partition(" ")
        rest = rest.strip()
        if name in ("q", "quit", "exit"):
            return Turn(ended=True)
        if name in ("h", "help", "?"):
            return Turn(HELP)
        if name == "d":
            return self._described(rest)
        if name in _SCOPE:
            self.scope = replace(self.scope, **{_SCOPE[name]: rest})
            return Turn(f"{name}: {rest or 'nobody'}\n")
        if name == "request" and self._request is not None:
            return Turn(json.dumps(wire.request(self._request), indent=2, ensure_ascii=False) + "\n")
        if name == "sql" and self._trial is not None:
            statements = ((entry.sql_preview, ", ".join(entry.params)) for entry in self._trial.response.trace)
            return Turn("".join(f"{sql}  -- {values}\n" if values else f"{sql}\n" for sql, values in statements))
        if name in ("request", "sql"):
            return Turn("Nothing was tried out yet.\n", ok=False)
        return Turn(f"There is no \\{name}; \\help lists what there is.\n", ok=False)

    def _described(self, table: str) -> Turn:
        if not table:
            return Turn("".join(f"{item.name}\n" for item in self.schema.database.tables))
        try:
            return Turn(table_text(self.schema.table(table), self.schema))
        except Refused as refused:
            return Turn(f"{refused.error.message}. {refused.error.detail}\n", ok=False)
