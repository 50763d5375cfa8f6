"""A language: how to recognise its files (by name, extension or first line) and what people call it."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.scanning.files.template import is_template


class Language(NamedTuple):
    """``id`` is what files, engines and the graph use; ``name`` is shown."""

    id: str
    name: str
    extensions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    interpreters: tuple[str, ...] = ()


LANGUAGES: tuple[Language, ...] = (
    Language("python", "Python", (".py", ".pyi", ".pyw"), ("SConstruct", "SConscript", "wscript"), ("python", "pypy")),
    Language("javascript", "JavaScript", (".js", ".mjs", ".cjs", ".jsx"), ("Jakefile",), ("node", "nodejs")),
    Language("typescript", "TypeScript", (".ts", ".mts", ".cts"), (), ("deno", "ts-node", "bun")),
    Language("tsx", "TSX", (".tsx",)),
    Language("go", "Go", (".go",)),
    Language("rust", "Rust", (".rs",)),
    Language("java", "Java", (".java",)),
    Language("c", "C", (".c", ".h")),
    Language("cpp", "C++", (".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp")),
    Language(
        "ruby",
        "Ruby",
        (".rb", ".rake", ".gemspec", ".ru"),
        ("Rakefile", "Gemfile", "Guardfile", "Vagrantfile"),
        ("ruby",),
    ),
    Language("php", "PHP", (".php", ".phtml", ".php5", ".php7"), (), ("php",)),
    Language("c_sharp", "C#", (".cs", ".csx")),
    Language("kotlin", "Kotlin", (".kt", ".kts")),
    Language("scala", "Scala", (".scala", ".sc", ".sbt")),
    Language("swift", "Swift", (".swift",)),
    Language(
        "bash",
        "Shell",
        (".sh", ".bash", ".ksh", ".bats"),
        (".bashrc", ".profile"),
        ("sh", "bash", "dash", "ksh"),
    ),
    Language("zsh", "Zsh", (".zsh",), (".zshrc", ".zshenv", ".zprofile"), ("zsh",)),
    Language("notebook", "Jupyter Notebook", (".ipynb",)),
    Language("perl", "Perl", (".pl", ".pm"), (), ("perl",)),
    Language("lua", "Lua", (".lua",), (), ("lua", "luajit")),
    Language("r", "R", (".r",), (), ("Rscript",)),
    Language("julia", "Julia", (".jl",)),
    Language("dart", "Dart", (".dart",)),
    Language("elixir", "Elixir", (".ex", ".exs")),
    Language("erlang", "Erlang", (".erl", ".hrl")),
    Language("haskell", "Haskell", (".hs",)),
    Language("ocaml", "OCaml", (".ml", ".mli")),
    Language("zig", "Zig", (".zig",)),
    Language("objective_c", "Objective-C", (".m", ".mm")),
    Language("fsharp", "F#", (".fs", ".fsx", ".fsi")),
    Language("visual_basic", "Visual Basic", (".vb",)),
    Language("clojure", "Clojure", (".clj", ".cljs", ".cljc")),
    Language("groovy", "Groovy", (".groovy", ".gradle"), ("Jenkinsfile",)),
    Language("fortran", "Fortran", (".f90", ".f95", ".f03", ".f08", ".f", ".for")),
    Language("solidity", "Solidity", (".sol",)),
    Language("gdscript", "GDScript", (".gd",)),
    Language("powershell", "PowerShell", (".ps1", ".psm1", ".psd1")),
    Language("batch", "Batch", (".bat", ".cmd")),
    Language("sql", "SQL", (".sql",)),
    Language("html", "HTML", (".html", ".htm", ".xhtml", ".jinja", ".jinja2", ".j2", ".erb", ".ejs", ".hbs")),
    Language("css", "CSS", (".css",)),
    Language("scss", "SCSS", (".scss", ".sass")),
    Language("less", "Less", (".less",)),
    Language("vue", "Vue", (".vue",)),
    Language("svelte", "Svelte", (".svelte",)),
    Language("yaml", "YAML", (".yaml", ".yml"), (".clang-format",)),
    Language("json", "JSON", (".json", ".jsonc", ".json5")),
    Language("toml", "TOML", (".toml",), ("Pipfile",)),
    Language("ini", "INI", (".ini", ".cfg", ".conf", ".properties"), (".editorconfig", ".npmrc", ".pypirc", ".netrc")),
    Language("dotenv", "Environment", (".env",), (".env",)),
    Language("pem", "Keys", (".pem", ".key"), ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519")),
    Language("xml", "XML", (".xml", ".xsd", ".xsl", ".csproj", ".vbproj", ".props", ".targets")),
    Language("terraform", "Terraform", (".tf", ".tfvars", ".hcl")),
    Language("dockerfile", "Dockerfile", (".dockerfile",), ("Dockerfile", "Containerfile")),
    Language("makefile", "Makefile", (".mk", ".mak"), ("Makefile", "makefile", "GNUmakefile")),
    Language("cmake", "CMake", (".cmake",), ("CMakeLists.txt",)),
    Language("protobuf", "Protocol Buffers", (".proto",)),
    Language("graphql", "GraphQL", (".graphql", ".gql")),
    Language("markdown", "Markdown", (".md", ".markdown")),
    Language("restructuredtext", "reStructuredText", (".rst",)),
    Language("template", "Template", (".tmpl", ".tpl", ".mustache", ".liquid", ".twig", ".njk")),
)

_BY_ID = {language.id: language for language in LANGUAGES}
_BY_EXTENSION = {extension: language.id for language in LANGUAGES for extension in language.extensions}
_BY_NAME = {name: language.id for language in LANGUAGES for name in language.names}
_BY_INTERPRETER = {interpreter: language.id for language in LANGUAGES for interpreter in language.interpreters}
_SHEBANG = re.compile(
    rb"#![ \t]*(?:\S*/env[ \t]+(?:-\S+[ \t]+|\w+=\S*[ \t]+)*)?"
    rb"(?:\S*/)?([A-Za-z-]+)[0-9.]*(?:[ \t\r\n]|\Z)"
)
# What only C++ has, at the start of a line in a header.
_CPP_HEADER = re.compile(
    rb"^[ \t]*(?:class[ \t]+\w|namespace\b|template[ \t]*<|using[ \t]+\w"
    rb"|(?:public|private|protected)[ \t]*:|#include[ \t]*<\w+>)",
    re.MULTILINE,
)
_ZSH_COMPLETION = (b"#compdef", b"#autoload")
_TEMPLATED = frozenset(("javascript", "typescript", "tsx", "css", "scss", "less", "json", "yaml", "bash", "sql"))


def display_name(language: str) -> str:
    """What people call a language. An unknown id is shown as it is."""
    known = _BY_ID.get(language)
    return known.name if known else language


def detect_language(name: str, content: bytes) -> str | None:
    """The language of a file, judged by its name and first bytes; ``None`` if we do not analyse it."""
    found = _by_name(name, content)
    if found == "c" and name.lower().endswith(".h") and _CPP_HEADER.search(content):
        return "cpp"
    if found == "bash" and _from_shebang(content) == "zsh":
        return "zsh"
    return "template" if found in _TEMPLATED and is_template(content) else found


def _by_name(name: str, content: bytes) -> str | None:
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.startswith((".env.", "Dockerfile.")):
        return "dotenv" if name.startswith(".") else "dockerfile"
    stem, dot, extension = name.rpartition(".")
    if not dot:
        return _from_shebang(content)
    found = _BY_EXTENSION.get(f".{extension.lower()}") if stem else None
    if found == "html" and _by_name(stem, b"") not in (None, "html"):
        return "template"  # script.js.erb, deployment.yml.j2
    return found


def _from_shebang(content: bytes) -> str | None:
    if content.startswith(_ZSH_COMPLETION):
        return "zsh"
    shebang = _SHEBANG.match(content[:200])
    return _BY_INTERPRETER.get(shebang[1].decode("ascii")) if shebang else None
