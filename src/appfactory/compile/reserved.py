"""Words that mean something already: to JavaScript and TypeScript, to PostgreSQL, to the code that is generated."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


JAVASCRIPT_RESERVED_WORDS = word_set(
    """
    abstract any arguments as asserts async await boolean break case catch class const continue debugger declare default delete do else enum
    eval export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace
    never new null number object of package private protected public readonly require return satisfies set static string super switch symbol
    this throw true try type typeof undefined unique unknown using var void while with yield
    """
)
"""Reserved and contextual words of ECMAScript 2024 and TypeScript 5 that can't, or had better not, name a variable or a type."""

OBJECT_PROTOTYPE_MEMBERS = word_set(
    """
    constructor prototype hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf toJSON then
    """
)
"""Keys that every object answers to, or that change what `await` and `JSON.stringify` do with it."""

BINDINGS_OF_GENERATED_CODE = word_set(
    """
    actor and app asc auth between console count data db desc describe eq error exists expect globalThis gt gte ilike input inArray isNull it
    item items key like lt lte module ne not notFound notFound or page pageSize params process record redirect request response row rows
    schema session sql state test total tx user users value values vi window z
    """
)
"""Variables and imports that generated modules use for themselves."""

TYPES_OF_GENERATED_CODE = word_set(
    """
    Actor AppError Array ArrayBuffer Awaited BigInt Boolean Buffer Date Error Exclude Extract FormAction FormData FormState Fragment Function
    Infinity Iterator Link Map Math Metadata NextRequest NextResponse NonNullable Number Object Omit Page Parameters Partial Pick Promise Proxy
    React ReactNode Readonly Record Reflect RegExp Request Required Response ReturnType Role Set SideEffect String Suspense Symbol Transaction
    WeakMap WeakSet
    """
)
"""Types and values in Pascal case that generated modules use for themselves."""

SYSTEM_COLUMNS = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
"""Columns that each PostgreSQL table has and that no table may define."""

ACRONYMS = word_set("api csv faq gps html iban id ip isbn json pdf qr sku sms url utc uuid vat xml")
"""Words that people write in capitals."""

SMALL_TITLE_WORDS = frozenset({"of", "and", "the", "for", "or"})
"""Words that stay in lower case in the middle of a title."""
