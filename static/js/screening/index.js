// @ts-check
// Home and the list of screenings: start one, find one, watch the live ones move.

import { watchRunList } from "../runs/run-list.js";
import { watchStartForm } from "./start-form.js";
import { initialState, reduce } from "./state.js";

watchStartForm();
watchRunList({ initialState, reduce }, "screenings");
