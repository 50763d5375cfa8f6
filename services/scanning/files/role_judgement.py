"""How a file's role is judged.

The outermost folder that says something decides, then the file's name, then its content. What a manifest calls a part
of the product (`Manifests`) is not judged by its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.scanning.files.manifest import Manifests
from services.scanning.files.role import PRODUCT, Role
from services.scanning.files.role_name import folder_role, is_weak, name_role

_CI_FOLDERS = frozenset((
    ".github", ".gitlab", ".circleci", ".buildkite", ".azure-pipelines", "azure-pipelines", ".semaphore",
    ".woodpecker", ".ci", "ci", ".travis", ".forgejo", ".gitea",
))  # fmt: skip
_CI_FILE = re.compile(
    r"\.?(?:gitlab-ci|travis|appveyor|azure-pipelines|bitbucket-pipelines|drone|woodpecker|cirrus|codecov|cloudbuild"
    r"|pre-commit-config|goreleaser|renovate|wercker|mergify)(?:\.[\w.]{1,20})?|Jenkinsfile|tox\.ini|noxfile\.py"
)
_PROSE = frozenset(("markdown", "restructuredtext"))
_PROGRAM_ROOTS = frozenset(("main", "commonmain", "jvmmain", "androidmain", "iosmain", "jsmain"))


def role_of(path: str, language: str, content_says: Role | None, manifests: Manifests) -> Role:
    """``content_says`` comes from `content_role`."""
    *folders, name = path.split("/")
    if _is_ci(folders, name):
        return "ci"
    role = _by_folders(folders, language, manifests) or name_role(name, language)
    if role is None and language in _PROSE:
        role = "documentation"
    return role or content_says or PRODUCT


def _is_ci(folders: Sequence[str], name: str) -> bool:
    """The services that run such files look at a repository's root alone."""
    if folders:
        return folders[0] in _CI_FOLDERS
    return _CI_FILE.fullmatch(name) is not None


def _by_folders(folders: Sequence[str], language: str, manifests: Manifests) -> Role | None:
    prefix = ""
    for depth, folder in enumerate(folders):
        prefix += f"/{folder}" if prefix else folder
        declared = manifests.role(prefix)
        if declared is not None and declared != PRODUCT:
            return declared
        above = folders[depth - 1].lower() if depth else ""
        if above == "src" and folder.lower() in _PROGRAM_ROOTS:
            return None  # Maven and Gradle: below it are packages, such as com.example
        if declared == PRODUCT or (is_weak(folder) and manifests.is_program_package(prefix)):
            continue
        role = folder_role(folder, above, depth, language)
        if role is not None:
            return role
    return None
