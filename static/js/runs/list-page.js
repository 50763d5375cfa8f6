// @ts-check
// The list of a face that brings no list page of its own.

import { reading } from "./reading.js";
import { watchRunList } from "./run-list.js";

watchRunList(reading);
