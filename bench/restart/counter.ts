/** An actor with a little state, which its next life takes over. */

import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { definePacked } from "../../src/runtime/codec/define-packed.ts";

const Kept = definePacked<{ readonly lives: number }>("bench-kept", 1);

export default defineActor({
  in: {},
  out: {},
  keep: Kept,
  start: (ctx) => ({ lives: (ctx.kept?.lives ?? 0) + 1 }),
  on: {},
  snapshot: ({ lives }) => ({ lives }),
});
