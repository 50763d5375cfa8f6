"""Our interpreter: how a process that runs our own code is started.

It imports the packages that it is told to and may read no more of the project, whose folder can hold the data folder,
too. That folder cannot even be listed, so the packages are named instead of looked for.
"""

from __future__ import annotations

import sys

from services.process.access import packages

_BOOT = """\
import sys
from importlib.util import module_from_spec, spec_from_file_location
for folder in sys.argv[2].split(":"):
    name = folder.rpartition("/")[2]
    spec = spec_from_file_location(name, folder + "/__init__.py")
    sys.modules[name] = package = module_from_spec(spec)
    spec.loader.exec_module(package)
from importlib import import_module
module, _, function = sys.argv[1].partition(":")
getattr(import_module(module), function)(*sys.argv[3:])
"""


def python_command(function: str, *arguments: str, modules: tuple[str, ...] = ()) -> list[str]:
    """The command that calls ``package.module:function`` with the arguments and may import ``modules`` besides.

    Isolated (-I): neither the environment nor the folder that it starts in can shadow a module. It writes no
    bytecode (-B), because it may not.
    """
    folders = ":".join(map(str, packages("services", function, *modules)))
    return [sys.executable, "-I", "-B", "-c", _BOOT, function, folders, *arguments]
