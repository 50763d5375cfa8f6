"""Measures what an analysis costs beside its engines, and how soon it shows something. Needs a quiet machine.

    python -m bench.scan.measure FOLDER...      # one repository or unpacked release each

Each folder is analysed with an empty cache (``flask scan`` does the same), and in the same round every engine checks
the files that an analysis gives it, all at once, as by hand: one call an engine, as many at a time as an analysis runs.
Overhead is the analysis over these calls. It holds what engines do not do: choosing files, the graph, copies of files,
batches (each starts the engines anew), dependencies, fingerprints and reports.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from services.scanning.analysis.batch import THREADS
from services.scanning.analysis.depth import Depth
from services.scanning.engines.catalogue import offline_engines, used_engines
from services.scanning.engines.engine import Engine, EngineFailed
from services.scanning.files.file_collection import collect
from services.scanning.files.source_file import SourceFile
from services.scanning.local_scan import scan_locally
from services.scanning.settings import ScanningSettings
from services.settings.settings import read_settings

TIMEOUT_S = 3600
_STEPS = {"Building": "graph", "Collecting": "files", "Analysing": "analysis", "Batch 1 of": "first batch"}


@dataclass(frozen=True, slots=True)
class Cost:
    wall_s: float
    cpu_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    print("| folder | files | engines alone | analysis | overhead | processor | graph takes | first batch after |")
    print("|---|---|---|---|---|---|---|---|")
    for folder in asked.folders:
        for _ in range(asked.rounds):
            print(_row(folder), flush=True)


def _row(folder: Path) -> str:
    limits = read_settings([ScanningSettings]).of(ScanningSettings)
    files = collect(folder, max_file_bytes=limits.source_file_bytes, max_files=limits.repository_files).files
    alone = _cost(lambda: _by_hand(folder, files))
    seen: dict[str, float] = {}
    whole = _cost(lambda: _analysis(folder, seen))
    graph, first = seen["files"] - seen["graph"], seen["first batch"] - seen["analysis"]
    return (
        f"| {folder.name} | {len(files):,} | {alone.wall_s:.1f} s | {whole.wall_s:.1f} s"
        f" | {whole.wall_s / alone.wall_s - 1:+.0%} | {whole.cpu_s / alone.cpu_s - 1:+.0%}"
        f" | {graph:.1f} s | {first:.1f} s |"
    )


def _cost(work: Callable[[], None]) -> Cost:
    began, before = time.monotonic(), _cpu_s()
    work()
    return Cost(time.monotonic() - began, _cpu_s() - before)


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _by_hand(folder: Path, files: Sequence[SourceFile]) -> None:
    engines = used_engines(offline_engines(), files)
    with tempfile.TemporaryDirectory() as name:
        # Engines may read no folder but the one that they are given: the files lie as they do in the repository.
        root = Path(name).resolve() / "tree"
        shutil.copytree(folder, root, symlinks=True)
        depth = Depth(files)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda engine: _check(engine, root, files, depth), engines))


def _check(engine: Engine, root: Path, files: Sequence[SourceFile], depth: Depth) -> None:
    try:
        engine.check(root, [file for file in files if depth.checks(engine, file)], TIMEOUT_S)
    except EngineFailed as failed:
        print(f"{engine.name}: {failed.reason}")
    finally:
        engine.close()


def _analysis(folder: Path, seen: dict[str, float]) -> None:
    def hear(_share: float, message: str) -> None:
        for begins, step in _STEPS.items():
            if message.startswith(begins):
                seen.setdefault(step, time.monotonic())

    with tempfile.TemporaryDirectory() as data:
        os.environ["TAILRACE_DATA"] = data
        settings = read_settings([ScanningSettings])
        scan_locally(str(folder), settings, ref=None, access_token=None, on_progress=hear)


if __name__ == "__main__":
    main()
