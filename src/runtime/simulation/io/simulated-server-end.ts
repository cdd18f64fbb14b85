/** The server's end of a simulated WebSocket connection: each thing that it hears is a completion. */
import type { ListenerHandlers, WebConnection } from "../../io/io.ts";
import type { IoScope } from "../../io/io-scope.ts";
import type { Owner } from "../engine/agenda.ts";
import type { Connection, ServerEnd } from "./connection.ts";

/** Who hears of it. */
export type ServerHearing = {
  readonly scope: IoScope;
  readonly on: ListenerHandlers;
  readonly onClosed: () => void;
};

export class SimulatedServerEnd implements WebConnection, ServerEnd {
  readonly owner: Owner;
  readonly data: unknown;
  readonly #hearing: ServerHearing;
  connection: Connection | null = null;

  constructor(owner: Owner, data: unknown, hearing: ServerHearing) {
    this.owner = owner;
    this.data = data;
    this.#hearing = hearing;
  }

  send(frame: string): boolean {
    return this.connection?.sendToClient(frame) ?? false;
  }

  ping(payload = ""): undefined {
    this.connection?.ping(payload);
  }

  message(frame: string): undefined {
    this.#tell((on) => on.message(this, frame));
  }

  pong(payload: string): undefined {
    this.#tell((on) => on.pong(this, payload));
  }

  drained(): undefined {
    this.#tell((on) => on.drain(this));
  }

  closed(): undefined {
    this.#hearing.onClosed();
    this.#tell((on) => on.close(this));
  }

  close(code = 1000, reason = ""): undefined {
    this.connection?.closeByServer(code, reason);
  }

  terminate(): undefined {
    this.connection?.terminateByServer();
  }

  #tell(run: (on: ListenerHandlers) => void): undefined {
    const { scope, on } = this.#hearing;
    scope.complete(() => run(on));
  }
}
