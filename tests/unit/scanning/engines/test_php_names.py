"""PHP's names in full, read as the rules write them."""

from __future__ import annotations

import pytest

from services.scanning.engines import php_names


@pytest.mark.parametrize(
    ("code", "short"),
    [
        (r"\exec($x);", " exec($x);"),
        (r"new \GuzzleHttp\Client();", "new             Client();"),
        (r"$o[GuzzleHttp\RequestOptions::VERIFY]", "$o[           RequestOptions::VERIFY]"),
        (r"preg_match('/ \w(a)/', \strlen($x));", r"preg_match('/ \w(a)/',  strlen($x));"),
        (r'$a = "App\\Foo::bar"; // \exec(', r'$a = "App\\Foo::bar"; // \exec('),
        ("/**\n * Don't \\run( it.\n */\n\\run($x);", "/**\n * Don't \\run( it.\n */\n run($x);"),
        (r"Foo\bar(); use Foo\Bar; catch (\Exception $e)", r"Foo\bar(); use Foo\Bar; catch (\Exception $e)"),
    ],
)
def test_names_are_as_short_as_the_rules_write_them_and_keep_their_places(code: str, short: str) -> None:
    assert php_names.short(code.encode()) == short.encode()
