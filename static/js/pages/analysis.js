// @ts-check
// Home and the analyses: start one, find one, see the running ones move.

import { watchAnalyzeForm } from "../components/analyze-form.js";
import { watchScanTable } from "../components/scan-table.js";

watchAnalyzeForm();
watchScanTable();
