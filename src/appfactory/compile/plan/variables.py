"""`{{NAME}}` in any text of the plan stands for a variable. Done once: what a variable says is taken literally."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from appfactory.compile.near_miss import did_you_mean
from appfactory.compile.plan.spans import PlanSpans
from appfactory.compile.plan.tree import MappingNode, Node, ScalarNode
from appfactory.model.finding import Finding

VARIABLE = re.compile(r"\{\{[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*\}\}")


@dataclass(slots=True)
class Substitution:
    """The plan's variables at work. `findings` collects undefined ones, `used` the names that occurred."""

    variables: dict[str, str]
    spans: PlanSpans
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def apply(self, node: ScalarNode, text: str) -> str:
        """The text with each variable in its place. An undefined one stays as it is, and is a finding."""
        if "{{" not in text:
            return text
        return VARIABLE.sub(lambda match: self._value(node, match), text)

    def _value(self, node: ScalarNode, match: re.Match[str]) -> str:
        name = match[1]
        self.used.add(name)
        if name in self.variables:
            return self.variables[name]
        hint = did_you_mean(name, self.variables) or f"add `{name}` to `variables`"
        span = self.spans.inside_node(node, match.start(), len(match[0]))
        why = "it would stand in the app as it is written here"
        self.findings.append(Finding("variable-undefined", "error", f"the variable `{name}` is not defined", span, why, hint))
        return match[0]


def defined_variables(root: Node | None) -> dict[str, str]:
    """The texts under `variables`; whatever else stands there is left to the models to refuse."""
    node = root.values.get("variables") if isinstance(root, MappingNode) else None
    if not isinstance(node, MappingNode):
        return {}
    return {name: value.value for name, value in node.values.items() if isinstance(value, ScalarNode) and isinstance(value.value, str)}
