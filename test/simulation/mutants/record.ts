/** Faults of what is on record before anything is done about it. */
import type { Mutant } from "./mutant.ts";

const JOURNAL = "actors/journal.ts";

export const RECORD_MUTANTS: readonly Mutant[] = [
  {
    fault: "an order leaves before its approval is on the disk",
    edits: [
      {
        file: "actors/execution/durable-queue.ts",
        from: 'if (facts.durability === "none") return',
        to: 'if (facts.durability !== "none") return',
      },
    ],
    judge: "record",
  },
  {
    fault: "the journal shows what is not synced yet",
    edits: [
      {
        file: "actors/journal/writing.ts",
        from: "  state.waiting.add(actor);\n",
        to: "  state.waiting.add(actor);\n  ctx.board.durable.put(actor, state.fold.recordedOf(actor)!);\n",
      },
    ],
    judge: "record",
  },
  {
    fault: "a journal is not asked for the events behind its snapshot",
    edits: [
      {
        file: "src/desk/record/fold-records.ts",
        from: '    if (layout !== "NONE") takeEvent(record, layout);\n    else if',
        to: "    if",
      },
    ],
    judge: null,
  },
  {
    fault: "what a journal has missed of an execution it does not take from its boards",
    edits: [
      { file: JOURNAL, from: "    if (state.missed.size > 0) rebase(state, ctx);\n", to: "" },
    ],
    judge: null,
  },
];
