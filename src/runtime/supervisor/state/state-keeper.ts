/**
 * Keeps the state of a running desk: looks at shared memory in short steps, and gives the store what
 * changed, one part at a time.
 *
 * Main never waits for it: a look reads version words, what changed is copied, and the store works
 * elsewhere. No part is larger than a snapshot's slot or the bound of durable boards.
 */
import { THREAD_TIME, type Time } from "../../../core/time.ts";
import { type KeptChild, type KeptPart, keptPartsOf } from "./kept-actor.ts";
import { type LifeEntry, livesPart } from "./lives.ts";
import type { StatePart, StateStore } from "./state-part.ts";

/** Between two looks. Milliseconds. */
const LOOK_MS = 20;
/** Boards change with each order: between two times that they are kept. Milliseconds. */
const BOARDS_MS = 100;
/** After a store that failed. Milliseconds. */
const RETRY_MS = 1_000;
/** Longest wait for the store at the end. Milliseconds. */
const CLOSE_MS = 2_000;

/** An actor as the keeper sees it. */
export type KeeperChild = KeptChild & {
  readonly number: number;
  readonly incarnation: number;
  readonly restarts: number;
};

export type StateKeeperOptions = {
  readonly store: StateStore;
  readonly children: () => readonly KeeperChild[];
  /** Those that were there and are not. */
  readonly left?: () => readonly LifeEntry[];
  /** Names of what boards number beside actors. */
  readonly numbered: readonly string[];
  /** Told why something could not be kept, and null once all is kept again. */
  readonly onFailure?: (reason: string | null) => void;
  /** By default this thread's. */
  readonly time?: Time;
};

type Watched = { readonly part: KeptPart; keptAt: number; wasKept: boolean };

export class StateKeeper {
  readonly #options: StateKeeperOptions;
  readonly #watched = new WeakMap<KeeperChild, readonly Watched[]>();
  readonly #time: Time;
  readonly #endLooks: () => void;
  #working: Promise<undefined> | null = null;
  /** As the store has them. */
  #lives = "";
  /** No look before, after a failure. Nanoseconds. */
  #retryAt = 0;
  #failure: string | null = null;
  /** Incarnation of the actor that keeps it, as of the last look; 0 before the first. */
  #keeperLife = 0;

  /** Looks from now on. */
  constructor(options: StateKeeperOptions) {
    this.#options = options;
    this.#time = options.time ?? THREAD_TIME;
    this.#endLooks = this.#time.every(LOOK_MS, () => this.#tick());
  }

  /** Keeps what is due now. Resolves when the store has it, or has refused it. */
  async keepAll(): Promise<undefined> {
    while (this.#working !== null) await this.#working;
    await this.#begin(0);
  }

  /** The last look; it is given up when the store does not answer. */
  async close(): Promise<undefined> {
    this.#endLooks();
    const patience = Promise.withResolvers<undefined>();
    const cancelDeadline = this.#time.deadline(CLOSE_MS, () => patience.resolve(undefined));
    await Promise.race([this.keepAll(), patience.promise]);
    cancelDeadline();
  }

  #tick(): undefined {
    if (this.#working !== null || this.#time.now() < this.#retryAt) return;
    void this.#begin(BOARDS_MS);
  }

  /** At most one round at a time, so at most one file is being written. */
  #begin(boardsMs: number): Promise<undefined> {
    this.#working = this.#round(boardsMs).finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  /** One part after the other, each in a turn of its own. */
  async #round(boardsMs: number): Promise<undefined> {
    this.#lookAtKeeper();
    for (const child of this.#options.children()) {
      for (const watched of this.#watchedOf(child)) {
        const { part, keptAt } = watched;
        const now = this.#time.now();
        const isTooSoon = part.name === "boards" && now - keptAt < boardsMs * 1e6;
        if (isTooSoon || !part.look()) continue;
        watched.keptAt = now;
        if (await this.#keep(part.take())) watched.wasKept = true;
        else part.putBack();
      }
    }
    await this.#keepLives();
  }

  /** A next life of who keeps it may not have what was said to the last one: all of it is due again. */
  #lookAtKeeper(): undefined {
    const { children, store } = this.#options;
    const keeper = children().find(({ spec }) => spec.kind === store.keptBy);
    if (keeper === undefined || keeper.incarnation === this.#keeperLife) return;
    if (this.#keeperLife > 0) {
      this.#lives = "";
      store.forgetKept?.();
      for (const child of children()) {
        for (const { part } of this.#watchedOf(child)) part.putBack();
      }
    }
    this.#keeperLife = keeper.incarnation;
  }

  /** After the parts that it names: what it says is there is there. */
  async #keepLives(): Promise<undefined> {
    const { children, left = () => [] } = this.#options;
    const actors = [...children().map((child) => this.#entryOf(child)), ...left()];
    const lives = JSON.stringify(actors);
    if (lives === this.#lives) return;
    const { numbered } = this.#options;
    if (await this.#keep(livesPart({ actors, numbered }))) this.#lives = lives;
  }

  #entryOf(child: KeeperChild): LifeEntry {
    const kept = this.#watchedOf(child).filter(({ wasKept }) => wasKept);
    const { spec, number, incarnation, restarts } = child;
    const parts = kept.map(({ part }) => part.name);
    return { name: spec.name, number, incarnation, restarts, parts };
  }

  #watchedOf(child: KeeperChild): readonly Watched[] {
    const known = this.#watched.get(child);
    if (known !== undefined) return known;
    const fresh = keptPartsOf(child).map((part) => ({
      part,
      keptAt: Number.NEGATIVE_INFINITY,
      wasKept: false,
    }));
    this.#watched.set(child, fresh);
    return fresh;
  }

  async #keep(part: StatePart): Promise<boolean> {
    const reason = await this.#options.store.keep(part);
    if (reason !== this.#failure) this.#options.onFailure?.(reason);
    this.#failure = reason;
    if (reason !== null) this.#retryAt = this.#time.now() + RETRY_MS * 1e6;
    return reason === null;
  }
}
