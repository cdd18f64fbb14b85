/** A request on its way to a simulated server, or waiting there: it is settled once. */
import type { Owner } from "../engine/agenda.ts";
import type { Engine } from "../engine/engine.ts";

/** What a server sends back. */
export type Response = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Told once; null when the server was gone before it answered. */
export type Respond = (response: Response | null) => void;

/** Time to an answer, then 503. Nanoseconds. */
const ANSWER_NS = 10e9;

export class Pending {
  readonly #engine: Engine;
  readonly #server: Owner;
  readonly #respond: Respond;
  #isSettled = false;

  constructor(engine: Engine, server: Owner, respond: Respond) {
    this.#engine = engine;
    this.#server = server;
    this.#respond = respond;
  }

  /** The server has it: from here on it has so long to answer. */
  startDeadline(): undefined {
    this.#engine.later(ANSWER_NS, this.#server, () =>
      this.settle({ status: 503, headers: {}, body: "" }),
    );
  }

  /** The first answer counts. */
  settle(response: Response): undefined {
    if (this.take()) this.#respond(response);
  }

  /** Nobody will answer it. */
  lose(): undefined {
    if (this.take()) this.#respond(null);
  }

  /** Settles it without an answer: it was upgraded. False when it is settled. */
  take(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    return true;
  }
}
