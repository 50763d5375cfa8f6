"""Chat clients' own prompts are known from what users ask, and get an answer that the client can use."""

from __future__ import annotations

import json

import pytest

from services.agent import Turn
from services.agents.openai.errand import find_errand

HISTORY = "### Chat History:\n<chat_history>\nUSER: what is 17 % of 2,340, and why?\nASSISTANT: 397.8\n</chat_history>"
WEBUI = [
    (
        "### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing the chat history.\n### Output:\n"
        'JSON format: { "title": "your concise title here" }\n' + HISTORY,
        {"title": "What is 17 % of 2,340"},
    ),
    (
        "### Task:\nGenerate 1-3 broad tags categorizing the main themes of the chat history, along with 1-3 more"
        ' specific subtopic tags.\n### Output:\nJSON format: { "tags": ["tag1", "tag2"] }\n' + HISTORY,
        {"tags": []},
    ),
    (
        "### Task:\nSuggest 3-5 relevant follow-up questions or prompts that the user might naturally ask next in this"
        ' conversation as a **user**.\n### Output:\nJSON format: { "follow_ups": ["Question 1?"] }\n' + HISTORY,
        {"follow_ups": []},
    ),
    (
        "### Task:\nAnalyze the chat history to determine the necessity of generating search queries, in the given"
        ' language.\n### Output: Strictly return in JSON format: { "queries": ["query1"] }\n' + HISTORY,
        {"queries": []},
    ),
    (
        "### Task:\nYou are an autocompletion system. Continue the text in `<text>` based on the **completion type**.\n"
        '### Output as JSON: { "text": "<your_completion>" }\n' + HISTORY,
        {"text": ""},
    ),
]


@pytest.mark.parametrize(("prompt", "answer"), WEBUI)
def test_open_webuis_tasks_get_the_json_that_they_ask_for(prompt: str, answer: object) -> None:
    errand = find_errand(prompt, [])
    assert errand is not None
    assert json.loads(errand.plain_answer()) == answer


@pytest.mark.parametrize(
    "prompt",
    [
        "Provide a concise, 5-word-or-less title for the conversation, using its same language, with no punctuation."
        "\n\nConversation:\nUser: what is 17 % of 2,340, and why?\nAI: 397.8",
        "Please generate a four to five word title summarizing our conversation without any lead-in, punctuation,"
        " quotation marks, periods, symbols, bold text, or additional text.",
        "Based on the chat history, give this conversation a name.\nKeep it short - 10 characters max, no quotes.",
        "Name this conversation in at most five words.",
        "Create a short title for this chat. Reply with the title alone.",
    ],
)
def test_a_title_is_cut_from_what_was_asked_first(prompt: str) -> None:
    earlier = [Turn("user", "what is 17 % of 2,340, and why?"), Turn("agent", "397.8")]
    errand = find_errand(prompt, earlier)
    assert errand is not None
    assert errand.plain_answer() == "What is 17 % of 2,340"


def test_a_system_message_may_be_the_errand() -> None:
    system = Turn("system", "Generate a short title for the conversation. Answer with the title alone.")
    errand = find_errand("how do I center a div", [system])
    assert errand is not None
    assert errand.plain_answer() == "How do I center a div"


@pytest.mark.parametrize(
    "question",
    [
        "What is 17 % of 2,340?",
        "Suggest a title for my article about chat apps",
        "Name three rivers in Spain",
        "Write a conversation between a cat and a dog",
        "Give me ten name ideas for a podcast about bread",
        "How many tags does this repository have?",
        "Summarise this text: the council met on Tuesday",
        "What did I name the candidate in my last screening?",
        "Create a title page in LaTeX.\nThe conversation about it is over.",
        "### Tasks\n- buy milk",
    ],
)
def test_what_a_user_asks_is_no_errand(question: str) -> None:
    assert find_errand(question, [Turn("system", "You are a helpful assistant. Today is Monday.")]) is None


def test_a_title_of_nothing_is_still_one() -> None:
    errand = find_errand("Generate a title for this conversation.", [])
    assert errand is not None
    assert errand.plain_answer()
