// @ts-check
// The pages that show a secret once: their copy buttons work.

import { watchCopies } from "../components/copy.js";

watchCopies();
