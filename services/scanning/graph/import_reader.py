"""Reads imports as they are written, one reader per language: what is imported, and under which names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tree_sitter import Node

MAX_USE_PATHS = 200
_ANCESTORS = 60


class Import(NamedTuple):
    """``target`` is as the language writes it (``..package.module``, ``./file``, ``java.util.List``).

    ``names`` are ``(name there, name here)``; ``alias`` is what the module is called here. A deferred import (inside a
    function, or for types only) does not run when the file is loaded, so it makes no cycle. ``scope`` is the function
    whose names it binds (an index of the outline), or -1 for the whole file.
    """

    target: str
    names: tuple[tuple[str, str], ...] = ()
    alias: str = ""
    is_deferred: bool = False
    scope: int = -1


def read_imports(language: str, node: Node) -> list[Import]:
    """The imports that one statement makes."""
    reader = _READERS.get(language)
    return list(reader(node)) if reader else []


def _python(node: Node) -> Iterator[Import]:
    is_deferred = _is_python_deferred(node)
    module = node.child_by_field_name("module_name")
    named = [_python_name(child) for child in node.children_by_field_name("name")]
    if module is None:
        for name, local in named:
            yield Import(name, alias=local, is_deferred=is_deferred)
        return
    names = tuple(named) or (("*", "*"),)
    yield Import(_text(module).replace(" ", ""), names, is_deferred=is_deferred)


def _python_name(node: Node) -> tuple[str, str]:
    name = node.child_by_field_name("name")
    alias = node.child_by_field_name("alias")
    if name is None or alias is None:
        return _text(node), _text(node)
    return _text(name), _text(alias)


def _is_python_deferred(node: Node) -> bool:
    for ancestor in _ancestors(node):
        if ancestor.type == "function_definition":
            return True
        if ancestor.type == "if_statement":
            condition = ancestor.child_by_field_name("condition")
            if condition is not None and "TYPE_CHECKING" in _text(condition):
                return True
    return False


def _ecmascript(node: Node) -> Iterator[Import]:
    if node.type == "call_expression":
        arguments = node.child_by_field_name("arguments")
        source = arguments.named_children[0] if arguments and arguments.named_children else None
        function = node.child_by_field_name("function")
        is_lazy = function is not None and function.type == "import"
        if source is not None:
            yield _required(node, _unquoted(source), is_lazy)
        return
    source = node.child_by_field_name("source")
    clause = next(
        (child for child in node.named_children if child.type in ("import_clause", "import_require_clause")), None
    )
    if source is None and clause is not None:
        source = clause.child_by_field_name("source")
    if source is None:
        return
    is_type = len(node.children) > 1 and node.children[1].type == "type"
    names: list[tuple[str, str]] = []
    alias = ""
    for child in clause.named_children if clause is not None else _exported(node):
        if child.type == "identifier":
            names.append(("default", _text(child)))
            alias = alias or _text(child)
        elif child.type == "namespace_import" and child.named_children:
            alias = _text(child.named_children[0])
        elif child.type == "named_imports":
            names.extend(
                _specifier(specifier) for specifier in child.named_children if specifier.type == "import_specifier"
            )
        elif child.type == "export_specifier":
            names.append(_specifier(child))
    if node.type == "export_statement" and not names:
        names.append(("*", "*"))
    yield Import(_unquoted(source), tuple(names), alias, is_type)


def _exported(node: Node) -> list[Node]:
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    return clause.named_children if clause is not None else []


def _specifier(node: Node) -> tuple[str, str]:
    name = node.child_by_field_name("name")
    alias = node.child_by_field_name("alias")
    there = _text(name) if name is not None else _text(node)
    return there, _text(alias) if alias is not None else there


def _required(node: Node, source: str, is_lazy: bool) -> Import:
    parent = node.parent
    if parent is None or parent.type != "variable_declarator":
        return Import(source, is_deferred=is_lazy)
    bound = parent.child_by_field_name("name")
    if bound is not None and bound.type == "identifier":
        return Import(source, (("default", _text(bound)),), _text(bound), is_lazy)
    names = (
        [_text(child) for child in bound.named_children if child.type == "shorthand_property_identifier_pattern"]
        if bound
        else []
    )
    return Import(source, tuple((name, name) for name in names), is_deferred=is_lazy)


def _go(node: Node) -> Iterator[Import]:
    path, name = node.child_by_field_name("path"), node.child_by_field_name("name")
    if path is not None:
        yield Import(_unquoted(path), alias=_text(name) if name is not None else "")


def _rust(node: Node) -> Iterator[Import]:
    if node.type == "mod_item":
        name = node.child_by_field_name("name")
        if name is not None:
            yield Import(f"mod {_text(name)}", alias=_text(name))
        return
    # ``pub use`` only passes names on: a crate whose parts use its root would be one circle.
    is_passed_on = any(child.type == "visibility_modifier" for child in node.named_children)
    for each in _rust_uses(node):
        yield each._replace(is_deferred=is_passed_on)


def _rust_uses(node: Node) -> Iterator[Import]:
    argument = node.child_by_field_name("argument")
    waiting = [("", argument)] if argument is not None else []
    for _ in range(MAX_USE_PATHS):
        if not waiting:
            return
        prefix, use = waiting.pop()
        if use.type == "scoped_use_list":
            path, names = use.child_by_field_name("path"), use.child_by_field_name("list")
            inner = prefix + (f"{_text(path)}::" if path is not None else "")
            waiting.extend((inner, child) for child in (names.named_children if names is not None else []))
        elif use.type == "use_list":
            waiting.extend((prefix, child) for child in use.named_children)
        elif use.type == "use_as_clause":
            path, alias = use.child_by_field_name("path"), use.child_by_field_name("alias")
            if path is not None and alias is not None:
                yield _rust_path(prefix + _text(path), _text(alias))
        elif use.type == "use_wildcard":
            yield Import((prefix + _text(use)).removesuffix("::*"), (("*", "*"),))
        else:
            yield _rust_path(prefix + _text(use), "")


def _rust_path(path: str, alias: str) -> Import:
    path = re.sub(r"\s+", "", path).removesuffix("::self")
    name = path.rpartition("::")[2]
    return Import(path, ((name, alias or name),), alias or name)


def _java(node: Node) -> Iterator[Import]:
    text = re.sub(r"\s+", " ", _text(node)).strip(" ;")
    path = text.removeprefix("import ").removeprefix("static ").replace(" ", "")
    name = path.rpartition(".")[2]
    yield Import(path, ((name, name),) if name != "*" else (("*", "*"),))


def _kotlin(node: Node) -> Iterator[Import]:
    path, _, alias = re.sub(r"\s+", " ", _text(node)).strip(" ;").removeprefix("import ").partition(" as ")
    name = path.rpartition(".")[2]
    yield Import(path, ((name, alias or name),))


def _scala(node: Node) -> Iterator[Import]:
    text = re.sub(r"\s+", " ", _text(node)).removeprefix("import ")
    path, brace, rest = text.partition("{")
    if not brace:
        name = path.rpartition(".")[2]
        yield Import(path.replace("._", ".*"), (("*", "*") if name in ("_", "*") else (name, name),))
        return
    for selector in rest.rstrip("} ").split(","):
        there, _, here = re.sub(r" ?(?:=>| as ) ?", "=", selector).strip().partition("=")
        there = "*" if there == "_" else there
        yield Import(path + there, ((there, here or there),))


def _c(node: Node) -> Iterator[Import]:
    path = node.child_by_field_name("path")
    if path is not None and path.type in ("string_literal", "system_lib_string"):
        yield Import(_text(path)[1:-1], (("*", "*"),), alias="<" if path.type == "system_lib_string" else "")


def _ruby(node: Node) -> Iterator[Import]:
    method, arguments = node.child_by_field_name("method"), node.child_by_field_name("arguments")
    string = next((child for child in arguments.named_children if child.type == "string"), None) if arguments else None
    if method is not None and string is not None and "#{" not in _text(string):
        prefix = "./" if _text(method) == "require_relative" else ""
        yield Import(prefix + _unquoted(string), (("*", "*"),), is_deferred=_text(method) == "autoload")


def _php(node: Node) -> Iterator[Import]:
    if node.type != "namespace_use_declaration":
        found = re.search(r"""['"]([^'"$]{1,250})['"]\s{0,20}\)?\s{0,20}\Z""", _text(node))
        if found:
            yield Import("./" + found[1].lstrip("/"), (("*", "*"),))
        return
    text = re.sub(r"\s+", " ", _text(node)).strip(" ;").removeprefix("use ")
    text = text.removeprefix("function ").removeprefix("const ")
    prefix, brace, rest = text.partition("{")
    for clause in (rest.rstrip("} ") if brace else text).split(","):
        path, _, alias = clause.strip().partition(" as ")
        if path:
            full = ((prefix.strip() if brace else "") + path.strip()).lstrip("\\")
            name = full.rpartition("\\")[2]
            yield Import(full, ((name, alias.strip() or name),))


def _c_sharp(node: Node) -> Iterator[Import]:
    text = (
        re.sub(r"\s+", " ", _text(node))
        .strip(" ;")
        .removeprefix("global ")
        .removeprefix("using ")
        .removeprefix("static ")
    )
    alias, equals, path = text.partition(" = ")
    yield Import(path if equals else text, ((path.rpartition(".")[2], alias),) if equals else (("*", "*"),))


def _bash(node: Node) -> Iterator[Import]:
    argument = node.child_by_field_name("argument")
    text = _text(argument).strip("\"'") if argument is not None else ""
    # "$(dirname "$0")/x.sh" and "$DIR/x.sh" nearly always mean the script's own folder
    yield Import(re.sub(r'\A(?:\$\{?\w+\}?|\$\(.*\))"?/', "./", text), (("*", "*"),))


def _ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    for _ in range(_ANCESTORS):
        if parent is None:
            return
        yield parent
        parent = parent.parent


def _unquoted(node: Node) -> str:
    return _text(node).strip("\"'`")


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


_READERS: dict[str, Callable[[Node], Iterator[Import]]] = {
    "python": _python,
    "javascript": _ecmascript,
    "typescript": _ecmascript,
    "tsx": _ecmascript,
    "go": _go,
    "rust": _rust,
    "java": _java,
    "kotlin": _kotlin,
    "scala": _scala,
    "c": _c,
    "cpp": _c,
    "ruby": _ruby,
    "php": _php,
    "c_sharp": _c_sharp,
    "bash": _bash,
}
