/** Faults of a process that goes on with what the last one left. */
import type { Mutant } from "./mutant.ts";

const IMAGE = "src/desk/record/order-image.ts";

export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    fault: "fills that the journal has are not folded",
    edits: [{ file: IMAGE, from: "    this.#takeFill(one);\n", to: "" }],
    judge: "recovery",
  },
  {
    fault: "what the last process left is read and not given to the next",
    edits: [
      {
        file: "src/runtime/supervisor/state/recovered-state.ts",
        from: "      if (board !== undefined) putAll(board, lines, table);\n",
        to: "",
      },
    ],
    judge: null,
  },
];
