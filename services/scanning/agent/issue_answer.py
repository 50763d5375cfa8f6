"""Answers about the issues of a report: which there are, in which files, of which kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.answering.markdown import code, counted, link, plain, prose, table
from services.answering.sentences import more
from services.answering.words import fold
from services.scanning.agent.path_choice import matching_paths
from services.scanning.agent.query import Query
from services.scanning.agent.vocabulary import vocabulary
from services.scanning.analysis.issue import SEVERITIES, Issue, Severity
from services.scanning.files.language import LANGUAGES
from services.scanning.report.report import Report

ROWS = 10
"""Of a table, unless the asker says how many."""
_LANGUAGE_NAMES = {language.id: language.name for language in LANGUAGES}
_COMPLEXITY = "complexity"
_MEASURING = ("metrics", "lizard")
"""Who measures functions, and who did in older analyses."""


def language_name(language: str) -> str:
    return _LANGUAGE_NAMES.get(language, language)


def place(scan_id: str, path: str, line: int = 0) -> str:
    """A link to where a file is looked at."""
    shown = code(f"{path}:{line}" if line else path)
    return link(shown, f"/analysis/{scan_id}/files/{path}", f"L{line}" if line else "")


@dataclass(frozen=True)
class Chosen:
    """The issues of a report that a query means, and the words for the choice."""

    report: Report
    query: Query

    @cached_property
    def paths(self) -> frozenset[str] | None:
        """None: all files. Empty: there is no file as the query names it."""
        known = [file.path for file in self.report.files]
        if not self.query.paths and not self.query.languages:
            return None
        chosen = set(known) if not self.query.paths else matching_paths(self.query.paths, known)
        if self.query.languages:
            chosen &= {file.path for file in self.report.files if file.language in self.query.languages}
        return frozenset(chosen)

    @cached_property
    def issues(self) -> list[tuple[str, Issue]]:
        """The worst first."""
        found = self.report.issues_for_experts()
        return [(path, issue) for path, issue in found if self._fits(path, issue) and self._says(issue)]

    @cached_property
    def said_terms(self) -> tuple[str, ...]:
        """The words of the question that some issue holds: the others choose nothing."""
        fitting = [
            fold(f"{issue.rule} {issue.message}") for path, issue in self.report.issues() if self._fits(path, issue)
        ]
        return tuple(term for term in self.query.terms if any(term in text for text in fitting))

    def _fits(self, path: str, issue: Issue) -> bool:
        query = self.query
        return (
            (not query.severities or issue.severity in query.severities)
            and (not query.engines or issue.engine in query.engines)
            and (self.paths is None or path in self.paths)
            and (query.line is None or issue.line == query.line)
        )

    def _says(self, issue: Issue) -> bool:
        text = fold(f"{issue.rule} {issue.message}") if self.said_terms else ""
        return not self.said_terms or any(term in text for term in self.said_terms)

    @property
    def where(self) -> str:
        """`` in Python files of `src` ``, or nothing."""
        query = self.query
        words = []
        if query.severities:
            words.append(f"of severity {' or '.join(query.severities)}")
        if query.engines:
            words.append(f"found by {' or '.join(query.engines)}")
        if query.languages:
            words.append(f"in {' or '.join(map(language_name, query.languages))} files")
        if query.paths:
            words.append(f"in {' and '.join(code(path) for path in query.paths)}")
        if query.line is not None:
            words.append(f"on line {query.line:,}")
        if self.said_terms:
            words.append(f"mentioning {' or '.join(plain(term) for term in self.said_terms)}")
        return "".join(f" {word}" for word in words)

    @property
    def missing(self) -> str:
        """A sentence if the query names files that are not there."""
        if self.paths is None or self.paths:
            return ""
        if not self.query.paths:
            languages = " or ".join(map(language_name, self.query.languages))
            return f"The analysis has no {languages} files."
        named = " or ".join(code(path) for path in self.query.paths)
        return f"The analysis has no file or folder {named}{self._of_language()}."

    def _of_language(self) -> str:
        languages = " or ".join(map(language_name, self.query.languages))
        return f" with {languages} in it" if languages else ""


def severities(issues: Sequence[Issue]) -> str:
    """``1 critical, 3 high``."""
    counts = Counter(issue.severity for issue in issues)
    return ", ".join(f"{counts[severity]:,} {severity}" for severity in reversed(SEVERITIES) if counts[severity])


def issue_table(scan_id: str, found: Sequence[tuple[str, Issue]]) -> str:
    rows = [
        (
            issue.severity,
            place(scan_id, path, issue.line),
            f"{plain(issue.engine)} {code(issue.rule)}",
            prose(issue.message),
        )
        for path, issue in found
    ]
    return table(("Severity", "Place", "Rule", "Message"), rows)


# -- answers -----------------------------------------------------------------------------------------------------------


def issues(report: Report, query: Query) -> Iterator[str]:
    chosen = Chosen(report, query)
    if chosen.missing:
        yield chosen.missing
        return
    found = chosen.issues
    unsaid = [term for term in query.terms if vocabulary().knows(term)]
    if unsaid and not chosen.said_terms and found:
        yield f"No issue mentions {' or '.join(f'“{plain(term)}”' for term in unsaid)}. In all there are these:"
    files = len({path for path, _ in found})
    if not found:
        yield f"No issues{chosen.where} were found."
    else:
        sums = severities([issue for _, issue in found])
        yield f"{counted(len(found), 'issue')}{chosen.where}, in {counted(files, 'file')}: {sums}."
        shown = found[: query.most or ROWS]
        yield issue_table(report.scan_id, shown)
        yield from more(len(found), len(shown), "issue")
    if report.not_kept:
        yield report.not_kept_note


def secrets(report: Report, query: Query) -> Iterator[str]:
    found = [item for item in Chosen(report, _without_terms(query)).issues if item[1].engine == "secrets"]
    if not found:
        yield f"No secrets were found{Chosen(report, _without_terms(query)).where}: no passwords, keys or tokens."
        return
    files = len({path for path, _ in found})
    yield f"{counted(len(found), 'possible secret')} in {counted(files, 'file')}:"
    yield issue_table(report.scan_id, found[: query.most or ROWS])
    yield from more(len(found), len(found[: query.most or ROWS]), "secret")


def complexity(report: Report, query: Query) -> Iterator[str]:
    """The messages begin with the function's name and hold the number of its paths."""
    chosen = Chosen(report, _without_terms(query))
    if chosen.missing:
        yield chosen.missing
        return
    found = [(path, issue) for path, issue in chosen.issues if issue.rule == _COMPLEXITY and issue.engine in _MEASURING]
    if not found:
        yield (
            f"No function{chosen.where} has more than 15 independent paths (cyclomatic complexity); an analysis lists"
            " only those above."
        )
        return
    found.sort(key=lambda item: (-_paths(item[1]), item[0], item[1].line))
    shown = found[: query.most or ROWS]
    many = counted(len(found), "function")
    yield f"{many} with more than 15 independent paths (cyclomatic complexity){chosen.where}, the most complex first:"
    rows = [
        (code(_function(issue)), f"{_paths(issue):,}", place(report.scan_id, path, issue.line), issue.severity)
        for path, issue in shown
    ]
    yield table(("Function", "Independent paths #", "Place", "Severity"), rows)
    yield from more(len(found), len(shown), "function")


def duplicates(report: Report, query: Query) -> Iterator[str]:
    none = "The analysis found no duplicated code outside tests"
    return _of_rule(report, query, "duplicated-code", "duplicate", none)


def unused(report: Report, query: Query) -> Iterator[str]:
    none = "The analysis found no function, class or constant that nothing uses"
    return _of_rule(report, query, "unused-export", "unused export", none)


def _of_rule(report: Report, query: Query, rule: str, one: str, none: str) -> Iterator[str]:
    """The issues of one rule, each of which is ``one``; else the sentence ``none``."""
    chosen = Chosen(report, _without_terms(query))
    found = [(path, issue) for path, issue in chosen.issues if issue.rule == rule]
    if chosen.missing or not found:
        yield chosen.missing or f"{none}{chosen.where}."
        return
    shown = found[: query.most or ROWS]
    yield f"{counted(len(found), one)}{chosen.where}:"
    yield issue_table(report.scan_id, shown)
    yield from more(len(found), len(shown), one)


def worst_files(report: Report, query: Query) -> Iterator[str]:
    chosen = Chosen(report, _without_terms(query))
    if chosen.missing:
        yield chosen.missing
        return
    by_file: dict[str, list[Issue]] = {}
    for path, issue in chosen.issues:
        by_file.setdefault(path, []).append(issue)
    if not by_file:
        yield f"No file has issues{chosen.where}."
        return
    ranked = sorted(by_file.items(), key=lambda item: ([-count for count in _counts(item[1])], item[0]))
    shown = ranked[: query.most or ROWS]
    yield f"{counted(len(ranked), 'file')} with issues{chosen.where}, the worst first (by the severity of its issues):"
    rows = [
        (place(report.scan_id, path), *(f"{count:,}" if count else "·" for count in _counts(found)), f"{len(found):,}")
        for path, found in shown
    ]
    yield table(("File", *(f"{severity.capitalize()} #" for severity in reversed(SEVERITIES)), "Issues #"), rows)
    yield from more(len(ranked), len(shown), "file")


def rules(report: Report, query: Query) -> Iterator[str]:
    chosen = Chosen(report, _without_terms(query))
    if chosen.missing:
        yield chosen.missing
        return
    kinds = Counter((issue.engine, issue.rule) for _, issue in chosen.issues)
    if not kinds:
        yield f"No issues{chosen.where} were found."
        return
    engines = Counter(issue.engine for _, issue in chosen.issues)
    yield "Issues by engine: " + ", ".join(f"{plain(name)} {count:,}" for name, count in engines.most_common()) + "."
    shown = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))[: query.most or ROWS]
    worst: dict[tuple[str, str], Severity] = {}
    for _, issue in reversed(chosen.issues):
        worst[issue.engine, issue.rule] = issue.severity
    rows = [(code(rule), plain(engine), f"{count:,}", worst[engine, rule]) for (engine, rule), count in shown]
    yield table(("Rule", "Engine", "Issues #", "Worst"), rows)
    yield from more(len(kinds), len(shown), "rule")


def summary(report: Report, query: Query) -> Iterator[str]:
    everything = [issue for _, issue in report.issues()]
    files = counted(len(report.files), "file")
    if not everything:
        yield f"{files} analysed, no issues found."
    else:
        bad = sum(1 for found in report.issues_by_file.values() if found)
        yield f"{files} analysed; {counted(len(everything), 'issue')} in {bad:,} of them: {severities(everything)}."
        yield "The worst:"
        yield issue_table(report.scan_id, Chosen(report, Query()).issues[: query.most or 5])
    if report.not_kept:
        yield report.not_kept_note
    if report.graph.cycles:
        yield f"{counted(len(report.graph.cycles), 'import cycle')}."
    if report.insight:
        yield f"A language model's summary of it: {plain(' '.join(report.insight.split()), 600)}"


def _without_terms(query: Query) -> Query:
    return Query(
        topic=query.topic, severities=query.severities, engines=query.engines, languages=query.languages,
        paths=query.paths, most=query.most, number=query.number,
    )  # fmt: skip


def _counts(found: Sequence[Issue]) -> list[int]:
    counts = Counter(issue.severity for issue in found)
    return [counts[severity] for severity in reversed(SEVERITIES)]


def _paths(issue: Issue) -> int:
    numbers = [int(word) for word in issue.message.split() if word.isdecimal() and len(word) < 9]
    return numbers[0] if numbers else 0


def _function(issue: Issue) -> str:
    return issue.message.partition(" has ")[0]
