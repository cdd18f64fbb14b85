/** A venue on loopback: to whoever connects it says, every few milliseconds, a frame with a number. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import type { WebConnection } from "../../src/runtime/io/io.ts";
import { Newest } from "./message.ts";

type State = { readonly connections: Set<WebConnection>; number: number };

export default defineActor({
  in: {},
  out: {},
  boards: { newest: Newest },
  start: (): State => ({ connections: new Set(), number: 0 }),
  open(_nothing, ctx) {
    const { port } = ctx.io.listen(
      { port: 0 },
      {
        request: (_state, request) => void request.upgrade(null),
        open: (later, connection) => void later.connections.add(connection),
        close: (later, connection) => void later.connections.delete(connection),
      },
    );
    // Where it listens, for those who watch.
    ctx.board.newest.put(0, { number: port, incarnation: ctx.self.incarnation });
  },
  on: {},
  every: {
    "2ms": (state) => {
      state.number += 1;
      for (const connection of state.connections) connection.send(String(state.number));
    },
  },
});
