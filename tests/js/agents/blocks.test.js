/** Where the blocks of a growing answer close: by the text alone, however it arrives, and nothing of it is lost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Blocks } from "../../../static/js/agents/markdown/blocks.js";
import { treeOf, withTasks } from "../../../static/js/agents/markdown/tree.js";

const SAMPLE = `# Title

[1]: https://example.org

Some **bold** text with \`code\` and \\(e=mc^2\\).
It goes on.

- one
- two
  - nested

    with a paragraph
3. three
4. four

\`\`\`python
def f():
    return "\`\`"

\`\`\`
| a | b |
|---|--:|
| 1 | 2 |
| 3 | 4 |

$$
a
+ b
$$

> quoted
lazy

Heading
---

$$ never closed

Text\r
with\rreturns [x] and [y][1] and 你好 🙂.

~~~
open fence
`;

/** All blocks of a text that arrives in pieces of so many characters: what is closed by then, and what is open. */
function blocksOf(text, size) {
  const blocks = new Blocks();
  const closed = [];
  const take = () => {
    let step;
    do {
      step = blocks.step();
      closed.push(...step.closed);
    } while (step.hasMore);
    return step.open;
  };
  for (let place = 0; place < text.length; place += size) {
    blocks.add(text.slice(place, place + size));
    take();
  }
  blocks.end();
  assert.deepEqual(take(), []);
  return closed;
}

const treesOf = (blocks) => blocks.flatMap(({ tokens }) => withTasks(treeOf(tokens)));

const long = (line, characters) => line.repeat(Math.ceil(characters / line.length));

const TEXTS = {
  sample: SAMPLE,
  "a paragraph without an end": long("words *and* more `words` of it ", 60_000),
  "lines without an end": long("a line of words\n", 60_000),
  "one word": long("ab🙂", 40_000),
  "a table": `|a|b|\n|-|-|\n${long("| cell | other |\n", 30_000)}\nafter\n`,
  "a list": long("- an item\n", 40_000),
  "a numbered list": Array.from({ length: 2000 }, (_, n) => `${n + 1}. item ${n}\n`).join(""),
  "one item": `- ${long("lines of it\n  ", 50_000)}`,
  "a quotation": long("> quoted\n", 40_000),
  "code in an item": `1. look:\n   \`\`\`js\n${long("   let a = 1;\n", 12_000)}   \`\`\`\n2. done\n`,
  "a fence": `\`\`\`js\n${long("let a = 1;\n", 60_000)}\`\`\`\nafter\n`,
  "deep quotations": `${">".repeat(500)} a\n`,
  "deep lists": Array.from({ length: 120 }, (_, n) => `${" ".repeat(2 * n)}- level ${n}\n`).join(""),
  "blank lines": `a${"\n".repeat(30_000)}b`,
  definitions: long("[a]: https://example.org\n", 20_000),
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`${name}: the blocks are the same however the text arrives`, () => {
    const whole = treesOf(blocksOf(text, text.length));
    for (const size of text.length < 2000 ? [1, 2, 7, 100] : [797, 5000]) {
      assert.deepEqual(treesOf(blocksOf(text, size)), whole, `in pieces of ${size}`);
    }
  });

  test(`${name}: every character of the source is in one block`, () => {
    const sources = blocksOf(text, 797).map(({ source, isRest }) =>
      isRest && source.startsWith("|a|b|") ? source.split("\n").slice(2).join("\n") : source,
    );
    assert.equal(sources.join(""), text.replace(/\r\n?/g, "\n"));
  });
}

test("a closed block never changes while an answer grows", () => {
  const blocks = new Blocks();
  let closed = "";
  for (const character of SAMPLE.replaceAll("\r", "")) {
    blocks.add(character);
    for (const { source } of blocks.step().closed) closed += source;
    assert.ok(SAMPLE.replaceAll("\r", "").startsWith(closed));
  }
});

test("a step is short, whatever the text", () => {
  for (const mark of [
    "[",
    "![",
    "*a **a ",
    "_a",
    "`a``",
    "[a](<b",
    "<http:",
    "\\(",
    "$$",
    "> ",
    "- ",
    "|a",
    "\\",
    "1. ",
  ]) {
    const blocks = new Blocks();
    blocks.add(long(mark, 50_000));
    const from = performance.now();
    blocks.step();
    assert.ok(performance.now() - from < 1000, `${mark} takes too long`);
  }
});
