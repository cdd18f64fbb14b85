/** Faults of the feed. */
import type { Mutant } from "./mutant.ts";

const SYNC = "src/trading/venue/binance/book-sync.ts";

export const MARKET_MUTANTS: readonly Mutant[] = [
  {
    fault: "a feed that lost its connection goes on saying that its books are live",
    edits: [
      {
        file: "actors/feed/binance.ts",
        from: "  for (const book of state.books.values()) book.disconnect(ctx);\n",
        to: "",
      },
    ],
    judge: null,
  },
  {
    fault: "a gap in the depth stream is not seen",
    edits: [
      {
        file: SYNC,
        from: "    if (change.firstUpdateId > this.#updateId + 1) return this.#miss(this.#updateId, [change], 0);\n",
        to: "",
      },
    ],
    judge: null,
  },
];
