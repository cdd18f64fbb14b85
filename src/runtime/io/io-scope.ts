/**
 * What one incarnation has open: it hands completions to the loop, and it can end everything.
 *
 * Invariant: after `close` no completion is handed over, and nothing new is kept open.
 */
import { assert } from "../../core/assert.ts";
import type { IoPort } from "./io.ts";

export class IoScope {
  readonly #port: IoPort;
  readonly #endings = new Set<() => void>();
  #connections = 0;
  #closed = false;

  constructor(port: IoPort) {
    this.#port = port;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a socket, a listener or a request is open. */
  get isConnected(): boolean {
    return this.#connections > 0;
  }

  /** Hands `run` to the loop, unless this incarnation has ended. */
  complete(run: () => void): undefined {
    if (!this.#closed) this.#port.complete(run);
  }

  /** Throws unless `begin` is called by an incarnation that lives. */
  begin<Begun>(begin: () => Begun): Begun {
    assert(!this.#closed, "I/O is begun by an incarnation that lives");
    return begin();
  }

  /**
   * Remembers how to end something that was begun.
   * @returns what forgets it again, for when it has ended by itself; that is true once
   */
  hold(end: () => void): () => boolean {
    this.#endings.add(end);
    return () => this.#endings.delete(end);
  }

  /** {@link hold} for what somebody outside this process sees. */
  holdConnection(end: () => void): () => void {
    const forget = this.hold(end);
    this.#connections += 1;
    return () => {
      if (forget()) this.#connections -= 1;
    };
  }

  close(): undefined {
    this.#closed = true;
    for (const end of this.#endings) end();
    this.#endings.clear();
  }
}
