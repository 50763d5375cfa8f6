"""What counts as copied code, and what only looks alike."""

from __future__ import annotations

import re

import pytest

from services.scanning.structure.duplicate.copy import Copy
from services.scanning.structure.duplicate.copy_search import find_copies
from services.scanning.structure.duplicate.unit import FileUnits
from services.scanning.structure.duplicate.unit_reader import read_units

PYTHON = '''\
def settle(invoices, rate):
    """Pay what is due."""
    paid = []
    for invoice in invoices:
        if invoice.is_open and invoice.due < today():
            amount = invoice.total * rate
            if amount > LIMIT:
                amount = LIMIT
            invoice.pay(amount, note="late")
            paid.append(invoice)
        else:
            invoice.remind()
    report(paid)
    return len(paid)
'''
JAVA = """\
class Bill {
    int settle(List<Invoice> invoices, double rate) {
        int paid = 0;
        for (Invoice invoice : invoices) {
            if (invoice.isOpen() && invoice.due() < clock.today()) {
                double amount = invoice.total() * rate;
                if (amount > limit) {
                    amount = limit;
                }
                invoice.pay(amount, "late");
                paid += 1;
            } else {
                invoice.remind();
            }
        }
        report.add(paid);
        return paid;
    }
}
"""
GO = """\
package bill

func Settle(invoices []*Invoice, rate float64) int {
	paid := 0
	for _, invoice := range invoices {
		if invoice.Open && invoice.Due.Before(time.Now()) {
			amount := invoice.Total * rate
			if amount > limit {
				amount = limit
			}
			invoice.Pay(amount, "late")
			paid++
		} else {
			invoice.Remind()
		}
	}
	report.Add(paid)
	return paid
}
"""
C = """\
int settle(struct claim *first, double rate) {
    int paid = 0;
    for (struct claim *one = first; one; one = one->next) {
        if (one->is_open && one->due < today()) {
            double amount = one->total * rate;
            if (amount > limit)
                amount = limit;
            pay(one, amount, "late");
            paid++;
        } else {
            remind(one);
        }
    }
    report(paid);
    return paid;
}
"""
JAVASCRIPT = """\
export const settle = async (invoices, rate) => {
  const paid = [];
  for (const invoice of invoices) {
    if (invoice.isOpen && invoice.due < Date.now()) {
      let amount = invoice.total * rate;
      if (amount > limit) {
        amount = limit;
      }
      await invoice.pay(amount, { note: "late" });
      paid.push(invoice);
    } else {
      invoice.remind();
    }
  }
  report(paid);
  return paid.length;
};
"""
PHP = """\
<?php
function settle($invoices, $rate) {
    $paid = [];
    foreach ($invoices as $invoice) {
        if ($invoice->open && $invoice->due < time()) {
            $amount = $invoice->total * $rate;
            if ($amount > $this->limit) {
                $amount = $this->limit;
            }
            $invoice->pay($amount, "late");
            $paid[] = $invoice;
        } else {
            $invoice->remind();
        }
    }
    report($paid);
    return count($paid);
}
"""
RUBY = """\
def settle(invoices, rate)
  paid = []
  invoices.each do |invoice|
    if invoice.open? && invoice.due < Time.now
      amount = invoice.total * rate
      amount = LIMIT if amount > LIMIT
      invoice.pay(amount, "late")
      paid << invoice
      invoice.save!(validate: true)
    else
      invoice.remind
    end
  end
  report(paid)
  paid.size
end
"""
C_SHARP = JAVA.replace("for (Invoice invoice : invoices)", "foreach (Invoice invoice in invoices)")
LANGUAGES = {
    "python": PYTHON, "java": JAVA, "go": GO, "c": C, "cpp": C, "javascript": JAVASCRIPT, "typescript": JAVASCRIPT,
    "php": PHP, "ruby": RUBY, "c_sharp": C_SHARP,
}  # fmt: skip


def copies(*sources: str, language: str = "python", min_tokens: int = 40) -> list[Copy]:
    files = [FileUnits(f"{place}.x", read_units(language, text.encode())) for place, text in enumerate(sources)]
    return find_copies(files, min_tokens)


def places(found: list[Copy]) -> list[list[tuple[str, int, int]]]:
    return [[(place.path, place.first, place.last) for place in copy.places] for copy in found]


def renamed(text: str, **names: str) -> str:
    for before, after in names.items():
        text = re.sub(rf"\b{before}\b", after, text)
    return text


def lines(template: str, *around: str) -> str:
    before, after = around or ("", "")
    return before + "".join(template.replace("@", str(number)) + "\n" for number in range(30)) + after


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_is_found_with_other_variables_literals_comments_and_line_breaks(language: str) -> None:
    text = LANGUAGES[language]
    comment = "# other\n" if language in ("python", "ruby") else "// other\n"
    other = renamed(text, invoices="bills", invoice="bill", amount="sum", paid="done", rate="factor", one="bill")
    lines = other.replace('"late"', '"overdue"').splitlines(keepends=True)
    half = len(lines) // 2
    [copy] = copies(text, "".join([*lines[:half], comment, "\n", *lines[half:]]), language=language)
    first, second = copy.places
    assert (first.path, second.path) == ("0.x", "1.x")
    assert second.last - second.first == first.last - first.first + 2
    assert copy.lines >= 11


def test_it_says_the_lines_of_every_place_and_how_many_have_code() -> None:
    [copy] = copies(PYTHON, "import os\n\n\n" + PYTHON, PYTHON)
    assert places([copy]) == [[("0.x", 1, 14), ("1.x", 4, 17), ("2.x", 1, 14)]]
    assert copy.lines == 13  # without the docstring


def test_the_rest_of_the_function_may_differ() -> None:
    before, after = "def other(invoices, rate):\n    log('begin')\n", "    return None\n"
    body = "".join(PYTHON.splitlines(keepends=True)[2:12])
    assert places(copies(PYTHON, before + body + after)) == [[("0.x", 3, 12), ("1.x", 3, 12)]]


def test_what_is_called_counts() -> None:
    other = PYTHON.replace("invoice.pay", "invoice.refund").replace("invoice.remind", "invoice.close")
    other = other.replace("report(", "archive(").replace("today()", "yesterday()").replace("is_open", "is_paid")
    assert copies(PYTHON, other) == []


def test_moved_statements_are_no_copies() -> None:
    head, *body = [line for line in PYTHON.splitlines(keepends=True) if '"""' not in line]
    moved = [
        "    paid = []\n", "    report(paid)\n", "    for invoice in invoices:\n", "        invoice.remind()\n",
        "        paid.append(invoice)\n", "        amount = invoice.total * rate\n", "        if amount > LIMIT:\n",
        '            invoice.pay(amount, note="late")\n', "            amount = LIMIT\n",
        "        elif invoice.is_open and invoice.due < today():\n", "            return len(paid)\n",
    ]  # fmt: skip
    assert copies("".join([head, *body]), "".join([head, *moved])) == []


def test_which_variable_is_where_counts() -> None:
    text = lines("    log_@(one - two, one)", "def f(one, two):\n", "")
    assert len(copies(text, text)) == 1
    assert copies(text, lines("    log_@(one - two, two)", "def f(one, two):\n", "")) == []


def test_it_begins_with_a_statement_and_not_with_the_end_of_another() -> None:
    body = "".join(PYTHON.splitlines(keepends=True)[2:])
    texts = (f"def f(invoices, rate):\n    for a in {name}():\n        break\n{body}" for name in ("one", "other"))
    assert places(copies(*texts)) == [[("0.x", 4, 15), ("1.x", 4, 15)]]


def test_a_changed_line_between_two_copied_parts_makes_one_copy() -> None:
    lines = [f"    step_{n}(invoice.total, {n}, rate * invoice.part_{n})" for n in range(30)]
    changed = [*lines[:14], "    skip()", "    again()", *lines[15:]]
    texts = ("def f(invoice, rate):\n" + "\n".join(part) for part in (lines, changed))
    assert places(copies(*texts)) == [[("0.x", 1, 31), ("1.x", 1, 32)]]


def test_one_family_holds_longer_and_shorter_places() -> None:
    body = PYTHON.splitlines(keepends=True)
    shorter = "def f(invoices, rate):\n" + "".join(body[2:12])
    [family] = places(copies(PYTHON, shorter, PYTHON))
    assert family == [("0.x", 1, 14), ("1.x", 2, 11), ("2.x", 1, 14)]


def test_small_functions_beside_a_copied_one_belong_to_it() -> None:
    small = "\ndef total(invoices):\n    return sum(invoice.total for invoice in invoices)\n"
    assert places(copies(PYTHON + small, PYTHON + small)) == [[("0.x", 1, 17), ("1.x", 1, 17)]]
    assert copies(small * 9, small * 9) == []  # by itself, none is large enough


PARAMETERS = lines("    argument_@: Annotated[str, Query(@)] = None,")
STEPS = "".join(f"    self.step_{number}()\n" for number in range(7))
BOILERPLATE = {
    "imports": lines("from package.module_@ import Name@, Other@, Third@"),
    "imports in a function": lines("    from package.module_@ import Name@, Other@", "def f():\n", ""),
    "table": lines('        "@": [@, @ + 1, Name@],', "def f():\n    return {\n", "    }\n"),
    "calls": lines('    table.add("name-@", Kind.of(@), flag=True)', "def register(table):\n", ""),
    "signature": lines("    argument_@: Annotated[str, Query(@)] = None,", "def f(\n", "): ...\n"),
    "top level": lines("OPTION_@ = setting.read('OPTION_@', default=@ * BASE_@.value)"),
    "long signature": f"def f(\n{PARAMETERS}):\n{STEPS}",
    "tables as arguments": "def f(self):\n" + STEPS.replace("()", "([1, 2, 3, 4, 5, 6, 7, 8, 9])"),
    "getters": lines("    def get_@(self):\n        return self.table.get('@').value\n", "class A:\n", ""),
    "test": PYTHON.replace("def settle", "def test_settle"),
}


@pytest.mark.parametrize("kind", BOILERPLATE)
def test_boilerplate_and_data_are_no_copies(kind: str) -> None:
    assert copies(BOILERPLATE[kind], BOILERPLATE[kind]) == []


def test_tests_inside_the_product_are_left_alone() -> None:
    inside = f"#ifdef BILL_TEST\n{C}#endif\n"
    assert copies(inside, inside, language="c") == []
    named = [C.replace("int settle", f"int {name}") for name in ("settleTest", "bill_test")]
    assert copies(*named, language="c") == []
    assert len(copies(f"#ifdef LATEST\n{C}#endif\n", C, language="c")) == 1


def test_two_functions_of_one_file_can_be_copies() -> None:
    assert places(copies(PYTHON + "\n\n" + PYTHON)) == [[("0.x", 1, 14), ("0.x", 17, 30)]]


def test_methods_of_an_object_are_no_table() -> None:
    method = JAVASCRIPT.removeprefix("export const settle = ").rstrip("\n;")
    text = f"function make() {{ return {{ settle: {method} }}; }}\n"
    assert len(copies(text, text, language="javascript")) == 1


def test_the_smallest_size_is_a_setting() -> None:
    assert len(copies(PYTHON, PYTHON, min_tokens=50)) == 1
    assert copies(PYTHON, PYTHON, min_tokens=90) == []


def test_fewer_lines_than_eight_are_no_copy_however_long() -> None:
    total = " + ".join(f"a.c{number} * {number}" for number in range(20))
    body = [f"    a.b{number}({total})\n" for number in range(8)]
    seven, eight = "def f(a):\n" + "".join(body[:6]), "def f(a):\n" + "".join(body[:7])
    assert copies(seven, seven) == []
    assert [copy.lines for copy in copies(eight, eight)] == [8]


@pytest.mark.parametrize(
    "text",
    ["def f():\n" + "    a.b(c)\n" * 5_000, "def f():\n" + "    []\n" * 5_000, "def f():\n    a = " + "[" * 5_000],
    ids=["one statement", "nothing", "deep"],
)
def test_repetition_is_no_copy(text: str) -> None:
    assert copies(text, text) == []
