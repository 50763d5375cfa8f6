"""Lint: which rules of linters point out faults, and which only hint at them.

A linter sees one statement, not what its author knows. A few of its rules are right nearly always: two equal keys, a
comparison that can never be true, a format with too few arguments. The others are mostly met in code that is meant to
be so: a pattern with control characters, a closure in a loop that is called at once. They are hints, of low severity,
so that a report begins with faults.
"""

from __future__ import annotations

from services.scanning.analysis.kind import MEMORY

_TELLING = {
    "ruff": (
        "F501 F502 F503 F505 F506 F507 F508 F509 F521 F524 F525 F601 F602 F621 F622 F631 F632 F633 F634 F701 F702 "
        "F704 F706 F707 F821 F822 F823 F901 B002 B003 B015 B016 B020 B022 B025 B029 B032 B035 B901 "
        "B909 ASYNC100 ASYNC210 ASYNC220 ASYNC221 ASYNC222 ASYNC230 ASYNC251 PLE0100 PLE0115 PLE0116 "
        "PLE0117 PLE0118 PLE0237 PLE0241 PLE0302 PLE0303 PLE0305 PLE0307 PLE0308 PLE0309 PLE0604 PLE0605 PLE0643 "
        "PLE1132 PLE1142 PLE1205 PLE1206 PLE1300 PLE1307 PLE1310 PLE1507 PLE1519 PLE1520 PLE1700 PLE2502 PLE2510 "
        "PLE2512 PLE2513 PLE2514 PLE2515 RUF006 RUF008 PLW0129 PLW0711 PLW1501 PLW2101"
    ),
    "oxlint": (
        "constructor-super for-direction no-async-promise-executor no-class-assign no-compare-neg-zero "
        "no-const-assign no-constant-binary-expression no-delete-var no-dupe-class-members "
        "no-dupe-else-if no-dupe-keys no-duplicate-case no-empty-character-class no-ex-assign "
        "no-import-assign no-invalid-regexp no-loss-of-precision no-misleading-character-class "
        "no-new-native-nonconstructor no-obj-calls no-self-assign no-setter-return no-this-before-super "
        "no-unsafe-negation no-unsafe-optional-chaining no-useless-backreference "
        "require-yield use-isnan valid-typeof bad-array-method-on-arguments bad-char-at-comparison "
        "bad-comparison-sequence bad-min-max-func bad-object-literal-comparison bad-replace-all-arg "
        "const-comparisons erasing-op missing-throw misrefactored-assign-op number-arg-out-of-range "
        "uninvoked-array-callback no-new-statics no-promise-in-callback "
        "jsx-no-duplicate-props jsx-no-undef jsx-key no-direct-mutation-state no-string-refs "
        "void-dom-elements-no-children rules-of-hooks no-array-delete no-for-in-array "
        "no-non-null-asserted-optional-chain no-unsafe-declaration-merging no-misused-new "
        "no-await-in-promise-methods no-invalid-fetch-options no-invalid-remove-event-listener "
        "jsx-no-target-blank no-script-url no-mixed-enums"
    ),
    "shellcheck": (
        "SC1007 SC1008 SC1046 SC1068 SC1069 SC1078 SC1079 SC1095 SC1097 SC2024 SC2045 SC2050 SC2055 SC2056 SC2057 "
        "SC2058 SC2065 SC2067 SC2070 SC2071 SC2072 SC2077 SC2078 SC2081 SC2089 SC2090 SC2091 SC2092 SC2099 SC2105 "
        "SC2106 SC2109 SC2110 SC2112 SC2115 SC2122 SC2144 SC2149 SC2151 SC2152 SC2156 SC2157 SC2158 SC2159 SC2161 "
        "SC2168 SC2170 SC2171 SC2180 SC2188 SC2190 SC2193 SC2194 SC2195 SC2198 SC2210 SC2215 SC2216 SC2217 SC2224 "
        "SC2225 SC2238 SC2242 SC2252 SC2255 SC2256 SC2257 SC2259 SC2260 SC2261 SC2264 SC2270 SC2271 SC2282 SC2283 "
        "SC2285 SC2286 SC2287 SC2288 SC2289 SC2296 SC2297 SC2298 SC2304 SC2307 SC2314 SC2319 SC2327 SC2328"
    ),
}
_HINTING = {
    # Memory that malloc may not give; a check that comes after the use; what needs a header to be sure of: whether a
    # function fills what it is given, or a constant is the one that says that nothing was opened.
    "cppcheck": (
        "nullPointerOutOfMemory nullPointerArithmeticOutOfMemory nullPointerOutOfResources ctunullpointerOutOfMemory"
        " ctunullpointerOutOfResources nullPointerRedundantCheck ctunullpointer ctuuninitvar legacyUninitvar"
        " nullPointerDefaultArg arrayIndexOutOfBoundsCond invalidFunctionArg invalidScanfArgType_int"
        " invalidTestForOverflow nullPointer nullPointerArithmetic uninitvar uninitdata resourceLeak"
        " uselessAssignmentPtrArg memleakOnRealloc wrongPrintfScanfArgNum"
        # How a test says what it expects.
        " assignmentInAssert literalWithCharPtrCompare"
    ),
    # Heuristics of conditions in C (wrong 4 times of 4: bench/findings/README.md), and of types and parameters in
    # JavaScript (6 of 6).
    "semgrep": (
        "c-bug-assignment-in-condition c-bug-bitwise-of-comparisons"
        " javascript-bug-comparison javascript-bug-floating-promise javascript-sql-injection-parameter"
    ),
    # A trigger, whatever the workflow does with what it brings.
    "zizmor": "dangerous-triggers",
    # Names of calls, whatever they are given, and words of SQL in any text that is put together: where a rule that
    # follows data saw nothing, readers and authors of practice sets mostly found nothing either.
    "ruff": (
        "S102 S108 S113 S301 S302 S307 S308 S310 S313 S314 S315 S316 S317 S318 S319 S320 S321 S324 S412 S413"
        " S608 S610 S611 S702 S704"
    ),
    "bandit": "B402 B411 B412 B413 B601",
    "oxlint": "no-eval no-implied-eval no-new-func no-danger",
}

_OF_MEMORY = MEMORY - {"format-string", "memory-leak-of-secret"}
_SURE_OF_MEMORY = frozenset(("c-buffer-overflow",))
"""Other rules of semgrep's engine about memory see shapes: it knows neither the size of what a pointer points to, nor
who owns it. They were wrong all 20 times that readers met one."""

_SETS = [{engine: frozenset(rules.split()) for engine, rules in table.items()} for table in (_TELLING, _HINTING)]
TELLING, HINTING = _SETS


def is_hint(engine: str, rule: str, kind: str) -> bool:
    """Whether the rule only hints: it is in `HINTING`, it sees shapes of memory, or it is a linter's bug that `TELLING`
    does not name.
    """
    if rule in HINTING.get(engine, ()) or (engine == "semgrep" and kind in _OF_MEMORY and rule not in _SURE_OF_MEMORY):
        return True
    return kind == "bug" and engine in TELLING and rule not in TELLING[engine]
