"""Real analyses of small repositories, made once, and the agent that is asked about them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.container import Container
from services.scanning.face import FACE
from tests.support.asking import Ask, asking
from tests.support.git_repository import commit, make_repository
from tests.support.scan_job import Running
from tests.support.schema import give_schema
from tests.support.setting import settings_in

# A key of the shape that AWS's documentation shows.
KEY = "AKIA" + "QYLPMN5HHHFPZAM2"
BRANCHES = "".join(f"    if x == {number}:\n        return {number}\n" for number in range(18))
SHOP = {
    "src/shell.py": "import subprocess\n\n\ndef run(x):\n    subprocess.call(x, shell=True)\n    return eval(x)\n",
    "src/price.py": f"def price(x):\n{BRANCHES}    return 0\n",
    "src/orders.py": "from src import stock\nfrom src.price import price\n\n\ndef order():\n    return price(stock)\n",
    "src/stock.py": "from src import orders\n\n\ndef left():\n    return orders.order\n",
    "src/__init__.py": "",
    "config/keys.py": f'AWS = "{KEY}"\n',
    "web/page.js": "function show() {\n  debugger;\n  return eval(stored.x);\n}\n",
    "README.md": "# Shop\n\n`left` tells what is left to do.\n",
}
HOSTILE = {
    "](javascript:alert(1)).py": "def f():\n    eval(input())\n",
    "<img src=x onerror=alert(1)>.py": "def f():\n    eval(input())\n",
    "`tick` \\(x\\) $$y$$ |.py": "def f():\n    eval(input())\n",
    "# heading\n# two.py": "def f():\n    eval(input())\n",
}


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    folder = tmp_path_factory.mktemp("analyses")
    container = Container(
        settings_in(folder / "data", scanning={"local_roots": (folder,)}, jobs={"per_user": 99}), [FACE]
    )
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    running = Running(container, folder / "jobs")
    _analyse(container, running, "ada", make_repository(folder / "toy-box", HOSTILE))
    _analyse(container, running, "ada", make_repository(folder / "paper-boat", {"main.go": "package main\n"}))
    shop = make_repository(folder / "lemon-shop", SHOP)
    _analyse(container, running, "ada", shop)
    commit(shop, {"src/shell.py": "import os\n", "src/new.py": "def g(x):\n    exec(x)\n"}, "Fewer shells")
    _analyse(container, running, "ada", shop)
    _analyse(container, running, "bob", make_repository(folder / "secret-garden", {"a.py": "eval(input())\n"}))
    yield container
    container.close()


def _analyse(container: Container, running: Running, user_id: str, repository: Path) -> None:
    container.service(FACE).start(user_id, str(repository))
    running.run_next()


@pytest.fixture(scope="module")
def ask(container: Container) -> Ask:
    """What the agent answers to the last of these texts, which a user says one after another."""
    return asking(FACE.agent, container)
