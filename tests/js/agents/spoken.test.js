/** What a screen reader hears of an answer. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { isSendKey } from "../../../static/js/agents/composer.js";
import { sentencesOf, Speaker } from "../../../static/js/agents/spoken.js";

test("only whole sentences are said, each once", () => {
  const text = "One is odd. Two is even! Three is";
  const { sentences, to } = sentencesOf(text, 0, false);
  assert.equal(sentences, "One is odd. Two is even!");
  assert.equal(sentencesOf(text, to, false).sentences, "");
  assert.equal(sentencesOf(`${text} odd.`, to, true).sentences, "Three is odd.");
});

test("a number with a point ends no sentence", () => {
  assert.equal(sentencesOf("Pi is 3.14159 or so", 0, false).sentences, "");
});

test("marks and code are not read aloud", () => {
  const text = "# Title\n\n- **bold** and [a link](https://example.org).\n\n```js\nlet a = 1;\n```\n";
  assert.equal(sentencesOf(text, 0, true).sentences, "Title bold and a link.");
});

test("code is not read aloud where it is heard in parts", () => {
  const code = "for one in all:\n    say(`one`)  # Aloud. Twice!\n\n\ndef more():\n    pass\n";
  const text = `It is short.\n\n\`\`\`python\n${code}\`\`\`\n\nThat is all. It ends.`;
  let heard = "";
  let from = 0;
  for (let length = 1; length <= text.length; length += 1) {
    const { sentences, to } = sentencesOf(text.slice(0, length), from, length === text.length);
    heard += sentences && `${sentences} `;
    from = to;
  }
  assert.equal(heard, "It is short. That is all. It ends. ");
});

test("an answer at 200 words a second is announced at most every three seconds", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  const said = [];
  const speaker = new Speaker(
    (sentence) => said.push([now, sentence]),
    () => now,
  );
  speaker.begin("Math is answering.");
  let text = "";
  for (let number = 0; number < 2000; number += 1) {
    text += number % 10 === 9 ? `word${number}. ` : `word${number} `;
    speaker.hear(text);
    now += 5;
    mock.timers.tick(5);
  }
  speaker.end("Answer complete.");
  now += 3000;
  mock.timers.tick(3000);
  mock.timers.reset();
  assert.equal(said[0][1], "Math is answering.");
  assert.ok(said.length >= 3 && said.length <= 6, `${said.length} announcements`);
  for (let place = 1; place < said.length; place += 1) assert.ok(said[place][0] - said[place - 1][0] >= 3000);
  assert.ok(said.at(-1)[1].endsWith("Answer complete."));
});

const key = (more) => ({ key: "Enter", shiftKey: false, isComposing: false, keyCode: 13, ...more });

test("Enter sends, unless it belongs to an input method or begins a line", () => {
  assert.ok(isSendKey(key()));
  assert.ok(!isSendKey(key({ isComposing: true })));
  assert.ok(!isSendKey(key({ keyCode: 229 })));
  assert.ok(!isSendKey(key({ shiftKey: true })));
  assert.ok(!isSendKey(key({ key: "a" })));
});
