/** A doorbell at which a simulated loop waits: a ring is seen behind the step that rang it. */
import type { Bell } from "../../actor/loop.ts";
import { Doorbell, isAwakeAt } from "../../ring/doorbell.ts";
import { attachLines, bellIndex } from "../../ring/lines.ts";
import type { Owner } from "../engine/agenda.ts";
import type { Ringable } from "../engine/engine.ts";

export class SimulatedBell implements Bell, Ringable {
  at = Number.POSITIVE_INFINITY;
  readonly owner: Owner;
  readonly #doorbell: Doorbell;
  readonly #words: Int32Array;
  readonly #bell: number;
  readonly #wakeNs: () => number;
  /** Resolves again and again: a loop waits for one ring at a time. */
  readonly #ring: PromiseLike<never>;
  #onRing: (() => void) | null = null;
  /** The loop itself has said that it is awake: that is no ring. */
  #isCancelled = true;

  /** @param wakeNs How long a ring takes to wake the thread. Virtual nanoseconds. */
  constructor(lines: SharedArrayBuffer, line: number, owner: Owner, wakeNs: () => number) {
    this.owner = owner;
    this.#doorbell = new Doorbell(lines, line);
    this.#words = attachLines(lines);
    this.#bell = bellIndex(line);
    this.#wakeNs = wakeNs;
    const listen = (onRing: unknown) => {
      this.#onRing = onRing as () => void;
      return this.#ring;
    };
    // biome-ignore lint/suspicious/noThenProperty: what a loop waits for is a ring.
    this.#ring = { then: listen as PromiseLike<never>["then"] };
  }

  prepareToSleep(): undefined {
    this.#isCancelled = false;
    this.#doorbell.prepareToSleep();
  }

  cancelSleep(): undefined {
    this.#isCancelled = true;
    this.#doorbell.cancelSleep();
  }

  wait(): PromiseLike<unknown> | null {
    return isAwakeAt(this.#words, this.#bell) ? null : this.#ring;
  }

  look(nowNs: number): undefined {
    if (this.#isCancelled || this.#onRing === null) return;
    if (this.at !== Number.POSITIVE_INFINITY) return;
    if (isAwakeAt(this.#words, this.#bell)) this.at = nowNs + this.#wakeNs();
  }

  fire(): undefined {
    const onRing = this.#onRing;
    this.#onRing = null;
    onRing?.();
  }
}
