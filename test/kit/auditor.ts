/** An actor that reads a ledger, and dies at an entry that is not the next one. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { Peer } from "../../src/runtime/actor/loop-message.ts";
import { Entry, Tally } from "./message.ts";

export default defineActor({
  in: { entry: Entry, peer: Peer },
  out: {},
  start: () => ({ number: 0, count: 0, life: 0, entries: 0 }),
  on: {
    entry(state, { number, count, life }, ctx) {
      const isNext = number === state.number + 1 && count === state.count + 1;
      if (state.entries > 0 && !(isNext && life === state.life)) {
        ctx.fail(`entry ${number}, ${count} of life ${life} after ${JSON.stringify(state)}`);
      }
      state.number = number;
      state.count = count;
      state.life = life;
      state.entries += 1;
    },
    // Before the first entry of each life: so an entry of another life would be seen.
    peer(state, { incarnation }) {
      state.life = incarnation;
    },
  },
  answer: { tally: { reply: Tally, to: ({ entries }) => ({ balls: entries }) } },
});
