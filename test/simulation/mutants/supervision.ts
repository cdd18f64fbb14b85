/** Faults of those who keep actors alive. */
import type { Mutant } from "./mutant.ts";

const BRANCH = "src/runtime/supervisor/tree/branch.ts";
const GROUP = "src/runtime/supervisor/thread/thread-group.ts";

export const SUPERVISION_MUTANTS: readonly Mutant[] = [
  {
    fault: "a dead actor is not started again",
    edits: [
      {
        file: BRANCH,
        from: "if (this.isServing) this.restart(child, end.reason);",
        to: 'if (this.isServing && end.kind !== "CRASH") this.restart(child, end.reason);',
      },
    ],
    judge: null,
  },
  {
    fault: "exit code 0 is taken for done",
    edits: [
      {
        file: BRANCH,
        from: "    if (!child.isOverAfter(end.kind)) {\n      if (this.isServing)",
        to: '    if (!child.isOverAfter(end.kind) && !end.reason.includes("exit code 0")) {\n      if (this.isServing)',
      },
    ],
    judge: null,
  },
  {
    fault: "the next life begins before the memory of the last one is recovered",
    edits: [{ file: GROUP, from: "      recoverActorMemory(child.memory);\n", to: "" }],
    judge: null,
  },
  {
    fault: "the watchdog kills nobody",
    edits: [
      {
        file: "src/runtime/supervisor/watchdog/thread-watch.ts",
        from: 'return [{ kind: "KILL", thread, reason: stuckReasonOf(handler, silentMs) }];',
        to: 'return [{ kind: "WARN", actor: name, text: stuckReasonOf(handler, silentMs) }];',
      },
    ],
    judge: "liveness",
  },
  {
    fault: "a pause before a restart never ends",
    edits: [
      {
        file: BRANCH,
        from: 'else wakeAfter(this.#ground, child, afterMs, () => this.launch(child, "RESTART"));',
        to: "else wakeAfter(this.#ground, child, afterMs, () => undefined);",
      },
    ],
    judge: "liveness",
  },
];
