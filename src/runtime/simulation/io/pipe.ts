/** One direction of a connection: what is sent into it arrives later, in order, or never. */
import type { Owner } from "../engine/agenda.ts";
import type { Network } from "./network.ts";

export class Pipe {
  readonly #network: Network;
  /** Who hears what comes out of it. */
  readonly #hearer: Owner;
  #arriveAt = 0;
  #isOpen = true;

  constructor(network: Network, hearer: Owner) {
    this.#network = network;
    this.#hearer = hearer;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Runs `arrive` at the other end once it is there. */
  send(arrive: () => void): undefined {
    if (!this.#isOpen) return;
    const { engine } = this.#network;
    this.#arriveAt = Math.max(this.#arriveAt, engine.now + this.#network.delayNs());
    engine.later(this.#arriveAt - engine.now, this.#hearer, () => {
      if (this.#isOpen) arrive();
    });
  }

  /** Nothing comes out of it any more, not even what is on its way. */
  stop(): undefined {
    this.#isOpen = false;
  }
}
