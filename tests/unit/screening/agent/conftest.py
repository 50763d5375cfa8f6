"""Real screenings of small stacks, made once, and the agent that is asked about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from services.container import Container
from services.screening.face import FACE
from services.screening.opening_request import SentOpening
from services.screening.screening_kind import SCREENING
from tests.support.asking import Ask, asking
from tests.support.scan_job import Running
from tests.support.schema import give_schema
from tests.support.screening_start import DESCRIPTION, STACK, resume
from tests.support.setting import settings_in

LONG = """Dora Feldspar
dora@example.org

Experience
Data Engineer, Bergbahn AG    Jan 2008 - Dec 2014
Wrote pipelines in Java and PostgreSQL.
Data Engineer, Talwerk AG    Jan 2017 - present
Built services with Python and Kubernetes.

Skills
Python, PostgreSQL, Java, Kubernetes

Languages
German (C1), French (B2)

Education
2002 - 2007 Master of Science in Computer Science, Technische Universität Graz
"""
HOSTILE = resume("Eve Q. Mallory", "Python").replace(
    b"Skills\n", b"Skills\n![x](http://evil.example/x.png), <img src=x>, [link](javascript:alert(1)), "
)
FILES: dict[str, bytes] = {
    **STACK,
    "dora.txt": LONG.encode(),
    "](javascript:alert(1)).txt": HOSTILE,
    "broken.pdf": b"%PDF-1.7\nthis is none",
}


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    folder = tmp_path_factory.mktemp("screenings")
    container = Container(settings_in(folder / "data", jobs={"per_user": 99}), [FACE])
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    running = Running(container, folder / "jobs", SCREENING)
    screen(
        container,
        running,
        "ada",
        "Gardener",
        "Gardener\n\nMust have:\n- Pruning\n",
        {"gus.txt": resume("Gus Moss", "Pruning")},
    )
    screen(container, running, "ada", "Data engineer", DESCRIPTION, FILES)
    screen(container, running, "bob", "Data engineer", DESCRIPTION, {"zoe.txt": resume("Zoe Quill", "Python")})
    screen(container, running, "eli", "Data engineer", DESCRIPTION, {"zed.txt": resume("Zed Quince", "Python")})
    screen(container, running, "blind", "Data engineer", DESCRIPTION, FILES, is_blind=True)
    yield container
    container.service(FACE).work.close()
    container.close()


def screen(
    container: Container, running: Running, user_id: str, title: str, description: str, files: Mapping[str, bytes],
    *, is_blind: bool = False,
) -> str:  # fmt: skip
    screenings = container.service(FACE)
    opening = screenings.work.opening(user_id, SentOpening(title, description))
    with screenings.new_upload(user_id, None) as intake:
        for name, content in files.items():
            intake.open(name)
            intake.write(content)
        intake.close()
        started = screenings.start(
            user_id, opening, intake.files, as_of="2026-11-26", is_blind=is_blind, opening_id=None
        )
    running.run_next()
    return started.screening_id


@pytest.fixture(scope="module")
def ask(container: Container) -> Ask:
    """What the agent answers to the last of these texts, which a user says one after another."""
    return asking(FACE.agent, container)
