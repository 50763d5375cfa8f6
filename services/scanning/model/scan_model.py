"""The language model of one scan: its client, started while there is a network, and the engine that asks it."""

from __future__ import annotations

from collections.abc import Sequence

from services.language_model.budget import Use
from services.language_model.model_client import ModelClient
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.files.source_file import SourceFile
from services.scanning.model.rlm_engine import RlmEngine
from services.scanning.scan_request import ScanRequest
from services.settings.settings import Settings

NOT_ASKED = "The language model was not asked: the day's budget was used up."


class ScanModel:
    """Make it before the child gives up its network; `close` it at the end."""

    def __init__(self, settings: Settings, request: ScanRequest) -> None:
        self._settings = settings
        tokens, calls = request.model_tokens, request.model_calls
        self._may_use = None if tokens is None else Use(tokens, calls or 0)  # nobody counts in ``flask scan``
        is_spent = 0 in (tokens, calls)
        self.notes = [NOT_ASKED] if is_spent else []
        """What the report says in place of an engine's insight."""
        is_asked = bool(settings.language_model.base_url) and not is_spent
        self._client = ModelClient(settings) if is_asked else None

    def engine(self, files: Sequence[SourceFile], cache: FindingCache) -> RlmEngine | None:
        if self._client is None:
            return None
        return RlmEngine(self._settings, files, endpoint=self._client, cache=cache, may_use=self._may_use)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
