/**
 * What main could not say at once, because a gating reader is a whole ring behind: kept in order and
 * tried again on main's tick, up to a bound. What comes beyond it is lost, counted, and told of.
 */
import { assert } from "../../../core/assert.ts";
import type { Time } from "../../../core/time.ts";
import type { MessageType } from "../../codec/message-type.ts";
import type { MainVoice } from "./main-voice.ts";

/** Between two tries. Milliseconds. */
const TRY_MS = 50;

export type VoiceQueueOptions = {
  readonly voice: Pick<MainVoice, "say" | "check">;
  readonly time: Pick<Time, "every">;
  /** Most that wait; 1 up. */
  readonly messagesMax: number;
  /** Something was lost. Told once, and again only when all that waited was said meanwhile. */
  readonly onFull: () => void;
};

export class VoiceQueue {
  readonly #options: VoiceQueueOptions;
  /** Oldest first; each says itself, and returns whether it could. */
  #waiting: (() => boolean)[] = [];
  #dropped = 0;
  #isFullTold = false;
  #endTries: (() => void) | null = null;

  constructor(options: VoiceQueueOptions) {
    const { messagesMax } = options;
    assert(messagesMax >= 1, `a queue has room for 1 message or more: ${messagesMax}`);
    this.#options = options;
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Messages that were lost, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Says it behind all that waits, now or later. False when it is lost: as many wait as may.
   *
   * @throws {AssertionError} When it could never be said. Nothing waits for it.
   */
  say<Body>(type: MessageType<Body>, body: Body): boolean {
    const { voice, messagesMax, onFull } = this.#options;
    if (this.flush() && voice.say(type, body)) return true;
    voice.check(type, body);
    if (this.#waiting.length >= messagesMax) {
      this.#dropped += 1;
      if (!this.#isFullTold) onFull();
      this.#isFullTold = true;
      return false;
    }
    // As it is now: whoever made it may change it.
    const kept = type.of(body);
    this.#waiting.push(() => voice.say(type, kept));
    this.#endTries ??= this.#options.time.every(TRY_MS, () => this.flush());
    return true;
  }

  /** Says what waits, oldest first, until one is refused. Whether nothing waits any more. */
  flush(): boolean {
    const refused = this.#waiting.findIndex((say) => !say());
    this.#waiting = refused === -1 ? [] : this.#waiting.slice(refused);
    if (this.#waiting.length > 0) return false;
    this.#isFullTold = false;
    this.close();
    return true;
  }

  /** Tries no more by itself. What waits is lost if nobody calls {@link flush}. */
  close(): undefined {
    this.#endTries?.();
    this.#endTries = null;
  }
}
