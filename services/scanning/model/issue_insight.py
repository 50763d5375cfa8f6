"""An issue's insight: the language model's explanation of one issue, on request.

It is made once for everything that the model is shown, and kept with the scan (`kept_answer`).
"""

from __future__ import annotations

from services.errors import Conflict, NotFound
from services.language_model.budget import Use
from services.language_model.kept_answer import KeptAnswers, check_model
from services.language_model.spending import Spending
from services.scanning.files.language import detect_language
from services.scanning.files.source_file import SourceFile
from services.scanning.model.repository_view import is_in_view
from services.scanning.model.rlm_engine import INSIGHT_TOKENS, RlmEngine
from services.scanning.scan_folder import EXPLANATIONS, ScanFolder
from services.scanning.settings import ScanningSettings
from services.settings.settings import Settings


class Insights:
    """Of one process. Calls block for as long as one call to the model may take (`language_model.timeout_s`)."""

    def __init__(self, spending: Spending) -> None:
        self._kept = KeptAnswers(spending)

    def explain(self, settings: Settings, user_id: str, folder: ScanFolder, path: str, line: int, rule: str) -> str:
        """Plain text.

        Raises:
            Conflict: there is no model, or it must not see this file. NotFound: no such issue.
            LimitReached, Unavailable: see `KeptAnswers.answer`.
        """
        check_model(settings)
        text = folder.source(path, settings.of(ScanningSettings).source_file_bytes)
        issue = next((issue for issue in folder.issues(path).issues if issue.line == line and issue.rule == rule), None)
        if issue is None:
            raise NotFound(f"The analysis found no issue {rule} at line {line} of that file.", code="no_issue")
        language = detect_language(path.rpartition("/")[2], text[:1000].encode()) or ""
        file = SourceFile(path, language, len(text), "")
        if not is_in_view(file):
            raise Conflict(
                "Such files often contain secrets and are never shown to a language model.", code="not_in_view"
            )
        engine = RlmEngine(settings, [file])

        def ask(use: Use) -> str:
            explained = engine.insight(folder.tree, path, issue)
            use.tokens = engine.used.tokens
            return explained

        question = engine.question_about(folder.tree, path, issue)
        return self._kept.answer(settings, user_id, folder, EXPLANATIONS, question, INSIGHT_TOKENS, ask)
