// @ts-check
// Monitoring: fresh every 20 seconds, with the times of the reader's zone.

import { keepFresh } from "./fresh.js";
import { drawPictures, watchPictures } from "./picture.js";

watchPictures();
keepFresh({ every_ms: 20_000, onPut: drawPictures });
