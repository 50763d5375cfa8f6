// @ts-check
// One webhook: the list of its messages stays fresh.

import { keepFresh } from "./fresh.js";

keepFresh();
