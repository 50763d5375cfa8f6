"""Agent chat, as the outside sees it."""

from blueprints.agents import openapi, openapi_a2a, openapi_agents, openapi_openai
from blueprints.agents.a2a import a2a
from blueprints.agents.a2a_card import a2a_card
from blueprints.agents.agent_pages import agent_pages
from blueprints.agents.agents import agents
from blueprints.agents.chat import chat
from blueprints.agents.conversations import conversations
from blueprints.agents.openai import openai
from blueprints.agents.pages import home_values, pages
from blueprints.edge.page_text import N_
from blueprints.surface import ApiPart, HomePart, NavigationItem, Surface
from services.agents.face import FACE
from services.agents.openai.completion import error
from services.agents.runs.shown import KIND

SURFACE = Surface(
    face=FACE,
    blueprints=(chat, conversations, pages, agents, agent_pages, a2a, a2a_card, openai),
    api=(
        ApiPart(
            openapi.TAG,
            openapi.SCHEMAS | openapi_agents.SCHEMAS | openapi_openai.SCHEMAS,
            openapi.PATHS | openapi_agents.PATHS | openapi_a2a.PATHS | openapi_openai.PATHS,
        ),
    ),
    home=(
        HomePart("agents/home.html", order=30, sheets=("agents/conversation-list", "agents/home"), values=home_values),
    ),
    navigation=(NavigationItem(N_("Chat"), "agents.new", "messages-square", "c", order=30),),
    api_paths=("/process/", "/v1/", "/agents/", "/.well-known/"),
    error_forms=(("/v1/", error),),
    act_pages={KIND: "agents.answer"},
    commands=("blueprints.agents.agent_commands:agent",),
)
