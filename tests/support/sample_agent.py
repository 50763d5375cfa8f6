"""Agents of an operator that write as people are written to: whole Markdown texts, word by word, at a given rate.

``TAILRACE_AGENTS=tests.support.sample_agent:SAMPLE,tests.support.sample_agent:SPARE``. A question is words such as
``words=300 rate=200 end=unreachable``; `SAMPLES` are texts to say in place of numbered words (``say=long``).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from services.agent import AgentFailed, Artifact, InputRequired, Question, Said, Skill, Status, Text, Use
from services.face import HostedAgent, SharedRooms

AGENTS = "tests.support.sample_agent:SAMPLE,tests.support.sample_agent:SPARE"

LONG = """# How the numbers were found

The sum of the first \\(n\\) odd numbers is **a square**, because each odd number adds an *L-shaped* border:

\\[
\\sum_{k=1}^{n} (2k-1) = n^2
\\]

| n | odd numbers | sum |
|--:|:------------|----:|
| 1 | 1 | 1 |
| 2 | 1, 3 | 4 |
| 3 | 1, 3, 5 | 9 |

1. Write it down.
2. Check it:
   - by hand,
   - by a program.

```python
def odd_sum(n: int) -> int:
    \"\"\"The sum of the first n odd numbers.\"\"\"
    return sum(2 * k - 1 for k in range(1, n + 1))  # n squared


assert odd_sum(3) == 9
```

> A proof without words is still a proof.

- [x] small cases
- [ ] the general one

It costs $3 and $4; `$HOME` is no formula. See [the proof](https://example.org/proof) or `odd_sum`.
"""

HOSTILE = """<img src=x onerror="document.title='owned'"> <script>document.title='owned'</script>

[click](javascript:document.title='owned') [data](data:text/html,<script>1</script>) ![pixel](https://example.org/p.png)

\\(\\href{javascript:document.title='owned'}{x}\\) \\(\\def\\a{\\a\\a}\\a\\) \\(\\rule{9999em}{9999em}\\)

```html
<script>document.title='owned'</script>
```
"""

SAMPLES = {"long": LONG, "hostile": HOSTILE}


def _answer(_rooms: SharedRooms, question: Question) -> Iterator[Said]:
    told = dict(re.findall(r"(\w+)=(\S+)", question.text[:1000]))
    pause_s = 1 / float(told.get("rate", 200))
    for number in range(int(told.get("steps", 0))):
        yield Status(f"Step {number + 1}: looking it up", {"tool": "search", "arguments": {"number": number}})
    time.sleep(float(told.get("wait", 0)))
    for piece in _pieces(told):
        yield Text(piece)
        time.sleep(pause_s)
    if "file" in told:
        yield Artifact("f", "numbers.csv", content=b"n,sum\n1,1\n", filename="numbers.csv", media_type="text/csv")
        yield Artifact("d", "The sums", data={"sums": [1, 4, 9], "<b>": "&"})
    if "ask" in told:
        yield InputRequired("Which year do you mean: 2025 or 2026?")
    if "end" in told:
        raise AgentFailed("The calculator is out of paper; ask again tomorrow.", told["end"])  # type: ignore[arg-type]
    yield Use(tokens_in=12, tokens_out=int(told.get("words", 1)), cut="cut" in told)


def _pieces(told: dict[str, str]) -> Iterator[str]:
    if "say" in told:
        yield from re.findall(r"\s*\S+|\s+$", SAMPLES[told["say"]])
        return
    for number in range(int(told.get("words", 1))):
        yield f"word{number}" + ("\n\n" if number % 40 == 39 else " ")


def _skill(name: str) -> Skill:
    return Skill(
        name, name.title(), "Says what it is told to say.", ("test",), (f"words=30 {name}", f"say=long {name}")
    )


SAMPLE = HostedAgent("sample", "Sample", "Says a sample of text.", (_skill("sample"),), _answer)
SPARE = HostedAgent("spare", "Spare", "Says the same, if it must.", (_skill("spare"),), _answer)
