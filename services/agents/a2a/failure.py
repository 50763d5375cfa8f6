"""What went wrong between us and an agent elsewhere, as a sentence for whoever asked."""

from __future__ import annotations

from services.agent import AgentFailed
from services.agents.a2a.connection import Refused
from services.agents.a2a.envelope import Code, RpcError
from services.agents.a2a.reading import Malformed
from services.errors import BadRequest
from services.http_exchange.event_line import FrameTooLarge
from services.http_exchange.failure import ExchangeFailed

FAILURES = (ExchangeFailed, Refused, RpcError, Malformed, FrameTooLarge, BadRequest)
"""What a connection raises."""

_LONGEST_REASON = 500


def failed(name: str, error: Exception) -> AgentFailed:
    """``name`` is the agent's."""
    match error:
        case ExchangeFailed():
            mend = "Ask again later, or ask another agent."
            return AgentFailed(f"{name} {error}. {mend}", "agent_failed" if error.was_sent else "unreachable")
        case Refused():
            return _refused(name, error)
        case RpcError():
            return _error(name, error)
        case FrameTooLarge():
            return AgentFailed(f"{name} sent more at once than an answer may have. Ask for less at a time.", "limit")
        case BadRequest():
            return AgentFailed(f"{name} cannot be asked. {error}", "unreachable")
    return AgentFailed(f"{name} does not answer as A2A says: {str(error)[:_LONGEST_REASON]}. Tell whoever runs it.")


def _refused(name: str, refused: Refused) -> AgentFailed:
    status = refused.status
    if status in (401, 403):
        mend = "An admin can give a credential for it on the page of agents."
        return AgentFailed(f"{name} does not let Tailrace ask it ({status}). {mend}", "rejected")
    if status == 413:
        return AgentFailed(f"{name} takes no question of this length. Ask a shorter one.", "rejected")
    if status in (429, 502, 503, 504):
        when = f"in {refused.retry_after_s:,.0f} seconds" if refused.retry_after_s else "later"
        return AgentFailed(f"{name} is busy or away ({status}). Ask again {when}.", "unreachable")
    if 300 <= status < 400:
        mend = "Add it again by the address that it has now."
        return AgentFailed(f"{name} points to another address, which is not followed. {mend}", "unreachable")
    return AgentFailed(f"{name} answered with HTTP status {status} instead of A2A. Tell whoever runs it.")


def _error(name: str, error: RpcError) -> AgentFailed:
    said = str(error).strip()[:_LONGEST_REASON]
    is_refusal = error.code in (Code.INVALID_PARAMS, Code.CONTENT_TYPE_NOT_SUPPORTED, Code.EXTENSION_SUPPORT_REQUIRED)
    reason = f": {said}" if said else "."
    return AgentFailed(f"{name} reported error {error.code}{reason}", "rejected" if is_refusal else "agent_failed")
