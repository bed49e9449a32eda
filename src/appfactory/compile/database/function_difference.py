"""When a function can be replaced, and when it must be dropped first."""

from __future__ import annotations

from appfactory.compile.database.identifiers import qualified
from appfactory.model.database import Function


def signature(function: Function) -> str:
    """What `create or replace` can't change: names, modes, types and defaults of the parameters, and what is returned.

    An empty text if the definition can't be parsed.
    """
    import postgast

    from appfactory.compile.database.type_names import type_text

    try:
        node = postgast.parse(function.definition).stmts[0].stmt.create_function_stmt
    except (postgast.PgQueryError, IndexError):
        return ""
    parameters = []
    for item in node.parameters:
        parameter = item.function_parameter
        has_default = parameter.HasField("defexpr")
        parameters.append(f"{parameter.mode} {parameter.name} {type_text(parameter.arg_type)} {has_default}")
    returned = ("setof " if node.return_type.setof else "") + (type_text(node.return_type) if node.HasField("return_type") else "")
    return f"({', '.join(parameters)}) {returned}"


def drop_function_sql(function: Function) -> str:
    """`drop routine` with the types of its parameters, which tell it from others of its name. A trigger goes with the function that it calls."""
    import postgast
    from postgast import pg_query_pb2 as tree

    from appfactory.compile.database.type_names import type_text

    inputs = (tree.FUNC_PARAM_IN, tree.FUNC_PARAM_INOUT, tree.FUNC_PARAM_VARIADIC, tree.FUNC_PARAM_DEFAULT)
    node = postgast.parse(function.definition).stmts[0].stmt.create_function_stmt
    types = [type_text(item.function_parameter.arg_type) for item in node.parameters if item.function_parameter.mode in inputs]
    returned = type_text(node.return_type) if node.HasField("return_type") else ""
    return f"drop routine {qualified(function.schema, function.name)}({', '.join(types)}){' cascade' if returned == 'trigger' else ''}"
