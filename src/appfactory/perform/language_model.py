"""Language models over the network, by Pydantic AI (https://ai.pydantic.dev), which is an optional extra and imported when a model is asked.

Any service that speaks OpenAI's or Anthropic's protocol will do: where it is and the key come from the variables that these providers' own
programs read (`OPENAI_BASE_URL`, `OPENAI_API_KEY`, `ANTHROPIC_BASE_URL`, `ANTHROPIC_API_KEY`).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, get_args

from appfactory.model.finding import Finding
from appfactory.perform.problem import EnvironmentProblem
from appfactory.perform.scrub import Scrubber

if TYPE_CHECKING:
    from pydantic_ai.models import Model

Provider = Literal["openai", "anthropic"]
PROVIDERS: tuple[Provider, ...] = get_args(Provider)
LONGEST_SECONDS = 30.0
"""How long one answer may take."""

_MOST_TOKENS = 8000
"""Of an answer, what the model thinks before it counted in."""

_MOST_TOLD = 300


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model of a service. `base_url` empty: the provider's own. The key is in `key` and nowhere else."""

    provider: Provider
    name: str
    base_url: str = ""
    key: str = ""
    seconds: float = LONGEST_SECONDS

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"

    def __repr__(self) -> str:
        return f"LanguageModel({self})"


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a model may answer: a name, when to choose it, and the JSON Schema of an object."""

    name: str
    about: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """The form that a model chose and what it put in, as parsed JSON that nobody has checked."""

    form: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why there is no answer, in words that hold no secret."""

    why: str


def language_model(named: str, environment: Mapping[str, str] | None = None) -> LanguageModel:
    """The model of `PROVIDER:NAME` as the environment has it. Raises `EnvironmentProblem` for what can't be asked."""
    variables = os.environ if environment is None else environment
    provider, _, name = named.partition(":")
    if provider not in PROVIDERS or not name.strip():
        raise _problem("model-name", f"`{named}` names no model.", f"Write PROVIDER:NAME; providers are {' and '.join(PROVIDERS)}.")
    if find_spec("pydantic_ai") is None:
        raise _problem("model-library", "The library for language models is not installed.", "pip install 'appfactory[model]'")
    prefix = provider.upper()
    base_url, key = variables.get(f"{prefix}_BASE_URL", ""), variables.get(f"{prefix}_API_KEY", "")
    if not key and not base_url:
        raise _problem("model-key", f"There is no key for {provider}.", f"Set {prefix}_API_KEY, or {prefix}_BASE_URL for a service that needs none.")
    return LanguageModel(provider, name.strip(), base_url, key)


def ask(model: LanguageModel, instructions: str, text: str, forms: Sequence[Form]) -> Filled | NoAnswer:
    """What the model answers to a text in one of the forms. Never raises for what a service does; one try, no repetition."""
    # A thread of its own: whoever asks may already have an event loop in this one.
    with ThreadPoolExecutor(1, thread_name_prefix="language-model") as thread:
        return thread.submit(lambda: asyncio.run(_asked(model, instructions, text, forms))).result()


async def _asked(model: LanguageModel, instructions: str, text: str, forms: Sequence[Form]) -> Filled | NoAnswer:
    from pydantic_ai.direct import model_request
    from pydantic_ai.messages import ModelRequest, ToolCallPart, UserPromptPart
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.settings import ModelSettings
    from pydantic_ai.tools import ToolDefinition

    tools = [ToolDefinition(name=form.name, description=form.about, parameters_json_schema=dict(form.schema), kind="output") for form in forms]
    parameters = ModelRequestParameters(output_mode="tool", output_tools=tools, allow_text_output=False)
    # No temperature: models that think refuse it.
    settings = ModelSettings(max_tokens=_MOST_TOKENS, timeout=model.seconds)
    try:
        # Importing a provider's library takes seconds that are not the service's.
        client = _client(model)
        async with asyncio.timeout(model.seconds):
            answer = await model_request(
                client,
                [ModelRequest(parts=[UserPromptPart(text)], instructions=instructions)],
                model_settings=settings,
                model_request_parameters=parameters,
            )
        call = next((part for part in answer.parts if isinstance(part, ToolCallPart)), None)
        if call is None:
            return NoAnswer("it did not fill in a form")
        content = call.args_as_dict(raise_if_invalid=True)
    except TimeoutError:
        return NoAnswer(f"it took more than {model.seconds:g} seconds")
    except Exception as problem:  # The services' libraries raise much, and none of it is ours to foresee.
        return NoAnswer(_told(problem, model))
    return Filled(call.tool_name, content) if any(form.name == call.tool_name for form in forms) else NoAnswer("it filled in a form of its own")


def _client(model: LanguageModel) -> Model:
    """The provider's client, which asks once."""
    key, base_url = model.key or "none", model.base_url or None
    if model.provider == "anthropic":
        from anthropic import AsyncAnthropic
        from pydantic_ai.models.anthropic import AnthropicModel
        from pydantic_ai.providers.anthropic import AnthropicProvider

        talking = AsyncAnthropic(api_key=key, base_url=base_url, max_retries=0, timeout=model.seconds)
        return AnthropicModel(model.name, provider=AnthropicProvider(anthropic_client=talking))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    client = AsyncOpenAI(api_key=key, base_url=base_url, max_retries=0, timeout=model.seconds)
    return OpenAIChatModel(model.name, provider=OpenAIProvider(openai_client=client))


def _told(problem: Exception, model: LanguageModel) -> str:
    words = " ".join(str(problem).split()) or type(problem).__name__
    secrets = (model.key,) if model.key else ()
    return Scrubber(secrets).scrub(words)[:_MOST_TOLD]


def _problem(code: str, message: str, hint: str) -> EnvironmentProblem:
    return EnvironmentProblem(Finding(code, "error", message, hint=hint, origin="environment"))
