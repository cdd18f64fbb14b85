/** What holds from a run's first line to its last: who may end the desk, and who is told of it. */
import type { ReportLine } from "../../runtime/supervisor/guard/report-line.ts";
import type { EndSignals } from "./end-signals.ts";
import type { Output } from "./output.ts";
import type { StartArguments } from "./start-arguments.ts";

export type Session = {
  readonly given: StartArguments;
  readonly output: Output;
  readonly signals: EndSignals;
  /** To the guard, or to the service manager. */
  readonly above: ReportLine;
};
