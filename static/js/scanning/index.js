// @ts-check
// Home and the list of analyses: start one, find one, watch the live ones move.

import { watchRunList } from "../runs/run-list.js";
import { watchAnalyzeForm } from "./analyze-form.js";
import { initialState, reduce } from "./state.js";

watchAnalyzeForm();
watchRunList({ initialState, reduce });
