"""The settings of the language model that faces may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class LanguageModelSettings(Group):
    key: ClassVar = "language_model"
    title: ClassVar = "Language model"

    base_url: str = setting(
        "TAILRACE_LLM_BASE_URL", "", parse.text, "An OpenAI-compatible endpoint, such as http://host/v1."
    )
    api_key: str = setting("TAILRACE_LLM_API_KEY", "", parse.text, "Key of that endpoint.", is_secret=True)
    model: str = setting("TAILRACE_LLM_MODEL", "", parse.text, "Model name at that endpoint.")
    timeout_s: float = setting(
        "TAILRACE_LLM_TIMEOUT_S", 120.0, parse.number(1), "Seconds that one model call may take."
    )
    user_tokens: int = setting(
        "TAILRACE_LLM_USER_TOKENS", 2_000_000, parse.whole(0), "Tokens that one user may use in a day (UTC)."
    )
    user_calls: int = setting(
        "TAILRACE_LLM_USER_CALLS", 5000, parse.whole(0), "Model calls that one user may make in a day (UTC)."
    )
    day_tokens: int = setting(
        "TAILRACE_LLM_DAY_TOKENS", 20_000_000, parse.whole(0), "Tokens that all users together may use in a day (UTC)."
    )
