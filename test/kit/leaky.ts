/**
 * An actor that keeps more with each ball: objects, or memory outside of the heap. It counts its balls
 * through all its lives, and answers what it came to.
 */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { choice, count } from "../../src/runtime/actor/setting.ts";
import { Ball, Tally } from "./message.ts";

const KINDS = ["OBJECTS", "BYTES", "GARBAGE"] as const;

export default defineActor({
  args: {
    kind: choice(KINDS, "OBJECTS"),
    /** Kept with each ball, about. Kilobytes. */
    kbABall: count({ fallback: 0 }),
  },
  in: { ball: Ball },
  out: {},
  keep: Tally,
  start: ({ kept }, args) => ({ ...args, balls: kept?.balls ?? 0, held: [] as unknown[] }),
  on: {
    ball(state) {
      state.balls += 1;
      const load = loadOf(state.kind, state.kbABall);
      if (state.kind === "GARBAGE") state.held = [load];
      else state.held.push(load);
    },
  },
  answer: { tally: { reply: Tally, to: ({ balls }) => ({ balls }) } },
  snapshot: ({ balls }) => ({ balls }),
});

/** An object of two numbers takes about 32 bytes, its place in the list 8 more. */
function loadOf(kind: (typeof KINDS)[number], kb: number): unknown {
  if (kind === "BYTES") return new Uint8Array(kb * 1_000).fill(1);
  return Array.from({ length: kb * 25 }, (_, index) => ({ index, kb }));
}
