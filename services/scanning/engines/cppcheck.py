"""Cppcheck: bugs and faults of memory in C and C++, found by following values along the paths of a function.

It reads each file alone, without its headers, so only those checks count here that need none. A file that it cannot
read, mostly for macros that a header defines, has no findings.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from services.process.access import Access
from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.engine import EngineFailed, Findings
from services.scanning.engines.tool_engine import ENGINES, ToolEngine, run_tool, version_apart
from services.scanning.files.source_file import SourceFile

PROGRAM = ENGINES / "cppcheck" / "Cppcheck" / "cppcheck"

CHECKS: dict[Severity, frozenset[str]] = {
    "critical": frozenset((
        "arrayIndexOutOfBounds", "bufferAccessOutOfBounds", "negativeIndex", "ctuArrayIndex", "ctuPointerArith",
        "invalidScanfFormatWidth", "containerOutOfBounds", "stlOutOfBounds", "algorithmOutOfBounds",
    )),
    "high": frozenset((
        "arrayIndexOutOfBoundsCond", "invalidscanf", "containerOutOfBoundsIndexExpression", "negativeContainerIndex",
        "deallocuse", "deallocret", "danglingLifetime", "returnDanglingLifetime", "invalidLifetime", "returnReference",
        "danglingTemporaryLifetime", "danglingReference", "danglingTempReference", "returnTempReference",
        "autoVariables", "stlcstr", "stlcstrthrow", "invalidContainer", "invalidContainerReference",
        "invalidContainerLoop", "eraseDereference", "exceptDeallocThrow",
        "doubleFree", "autovarInvalidDeallocation", "invalidFree",
        "integerOverflow", "negativeMemoryAllocationSize", "floatConversionOverflow",
        "mallocOnClassError", "memsetClass", "sprintfOverlappingData", "wrongPrintfScanfArgNum",
        "invalidPrintfArgType_n", "zerodiv", "useClosedFile",
    )),
    # Without headers it does not know which functions never return, so it may follow a path that an assertion ends.
    "medium": frozenset((
        "nullPointer", "ctunullpointer", "nullPointerArithmetic",
        "uninitvar", "uninitdata", "uninitStructMember", "legacyUninitvar", "ctuuninitvar",
        "nullPointerRedundantCheck", "nullPointerDefaultArg", "ctunullpointerOutOfMemory", "nullPointerOutOfMemory",
        "ctunullpointerOutOfResources", "nullPointerOutOfResources", "nullPointerArithmeticOutOfMemory",
        "derefInvalidIterator",
        "memleak", "resourceLeak", "leakNoVarFunctionCall", "leakReturnValNotUsed", "mismatchAllocDealloc",
        "mallocOnClassWarning", "missingReturn", "zerodivcond", "invalidFunctionArg", "accessMoved",
        "mismatchingContainers", "mismatchingContainerIterator", "iterators1", "iterators3",
        "invalidPrintfArgType_s", "invalidPrintfArgType_float", "invalidScanfArgType_s", "invalidScanfArgType_int",
        "invalidScanfArgType_float", "readWriteOnlyFile", "writeReadOnlyFile", "stringLiteralWrite",
        "overlappingWriteFunction", "selfInitialization", "throwInNoexceptFunction", "assignBoolToPointer",
        "memsetZeroBytes", "pointerSize", "sizeofDivisionMemfunc", "sizeofwithsilentarraypointer", "shiftNegative",
        "shiftTooManyBits", "va_start_subsequentCalls", "literalWithCharPtrCompare",
        "charLiteralWithCharPtrCompare", "checkCastIntToCharAndBack",
        "invalidTestForOverflow", "stlIfFind", "uselessCallsRemove", "uselessCallsEmpty", "localMutex",
        "globalLockGuard", "assignmentInAssert", "unknownEvaluationOrder", "strPlusChar",
        "uselessAssignmentPtrArg", "memleakOnRealloc", "operatorEqToSelf",
    )),
}  # fmt: skip
"""What is a fault even if no header is known. Left out: style, what a class should have, and what differs between
machines."""

_SEVERITY: dict[str, Severity] = {check: severity for severity, checks in CHECKS.items() for check in checks}
ONE_BEHIND = "-off-by-one"
"""Added to the name of a check whose index is the size of the array: another fault, with another remedy."""
_INDEX = re.compile(r"Array '[^']*\[(\d+)\]' accessed at index (\d+),|.* size is (\d+) and '[^']*' is (\d+)$")
_NULL_ARGUMENT = "Null pointer dereference"
"""Without a name: NULL is passed where cppcheck's list of functions forbids it, which is wrong about some of them."""
_NEAR_LINES = 15

_CONFIGURATIONS = 2  # of those that a file's #if make; each costs as much as the file
_PHASE_S = 5  # for following values in a file, and for unfolding its types and templates
_OPTIONS = (
    "--quiet", "--inline-suppr", "--enable=warning",
    *(f"--library={PROGRAM.parent / 'cfg' / name}.cfg" for name in ("posix", "gnu")),
    f"--max-configs={_CONFIGURATIONS}", f"--performance-valueflow-max-time={_PHASE_S}",
    f"--typedef-max-time={_PHASE_S}", f"--template-max-time={_PHASE_S}",
)  # fmt: skip
_LANGUAGES = {"c": "c", "cpp": "c++"}
_SEPARATOR = "\x1f"
_TEMPLATE = _SEPARATOR.join(("{file}", "{line}", "{column}", "{id}", "{message}"))


class Cppcheck(ToolEngine):
    name = "cppcheck"
    languages = frozenset(_LANGUAGES)
    module = __file__
    follows_data = True

    @property
    def version(self) -> str:
        return version_apart(self.name)

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        if not PROGRAM.is_file():
            raise EngineFailed("cppcheck is not installed (make install)")
        findings: Findings = {file.path: [] for file in files}
        spoken = sorted({file.language for file in files})
        for language in spoken:  # said by us, because a header's name does not say which it is
            chosen = [file.path for file in files if file.language == language]
            _read(_report(root, _LANGUAGES[language], chosen, timeout_s / len(spoken)), findings)
        return findings


def _report(root: Path, language: str, paths: Sequence[str], timeout_s: float) -> str:
    """It writes its findings to standard error, of which only the end would be kept, unless it gets a file."""
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        report = Path(name).resolve() / "report"
        argv = [str(PROGRAM), *_OPTIONS, f"--template={_TEMPLATE}", f"--output-file={report}", f"--language={language}"]
        access = Access(write=(report.parent,))
        run_tool([*argv, *paths], cwd=root, timeout_s=timeout_s, accepted=(0,), access=access)
        return report.read_text(encoding="utf-8", errors="replace") if report.exists() else ""


def _read(report: str, findings: Findings) -> None:
    try:
        for row in report.split("\n"):
            fields = row.split(_SEPARATOR, 4)
            if len(fields) > 1 and fields[3] in _SEVERITY and fields[4] != _NULL_ARGUMENT:
                _add(_issue(*fields[1:]), findings[fields[0]])
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise EngineFailed(f"cppcheck's report could not be read: {type(error).__name__}") from error


def _add(issue: Issue, issues: list[Issue]) -> None:
    """One that says the same of the next line is the same fault: of a pointer it names every use."""
    same = (known for known in issues if known.rule == issue.rule and known.message == issue.message)
    if not any(abs(known.line - issue.line) <= _NEAR_LINES for known in same):
        issues.append(issue)


def _issue(line: str, column: str, check: str, message: str) -> Issue:
    index = _INDEX.match(message)
    numbers = [number for number in index.groups() if number] if index else []
    rule = check + ONE_BEHIND if numbers and numbers[0] == numbers[1] else check
    return Issue(max(1, int(line)), max(1, int(column)), rule, _SEVERITY[check], message, Cppcheck.name)
