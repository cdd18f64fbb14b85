/**
 * Timers and I/O of a life that is run again, by the number that each had: what was recorded of it is
 * handed to whoever began it.
 */
import type { Timers } from "../actor/timers.ts";
import type { Completion } from "../delivery/completion.ts";
import type { NotedBody } from "../delivery/delivery-step.ts";
import type { Playback } from "./playback.ts";

export class Inputs implements Timers {
  readonly #playback: Playback;
  readonly #timers = new Map<number, () => undefined>();
  readonly #completions = new Map<number, (completion: Completion) => undefined>();
  readonly #bodies = new Map<number, Promise<number>>();
  #count = 0;

  constructor(playback: Playback) {
    this.#playback = playback;
  }

  after(_ms: number, then: () => undefined): undefined {
    this.#timers.set(this.#take(), then);
  }

  every(_ms: number, then: () => undefined): undefined {
    this.#timers.set(this.#take(), then);
  }

  /** Gives `on` what the next I/O brings, and returns its number. */
  expect(on: (completion: Completion) => undefined): number {
    const number = this.#take();
    this.#completions.set(number, on);
    return number;
  }

  /** The body of the request of that number, once it is read. */
  keepBody(number: number, crc: Promise<number>): undefined {
    this.#bodies.set(number, crc);
  }

  /** @throws {Diverged} When one of them is not what left. */
  async judgeBodies(noted: readonly NotedBody[]): Promise<undefined> {
    for (const { number, crc } of noted) {
      const replayed = await this.#bodies.get(number);
      if (replayed === crc) continue;
      this.#playback.diverge({
        kind: "EFFECT",
        recorded: `body of request ${number}: crc ${crc}`,
        replayed: replayed === undefined ? null : `crc ${replayed}`,
      });
    }
    return;
  }

  close(): undefined {}

  /** @throws {Diverged} When nobody started that timer. */
  fire(number: number): undefined {
    const then = this.#timers.get(number);
    if (then === undefined) return this.#refuse(`timer ${number} goes off`);
    return then();
  }

  /** @throws {Diverged} When nobody began that I/O. */
  bring(number: number, completion: Completion): undefined {
    const on = this.#completions.get(number);
    if (on === undefined) return this.#refuse(`I/O ${number} brings ${completion.kind}`);
    return on(completion);
  }

  #take(): number {
    this.#count += 1;
    return this.#count - 1;
  }

  #refuse(recorded: string): never {
    return this.#playback.diverge({ kind: "INPUT", recorded, replayed: "it was never begun" });
  }
}
