"""What the inputs of tests hold: as much as an operation takes, so that the row meets every check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appfactory.catalog.stacks.nextjs_15.emit.fixture_rows import Options, fixture_row, is_reference, pointed, usual_values
from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.seed_candidates import python_value
from appfactory.catalog.stacks.nextjs_15.emit.seed_checks import LEFT_OUT, RowRules
from appfactory.catalog.stacks.nextjs_15.emit.unique_fields import moved_together
from appfactory.model.json_value import JsonValue
from appfactory.model.spec import FieldSpec, InputField, Insert, Operation


@dataclass(frozen=True, slots=True)
class InputValues:
    """A valid input of an operation. `row` holds by column what is given: `LEFT_OUT` for nothing, `pointed(field)` for the key of a new row.

    `unsaid` are the values of the row in all columns, before the input or without it.
    """

    operation: Operation
    rules: RowRules
    row: Mapping[str, JsonValue]
    unsaid: Mapping[str, Options]
    given: tuple[tuple[InputField, FieldSpec], ...]

    @classmethod
    def of(cls, index: Index, operation: Operation, *, optional_references: bool = True) -> InputValues | None:
        """The input; None if no rule covers the operation. References that may be left out are, unless they are wanted or a check demands them."""
        entity = index.entity_of(operation)
        if entity is None:
            return None
        if not optional_references:
            return cls._chosen(RowRules(index, entity), operation, optional_references=False)
        if operation.id not in index.inputs:
            index.inputs[operation.id] = cls._chosen(RowRules(index, entity), operation, optional_references=True)
        return index.inputs[operation.id]

    @classmethod
    def _chosen(cls, rules: RowRules, operation: Operation, *, optional_references: bool) -> InputValues:
        bound = ((given, rules.index.bound(operation, given)) for given in operation.input if given.role == "value")
        given = tuple((one, field) for one, field in bound if field is not None)
        unsaid = _unsaid(rules, operation)
        domains = dict(unsaid)
        for one, field in given:
            left = unsaid[field.column] if one.optional else ()
            options = ((pointed(field), field.names.source),) if is_reference(field) else usual_values(rules, field)
            domains[field.column] = (*left, *options) if is_reference(field) and not optional_references else (*options, *left)
        chosen = rules.chosen(domains) or {column: options[0][0] for column, options in domains.items() if options}
        return cls(operation, rules, {field.column: chosen[field.column] for _, field in given}, unsaid, given)

    def gives(self, field: FieldSpec) -> bool:
        """True if the input says something about a field."""
        return self.row.get(field.column, LEFT_OUT) != LEFT_OUT

    def changed_alone(self) -> tuple[InputField, ...]:
        """The inputs that can be changed one after the other, each by itself, so that the row meets every check in between."""
        values, found = self._before(), []
        moved = moved_together(self.rules.index, self.rules.entity)
        for given, field in self.given:
            changed = {**values, field.column: self._said(field)} if self.gives(field) and field.column not in moved else values
            if changed is not values and self.rules.meets(changed):
                values = changed
                found.append(given)
        return tuple(found)

    def holds_without(self, left_out: tuple[InputField, ...]) -> bool:
        """True unless the input without some of its members is known to fail a check."""
        return self._holds({field.column: self.unsaid[field.column] for given, field in self.given if given in left_out})

    def holds_with_null(self, emptied: InputField) -> bool:
        """True unless the input with null for a member is known to fail a check."""
        return self._holds({field.column: ((None, None),) for given, field in self.given if given is emptied})

    def _before(self) -> dict[str, object]:
        return {column: options[0][1] for column, options in self.unsaid.items() if options}

    def _said(self, field: FieldSpec) -> object:
        return _computed(field, self.row[field.column])

    def _holds(self, instead: Mapping[str, Options]) -> bool:
        values = self._before() | {field.column: self._said(field) for _, field in self.given if self.gives(field)}
        for column, options in instead.items():
            values.pop(column, None)
            values |= {column: options[0][1]} if options else {}
        return self.rules.meets(values)


def _unsaid(rules: RowRules, operation: Operation) -> dict[str, Options]:
    """What the row holds in each column that the input does not speak of: as a fixture made it, or as an insert leaves it."""
    if isinstance(operation.meaning, Insert):
        return {field.column: rules.left_out(field) for field in rules.entity.fields}
    row = fixture_row(rules.index, rules.entity)
    made = ((field, row[field.column]) for field in rules.entity.fields)
    return {field.column: rules.left_out(field) if value == LEFT_OUT else ((LEFT_OUT, _computed(field, value)),) for field, value in made}


def _computed(field: FieldSpec, value: JsonValue) -> object:
    return field.names.source if value == pointed(field) else python_value(field.type, value)
