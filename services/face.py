"""A face: one thing that people watch here (repository analysis, …), declared once, in ``services/<face>/face.py``.

The shared rooms name no face. They ask the faces of their process: the container builds a face's service, the settings
have its group, permissions and streams know its channels, the runner runs its jobs, the migrations keep its tables.
``app.FACES`` lists the faces of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from services.agent import Question, Said, Skill
from services.auth.identity import Identity
from services.auth.permission import Permissions
from services.auth.user import Users
from services.companion.companion import Companion
from services.database.database import Database
from services.jobs.kind import JobKind
from services.jobs.submission import Jobs
from services.language_model.spending import Spending
from services.limit import Limit
from services.runs.kind import RunKind
from services.sealing import Sealing
from services.settings.setting import Group
from services.settings.settings import Settings
from services.streaming.event import NewEvent
from services.streaming.log.event_log import EventLog
from services.streaming.publishing.publisher import Publisher
from services.system_part import Part
from services.telemetry.meter_folder import MeterFolder

S = TypeVar("S")


class SharedRooms(Protocol):
    """What a face may build its service from; the container has it."""

    settings: Settings

    @property
    def database(self) -> Database: ...
    @property
    def event_log(self) -> EventLog: ...
    @property
    def meters(self) -> MeterFolder: ...
    @property
    def publisher(self) -> Publisher: ...
    @property
    def users(self) -> Users: ...
    @property
    def permissions(self) -> Permissions: ...
    @property
    def faces(self) -> Sequence[Face[Any]]: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def spending(self) -> Spending: ...
    @property
    def sealing(self) -> Sealing: ...
    @property
    def agents(self) -> Sequence[HostedAgent]: ...
    def service(self, face: Face[S]) -> S:
        """The face's service in this process."""


MayRead = Callable[[SharedRooms, Identity, str], bool]
"""Whether someone who is no admin may read ``<prefix>.<name>``; the name of ``<prefix>`` itself is empty."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels ``<prefix>`` and ``<prefix>.<name>``, which a face alone writes to.

    ``starts_at_beginning``: a stream without a position gets their history first; otherwise it starts now.
    ``is_private``: everybody reads their own and no others, admins and programs with a grant included.
    """

    prefix: str
    may_read: MayRead
    starts_at_beginning: bool = False
    is_private: bool = False


def _always(_rooms: SharedRooms) -> bool:
    return True


def _no_names(_rooms: SharedRooms, _user_id: str) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class HostedAgent:
    """An agent that this server hosts: a face declares one, an operator adds their own (``TAILRACE_AGENTS``).

    ``id`` is a part of its address and the same for good. ``answer`` is a generator of what it says. It runs in a
    greenlet of the process that produces answers, among hundreds of others: it may wait (for a socket, for a resident
    process), but it does not compute. It is closed when somebody stops the answer, so a ``finally`` lets go of what it
    holds. It raises AgentFailed when it can say no more.

    ``is_available`` says whether this installation can offer it (a language model is configured, …). ``names`` are
    things of the asker that this agent knows about (repositories, candidates, jobs): a question that names one is
    probably for it.
    """

    id: str
    name: str
    description: str
    skills: tuple[Skill, ...]
    answer: Callable[[SharedRooms, Question], Iterator[Said]]
    is_available: Callable[[SharedRooms], bool] = _always
    names: Callable[[SharedRooms, str], Collection[str]] = _no_names


@dataclass(frozen=True, slots=True)
class Duty(Generic[S]):
    """What a face wants done all the time. The runner calls ``run`` every ``every_s`` seconds, in a thread for this
    duty alone, and again at once when it returns True: there is more to do.
    """

    name: str
    every_s: float
    run: Callable[[S], bool]


@dataclass(frozen=True, slots=True)
class Inbox(Generic[S]):
    """Events that a face hears of, whoever publishes them wherever, once each and whatever crashes.

    The call that publishes events of these ``types`` appends, in the same batch, what ``take`` makes of each for
    ``channel``: an internal channel, of which retention removes nothing. A duty of the face reads it and discards what
    it has read. ``take`` is given who publishes (None: an operator, on the command line), the event, and how many
    positions behind it its copy will lie. It raises BadRequest: then nothing is published.
    """

    channel: str
    types: frozenset[str]
    take: Callable[[S, Identity | None, NewEvent, int], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class RunActs(Generic[S]):
    """What people may do to runs of ``kind`` where lists show runs of all faces. Kinds in `Face.runs` need none.

    ``cancel`` asks for the end of a run. ``retry`` begins a new run and returns its id. Both look whether this caller
    may, and raise errors whose text says why not. ``is_private``: what such a run told is its owner's alone.
    """

    kind: str
    cancel: Callable[[S, Identity, str], object]
    retry: Callable[[S, Identity, str], str]
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Face(Generic[S]):
    """``module`` is the module that holds this value as ``FACE``: how a process that has no application finds it.

    ``service`` builds what the face's blueprints and commands work with, once per process. ``delete_user`` deletes what
    the face keeps of a user and says so in a few words ("3 analyses"; empty when there was nothing); it raises
    Conflict, and deletes nothing, while something of theirs still runs. ``maintain``, which the runner calls about once
    a minute, deletes what has had its time.
    """

    name: str
    module: str
    service: Callable[[SharedRooms], S]
    channels: tuple[Channels, ...] = ()
    settings: type[Group] | None = None
    migrations: Path | None = None
    runs: tuple[RunKind, ...] = ()
    acts: tuple[RunActs[S], ...] = ()
    jobs: tuple[JobKind, ...] = ()
    """Jobs that nobody watches as a run."""
    parts: tuple[Part[S], ...] = ()
    """What the status of the system shows of the face."""
    agent: HostedAgent | None = None
    """Answers questions about what the face keeps of the asker."""
    duties: tuple[Duty[S], ...] = ()
    inbox: Inbox[S] | None = None
    companion: Companion | None = None
    """A process that the server keeps running for the face."""
    limits: Callable[[S], Iterable[Limit]] | None = None
    """The limits of a user's own that the face keeps; admins see what is left."""
    delete_user: Callable[[S, str], str] | None = None
    maintain: Callable[[S], None] | None = None


def load_faces(modules: Iterable[str]) -> tuple[Face[Any], ...]:
    """The faces that these modules declare."""
    return tuple(import_module(module).FACE for module in modules)


def setting_groups(faces: Iterable[Face[Any]]) -> list[type[Group]]:
    return [face.settings for face in faces if face.settings is not None]


# -- who may read -----------------------------------------------------------------------------------------------------


def only_the_user(_rooms: SharedRooms, identity: Identity, name: str) -> bool:
    """For channels that end in a user's id."""
    return name == identity.user_id


def only_members(_rooms: SharedRooms, identity: Identity, name: str) -> bool:
    """For one channel that all people share."""
    return not name and identity.role == "member"
