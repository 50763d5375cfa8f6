"""What the beginning of a file says about its role, where neither folder nor name say anything."""

from __future__ import annotations

import re

from services.scanning.files.role import Role

HEAD_BYTES = 4096
# Imports a test framework, and has a test: a library that helps with tests does the first alone.
_TESTS: dict[str, tuple[re.Pattern[bytes], re.Pattern[bytes]]] = {
    "python": (
        re.compile(rb"^(?:import|from) (?:unittest|pytest|nose|hypothesis)\b", re.MULTILINE),
        re.compile(rb"^[ \t]{0,8}(?:async )?def test_", re.MULTILINE),
    ),
    "javascript": (
        re.compile(rb"[\"'](?:vitest|@jest/globals|mocha|chai|node:test|jest|ava|tape|@playwright/test)[\"']"),
        re.compile(rb"^[ \t]{0,8}(?:describe|it|test)\(", re.MULTILINE),
    ),
    "java": (re.compile(rb"^import (?:static )?org\.(?:junit|testng)\.", re.MULTILINE), re.compile(rb"@Test\b")),
    "c_sharp": (
        re.compile(rb"^using (?:Xunit|NUnit\.Framework|Microsoft\.VisualStudio\.TestTools)", re.MULTILINE),
        re.compile(rb"\[(?:Fact|Theory|Test|TestCase|TestMethod|TestFixture|TestClass)\b"),
    ),
    "php": (
        re.compile(rb"^use PHPUnit\\", re.MULTILINE),
        re.compile(rb"^(?:abstract |final )?class \w+ extends \w*TestCase", re.MULTILINE),
    ),
    "ruby": (
        re.compile(rb"^require(?:_relative)? ['\"](?:minitest|test/unit|rspec|spec_helper|test_helper)", re.MULTILINE),
        re.compile(rb"^(?:RSpec\.)?describe |^class \w+ < \S*Test", re.MULTILINE),
    ),
    "cpp": (
        re.compile(rb"^#include [<\"](?:gtest/|gmock/|catch2?/|catch\.hpp|doctest|boost/test)", re.MULTILINE),
        re.compile(rb"^(?:TEST|TEST_F|TEST_P|TEST_CASE|BOOST_AUTO_TEST_CASE)\(", re.MULTILINE),
    ),
}
_SAME = {"typescript": "javascript", "tsx": "javascript", "kotlin": "java", "scala": "java", "groovy": "java"}
# `/*! jQuery v3.7.1 | (c) … */`: the comment that keeps its place when a library is shipped.
_BANNER = re.compile(rb"\A\s{0,20}/\*!.{1,200}?\bv?\d+\.\d+(?:\.\d+)?\b", re.DOTALL)
_NOTICE = re.compile(rb"\([cC]\)|copyright|licen[sc]e|released under", re.IGNORECASE)
_BANNER_BYTES = 600


def content_role(language: str, head: bytes) -> Role | None:
    tests = _TESTS.get(_SAME.get(language, language))
    if tests and all(pattern.search(head) for pattern in tests):
        return "test"
    if language in ("javascript", "css") and _BANNER.match(head) and _NOTICE.search(head[:_BANNER_BYTES]):
        return "vendored"
    return None
