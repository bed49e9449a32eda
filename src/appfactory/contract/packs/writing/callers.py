"""Who a request runs for, as policies see it: the claims and settings that the executor gives a session."""

from __future__ import annotations

import json
from dataclasses import dataclass

from appfactory.model.expressions.evaluation import UNSAID
from appfactory.model.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class Caller:
    """A scope in the values of the time of writing, with its parts as a pack says them in `template`. `role` is `user` or `admin`."""

    biz: str = ""
    actor: str = ""
    role: str = "admin"
    template: tuple[tuple[str, JsonValue], ...] = ()

    def claims(self) -> dict[str, str]:
        """The claims of the token, as apps of ours and Supabase read them."""
        said = {"biz_id": self.biz, "actor_user_id": self.actor, "sub": self.actor}
        return {"role": "authenticated", "user_role": self.role, **{name: value for name, value in said.items() if value}}

    def says(self, schema: str, name: str, arguments: list[object]) -> object:
        """What a function of the session gives; `UNSAID` for any other function."""
        if schema == "auth":
            answers: dict[str, object] = {"uid": self.actor or None, "role": "authenticated", "jwt": self.claims()}
            return answers.get(name, UNSAID)
        if name != "current_setting" or not arguments:
            return UNSAID
        settings: dict[object, str] = {
            "request.jwt.claims": json.dumps(self.claims()),
            "app.biz_id": self.biz,
            "app.actor_user_id": self.actor,
            "app.location_id": "",
        }
        return settings.get(arguments[0], None if len(arguments) > 1 else UNSAID)
