"""The inventory: the packages of a whole repository, put together from its manifests.

A lock knows versions, and the file beside or below it what was asked for. Together they tell what is direct; what both
name is one package.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from services.scanning.dependencies.manifest import manifest_of
from services.scanning.dependencies.package import Ecosystem, Package

_Key = tuple[Ecosystem, str]


def take_stock(packages: Sequence[Package]) -> list[Package]:
    """Each package once for each file that pins it, by ecosystem and name; of a range only if no lock resolves it."""
    packages = list(_without_needless_sums(packages))
    locks: dict[tuple[str, _Key], list[Package]] = {}
    for package in packages:
        if _is_lock(package):
            locks.setdefault((_folder(package.path), package.key), []).append(package)
    asked: dict[tuple[str, _Key], bool] = {}
    kept: list[Package] = []
    for package in packages:
        if _is_lock(package):
            continue
        place = _lock_above(package, locks)
        if place is None:
            kept.append(package)
            continue
        asked[place] = asked.get(place, True) and package.is_dev
        if package.version and all(package.version != locked.version for locked in locks[place]):
            kept.append(package)
    manifest_folders = {(_folder(package.path), package.ecosystem) for package in packages if not _is_lock(package)}
    for (folder, key), locked in locks.items():
        is_told = (folder, key[0]) in manifest_folders
        kept += [_related(package, asked.get((folder, key)), is_told) for package in locked]
    unique = {(package.ecosystem, package.name, package.version, package.path): package for package in reversed(kept)}
    return sorted(unique.values(), key=lambda package: (package.key, package.version, package.path))


def _without_needless_sums(packages: Sequence[Package]) -> Iterable[Package]:
    """``go.mod`` names what is built; ``go.sum`` lists also what was only looked at.

    Since Go 1.17 a ``go.mod`` names the modules of others, too (``// indirect``). Where it names none of them, only
    ``go.sum`` knows them.
    """
    mods = [package for package in packages if package.path.endswith("go.mod")]
    named = {(_folder(package.path), package.name) for package in mods}
    complete = {_folder(package.path) for package in mods if package.relation == "transitive"}
    for package in packages:
        folder = _folder(package.path)
        is_sum = package.path.endswith("go.sum")
        if not is_sum or not (folder in complete or (folder, package.name) in named):
            yield package


def _lock_above(package: Package, locks: dict[tuple[str, _Key], list[Package]]) -> tuple[str, _Key] | None:
    """In the same folder, or in one around it: a workspace has one lock."""
    folder = _folder(package.path)
    while (folder, package.key) not in locks:
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
    return folder, package.key


def _related(package: Package, asked: bool | None, is_told: bool) -> Package:
    """``asked`` is None if no file asks for it, and true if it is asked for to develop with only."""
    if package.relation != "unknown":
        return package
    if asked is not None:
        return msgspec.structs.replace(package, relation="direct", is_dev=package.is_dev or asked)
    return msgspec.structs.replace(package, relation="transitive") if is_told else package


def _is_lock(package: Package) -> bool:
    manifest = manifest_of(package.path)
    return manifest is not None and manifest.is_lock


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
