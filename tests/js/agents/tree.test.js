/** What Markdown may become: which elements, which links, which formulas. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isSafeAddress } from "../../../static/js/agents/markdown/address.js";
import { isBounded } from "../../../static/js/agents/markdown/formula.js";
import { tokensOf } from "../../../static/js/agents/markdown/parser.js";
import { treeOf, withTasks } from "../../../static/js/agents/markdown/tree.js";

const treeFor = (source) => withTasks(treeOf(tokensOf(source, {})));

/** A tree as one line: `p(words a(link))`; formulas as `⟨x⟩`, or `⟪x⟫` when they stand alone. */
function outline(pieces) {
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if ("code" in piece) return `code[${piece.language}](${piece.code})`;
      if ("tex" in piece) return piece.isDisplay ? `⟪${piece.tex}⟫` : `⟨${piece.tex}⟩`;
      return `${piece.tag}(${outline(piece.children)})`;
    })
    .join("");
}

const FORMULAS = {
  "$3000 and $3000 is 6000; \\(e=mc^2\\), \\[x^2\\], $$y$$; `$HOME`":
    "p($3000 and $3000 is 6000; ⟨e=mc^2⟩, ⟪x^2⟫, ⟪y⟫; code($HOME))",
  "It costs $5, or $x$ if you like.": "p(It costs $5, or $x$ if you like.)",
  "`\\(a\\)` and ``$$b$$``": "p(code(\\(a\\)) and code($$b$$))",
  "```\n\\[x\\]\n$$y$$\n```": "code[](\\[x\\]\n$$y$$\n)",
  "    \\[x\\]\n": "code[](\\[x\\]\n)",
  "\\[\na\n+ b\n= c\n\\]": "⟪\na\n+ b\n= c\n⟫",
  "$$ x $$": "⟪ x ⟫",
  "words\n$$\nx\n$$\nwords": "p(words)⟪\nx\n⟫p(words)",
  "- item\n  $$\n  x\n  $$\n- other": "ul(li(p(item)⟪\nx\n⟫)li(p(other)))",
  "\\\\(not\\\\) and \\$$a$$": "p(\\(not\\) and $$a$$)",
  "$$ alone": "⟪ alone⟫",
  "$$ alone\n\nwords": "p($$ alone)p(words)",
  "\\( never": "p(( never)",
  "a *b \\(c*d\\) e*": "p(a em(b ⟨c*d⟩ e))",
  "\\(\\)": "p(())",
  $$$$: "p($$$$)",
};

for (const [source, expected] of Object.entries(FORMULAS)) {
  test(`formulas: ${JSON.stringify(source)}`, () => assert.equal(outline(treeFor(source)), expected));
}

const MARKDOWN = {
  "# One\n## Two": "h3(One)h3(Two)",
  "<b>no</b> <img src=x onerror=alert(1)>": "p(<b>no</b> <img src=x onerror=alert(1)>)",
  "<script>alert(1)</script>": "p(<script>alert(1)</script>)",
  "[x](javascript:alert(1))": "p([x](javascript:alert(1)))",
  "![x](https://example.org/a.png)": "p(a(x))",
  "![](https://example.org/a.png)": "p(a(https://example.org/a.png))",
  "![x](/api/v1/chat/r1/artifacts/0)": "p(img())",
  "![x](/logout)": "p(a(x))",
  "![x](/logout?next=/api/v1/chat/r1/artifacts/0)": "p(a(x))",
  "![x](/sse/api/v1/chat/r1/artifacts/0)": "p(a(x))",
  "- [ ] open\n- [x] done": "ul(li(p(input()open))li(p(input()done)))",
  "1. a\n2. b": "ol(li(p(a))li(p(b)))",
  "| a |\n|--|\n| b |": "div(table(thead(tr(th(a)))tbody(tr(td(b)))))",
  "~~old~~ **new**": "p(s(old) strong(new))",
  "see https://example.org/a.": "p(see a(https://example.org/a).)",
  "example.com and www.example.com": "p(example.com and www.example.com)",
  "a  \nb": "p(abr()b)",
};

for (const [source, expected] of Object.entries(MARKDOWN)) {
  test(`Markdown: ${JSON.stringify(source)}`, () => assert.equal(outline(treeFor(source)), expected));
}

test("what is nested too deeply is text, and none of it is lost", () => {
  const source = Array.from({ length: 60 }, (_, level) => `${" ".repeat(2 * level)}- level ${level}\n`).join("");
  const shown = outline(treeFor(source));
  for (let level = 0; level < 60; level += 1) assert.ok(shown.includes(`level ${level}`), `level ${level}`);
  const depth = (pieces) => Math.max(0, ...pieces.map((piece) => (piece.children ? 1 + depth(piece.children) : 0)));
  assert.ok(depth(treeFor(source)) < 50);
});

const UNSAFE = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "java\tscript:alert(1)",
  "java\nscript:alert(1)",
  "\u0001javascript:alert(1)",
  "java\u200bscript:alert(1)",
  "vbscript:x",
  "data:text/html,<script>alert(1)</script>",
  "data:image/svg+xml,<svg>",
  "file:///etc/passwd",
  "blob:https://x/1",
  "//example.org",
  "/\\example.org",
  "\\\\example.org",
  "http:evil",
  "https:/evil",
  "relative/path",
  "?next=//evil",
  "#fragment",
  "",
  `https://${"a".repeat(5000)}`,
];
for (const address of UNSAFE)
  test(`no link leads to ${JSON.stringify(address.slice(0, 40))}`, () => assert.ok(!isSafeAddress(address)));

const SAFE = [
  "https://example.org",
  "http://127.0.0.1:8000/x",
  "HTTPS://EXAMPLE.ORG",
  "mailto:a@example.org",
  "/analysis/1",
];
for (const address of SAFE) test(`a link may lead to ${address}`, () => assert.ok(isSafeAddress(address)));

test("links to elsewhere tell their target nothing", () => {
  const [paragraph] = treeFor("[words](https://example.org/)");
  const { attributes } = paragraph.children[0];
  assert.deepEqual(attributes, {
    href: "https://example.org/",
    rel: "noopener noreferrer nofollow",
    target: "_blank",
    title: "https://example.org/",
  });
});

test("formulas that could grow without end are shown as they are written", () => {
  for (const tex of [
    "\\def\\a{\\a}\\a",
    "\\newcommand{\\a}{b}",
    "\\let\\x=y",
    "{".repeat(300),
    "x".repeat(5000),
    "\\gdef \\a{}",
    `\\begin{matrix}${"a&".repeat(500)}\\end{matrix}`,
  ])
    assert.ok(!isBounded(tex), tex.slice(0, 20));
  for (const tex of [
    "\\frac{a}{b}",
    "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
    "\\left(\\leftarrow\\right)",
    "\\text{default}",
  ])
    assert.ok(isBounded(tex), tex);
});
