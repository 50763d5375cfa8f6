// What is sent is what a person chose, less what cannot be read, and they are told what was left out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FileStack } from "../../../static/js/screening/file-stack.js";

const LIMITS = { files: 4, bytes: 1000, uploadBytes: 10_000 };
const file = (name, size = 10, lastModified = 1) => ({ name, size, lastModified });
const names = (stack) => stack.files.map(({ name }) => name);

test("files are kept in the order in which they were chosen", () => {
  const stack = new FileStack(LIMITS);
  stack.add([file("b.pdf"), file("a.docx")]);
  stack.add([file("c.txt")]);
  assert.deepEqual(names(stack), ["b.pdf", "a.docx", "c.txt"]);
  assert.equal(stack.bytes, 30);
});

test("clutter of file systems is left out and named", () => {
  const stack = new FileStack(LIMITS);
  const left = stack.add([file(".DS_Store"), file("Thumbs.db"), file("~$cv.docx"), file("._cv.pdf"), file("cv.pdf")]);
  assert.deepEqual(names(stack), ["cv.pdf"]);
  assert.deepEqual(left.ignored, [".DS_Store", "Thumbs.db", "~$cv.docx", "._cv.pdf"]);
});

test("an empty file is sent: the server says what is wrong with it, beside the others", () => {
  const stack = new FileStack(LIMITS);
  stack.add([file("empty.pdf", 0)]);
  assert.deepEqual(names(stack), ["empty.pdf"]);
});

test("the same file chosen twice is sent once; two of one name are two", () => {
  const stack = new FileStack(LIMITS);
  stack.add([file("cv.pdf")]);
  const left = stack.add([file("cv.pdf"), file("cv.pdf", 11)]);
  assert.deepEqual(left.repeated, ["cv.pdf"]);
  assert.deepEqual(names(stack), ["cv.pdf", "cv.pdf"]);
});

test("what is beyond a limit is named, and the rest is taken", () => {
  const stack = new FileStack(LIMITS);
  const left = stack.add([file("big.pdf", 1001), ...["a", "b", "c", "d", "e"].map((name) => file(name))]);
  assert.deepEqual(left.large, ["big.pdf"]);
  assert.deepEqual(left.beyond, ["e"]);
  assert.equal(stack.files.length, 4);
});

test("an archive is sent alone, and may be as large as an upload", () => {
  const stack = new FileStack(LIMITS);
  stack.add([file("a.pdf")]);
  const left = stack.add([file("stack.ZIP", 9000), file("b.pdf")]);
  assert.deepEqual(names(stack), ["stack.ZIP"]);
  assert.deepEqual(left.ignored, ["b.pdf"]);
  assert.equal(stack.isArchive, true);
  stack.add([file("c.pdf")]);
  assert.deepEqual(names(stack), ["c.pdf"]);
});

test("a file that was removed can be chosen again", () => {
  const stack = new FileStack(LIMITS);
  const one = file("a.pdf");
  stack.add([one]);
  stack.remove(one);
  assert.deepEqual(stack.add([one]).repeated, []);
  assert.deepEqual(names(stack), ["a.pdf"]);
});
