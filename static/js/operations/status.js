// @ts-check
// The system's status, live: a change is drawn as soon as it is told. A server whose runner is away tells nothing, so
// the page also looks by itself now and then.

import { announce } from "../components/announcer.js";
import { find } from "../components/element.js";
import { followExecutions } from "./event-stream.js";
import { putFresh } from "./fresh.js";
import { drawPictures, watchPictures } from "./picture.js";
import { Renewal } from "./renewal.js";

const LOOK_MS = 10_000;

const standing = () => find("[data-standing]").textContent?.trim() ?? "";

const renewal = new Renewal((page) => {
  const before = standing();
  if (putFresh(page)) drawPictures();
  if (standing() !== before) announce(standing());
});

watchPictures();
followExecutions(find("[data-system]"), {
  onExecution() {},
  onOther: () => renewal.soon(),
  onSystem: () => renewal.soon(),
});
setInterval(() => renewal.soon(), LOOK_MS);
