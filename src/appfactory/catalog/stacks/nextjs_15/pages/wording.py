"""What fields and operations are called on pages; the browser tests look for the same words."""

from __future__ import annotations

from appfactory.model.spec import Entity, FieldSpec, InputField, Operation


def sentence_case(title: str) -> str:
    """`Party Size` → `Party size`; words in capitals stay as they are."""
    first, *rest = title.split(" ")
    return " ".join([first, *(word if word.isupper() and len(word) > 1 else word.lower() for word in rest)])


def field_label(field: FieldSpec | InputField) -> str:
    """`Author` for `authorId` if it is a reference, else the name in words."""
    words = sentence_case(field.names.title).split(" ")
    if len(words) > 1 and words[-1].casefold() == "id":
        words = words[:-1]
    return " ".join(words)


def operation_label(operation: Operation) -> str:
    """`Cancel reservation`."""
    return sentence_case(operation.names.title)


def remove_label(operation: Operation) -> str:
    """`Delete` or `Remove`: the verb of the operation alone."""
    return operation.names.title.split(" ")[0]


def remove_question(operation: Operation, entity: Entity) -> str:
    """`Delete this book?`."""
    return f"{remove_label(operation)} this {sentence_case(entity.names.title).lower()}?"
