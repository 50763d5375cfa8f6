"""An issue's insight: the language model's explanation of one issue, on request."""

from __future__ import annotations

from services.errors import Conflict, NotFound, Unavailable
from services.language_model.budget import BudgetSpent
from services.language_model.chat_endpoint import EndpointFailed
from services.scanning.files.language import detect_language
from services.scanning.files.source_file import SourceFile
from services.scanning.model.repository_view import is_in_view
from services.scanning.model.rlm_engine import RlmEngine
from services.scanning.scan_folder import ScanFolder
from services.scanning.settings import ScanningSettings
from services.settings.settings import Settings


def explain(settings: Settings, folder: ScanFolder, path: str, line: int, rule: str) -> str:
    """Plain text. Blocks for as long as one call to the model may take (`language_model.timeout_s`).

    Raises:
        Conflict: there is no model, or it must not see this file. NotFound: no such issue.
        Unavailable: the endpoint did not answer.
    """
    if not settings.language_model.base_url:
        raise Conflict(
            "This server has no language model; its operator can set TAILRACE_LLM_BASE_URL.", code="no_model"
        )
    text = folder.source(path, settings.of(ScanningSettings).source_file_bytes)
    issue = next((issue for issue in folder.issues(path).issues if issue.line == line and issue.rule == rule), None)
    if issue is None:
        raise NotFound(f"The analysis found no issue {rule} at line {line} of that file.", code="no_issue")
    language = detect_language(path.rpartition("/")[2], text[:1000].encode()) or ""
    file = SourceFile(path, language, len(text), "")
    if not is_in_view(file):
        raise Conflict("Such files often contain secrets and are never shown to a language model.", code="not_in_view")
    try:
        return RlmEngine(settings, [file]).insight(folder.tree, path, issue)
    except (EndpointFailed, BudgetSpent) as error:
        raise Unavailable(f"The language model did not explain it: {error}", code="no_answer") from None
