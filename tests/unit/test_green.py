"""gevent's patches are all there, and no package is asked about them."""

from __future__ import annotations

import json
import subprocess
import sys

REPORT = """
import json
from gevent import monkey
saved = {name: sorted(items) for name, items in monkey.saved.items()}
print(json.dumps([saved, sorted(name for name in monkey.saved if monkey.is_module_patched(name))]))
"""


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout


def test_it_patches_all_that_gevent_patches() -> None:
    own = json.loads(run(f"from services import green; green.patch()\n{REPORT}"))
    assert own == json.loads(run(f"from gevent import monkey; monkey.patch_all()\n{REPORT}"))
    assert {"socket", "ssl", "threading", "time", "select", "subprocess"} <= set(own[1])


def test_it_reads_nothing_of_what_packages_say_of_themselves() -> None:
    count = (
        "from importlib import metadata; asked = []; find = metadata.entry_points\n"
        "metadata.entry_points = lambda **group: asked.append(group) or find(**group)\n"
    )
    assert run(f"{count}from services import green; green.patch(); print(len(asked))") == "0\n"
    assert int(run(f"{count}from gevent import monkey; monkey.patch_all(); print(len(asked))")) > 5


def test_it_imports_nothing_that_a_patch_would_come_too_late_for() -> None:
    loaded = "import sys; from services import green; print('ssl' in sys.modules, 'requests' in sys.modules)"
    assert run(loaded) == "False False\n"
