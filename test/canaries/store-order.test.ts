/** Plain stores of a hot loop on x86-64: seen by others in the order in which they are written. */
import { expect } from "bun:test";
import { canary } from "./kit/canary.ts";
import { Thread, watchFor } from "./kit/thread.ts";

const STORE = new URL("kit/store-worker.ts", import.meta.url);
const LOOKS = 200;
const LOOKS_A_TURN = 2_000;

if (process.arch === "x64") {
  canary(
    "store-order",
    "plain stores to typed arrays in a hot loop are seen by another thread in the order in which they are written",
    {
      "src/runtime/ring/store-order.ts":
        "shows a batch by plain stores: the commit word behind the record, the sequence behind it",
    },
    async () => {
      const pair = new SharedArrayBuffer(1_024);
      const int32 = new Int32Array(pair);
      const float64 = new Float64Array(pair);
      const thread = new Thread(STORE, "store", { pair });
      const seen = new Set<number>();
      try {
        await thread.reached();
        for (let look = 0; look < LOOKS; look += 1) {
          for (let turn = 0; turn < LOOKS_A_TURN; turn += 1) {
            // From the last store to the first: what is behind is never newer than what is before.
            const last = float64[64] ?? 0;
            const middle = Atomics.load(int32, 64);
            Atomics.load(int32, 128);
            const first = float64[0] ?? 0;
            if ((middle - (last | 0)) >> 0 < 0 || ((first | 0) - middle) >> 0 < 0) {
              throw new Error(`stores passed each other: ${first}, ${middle}, ${last}`);
            }
            seen.add(middle);
          }
          await watchFor(1);
        }
      } finally {
        await thread.terminate();
      }
      expect(seen.size).toBeGreaterThan(10);
    },
  );
}
