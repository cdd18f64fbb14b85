/**
 * What the venue watches on every connection: that it answers pings, that it does not say too much,
 * and that it is not older than a day.
 *
 * A ping goes out every 20 s, or as often as is said. Who has not brought its payload back within a
 * minute, or the time that is said, is cut off; a pong
 * that nobody asked for is counted as a message, and keeps nothing alive.
 */
import type { SocketOutlet } from "./socket-outlet.ts";

export type SocketCareOptions = {
  readonly outlet: SocketOutlet;
  /** When the connection opened. Wall microseconds. */
  readonly at: number;
  /** Frames a second that it may send, pings and pongs included; infinite: as many as it likes. */
  readonly messagesPerSecondMax: number;
  /** 20 s by default. */
  readonly pingEveryUs?: number;
  /** A minute by default. */
  readonly pongWithinUs?: number;
  /** Says to the client that the connection will end soon. */
  goodbye(at: number): undefined;
};

const PING_EVERY_US = 20_000_000;
const PONG_WITHIN_US = 60_000_000;
const LIFE_US = 86_400_000_000;
/** How long before its end a connection is told of it. */
const NOTICE_US = 600_000_000;
const SECOND_US = 1_000_000;

type Ping = { readonly payload: string; readonly at: number };

export class SocketCare {
  readonly #options: SocketCareOptions;
  /** Without their pongs, the oldest first. */
  #pings: Ping[] = [];
  /** When the newest frames came, the oldest first: as many as a second may have. */
  readonly #recent: number[] = [];
  readonly #pingEveryUs: number;
  readonly #pongWithinUs: number;
  #pingAt: number;
  #isWarned = false;
  #isOver = false;

  constructor(options: SocketCareOptions) {
    this.#options = options;
    this.#pingEveryUs = options.pingEveryUs ?? PING_EVERY_US;
    this.#pongWithinUs = options.pongWithinUs ?? PONG_WITHIN_US;
    this.#pingAt = options.at + this.#pingEveryUs;
  }

  /** Whether the connection has ended: what comes from it now is of no account. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** When `tick` has something to do. Wall microseconds; infinite when the connection is over. */
  get nextAt(): number {
    if (this.#isOver) return Number.POSITIVE_INFINITY;
    const endAt = this.#options.at + LIFE_US;
    const dueAt = (this.#pings[0]?.at ?? Number.POSITIVE_INFINITY) + this.#pongWithinUs;
    return Math.min(this.#pingAt, dueAt, this.#isWarned ? endAt : endAt - NOTICE_US);
  }

  /** Counts a frame of any kind. False: it is one too many, and the connection is closed. */
  count(at: number): boolean {
    if (this.#isOver) return false;
    const { messagesPerSecondMax } = this.#options;
    if (messagesPerSecondMax === Number.POSITIVE_INFINITY) return true;
    const recent = this.#recent;
    if (recent.length >= messagesPerSecondMax) {
      const oldest = recent.shift() ?? Number.NaN;
      if (!(at - oldest >= SECOND_US)) {
        this.close(1008, "Too many requests");
        return false;
      }
    }
    recent.push(at);
    return true;
  }

  /** A pong answers the ping of its payload, and those before it. */
  pong(payload: string, at: number): undefined {
    if (!this.count(at)) return;
    const answered = this.#pings.findIndex((ping) => ping.payload === payload);
    if (answered !== -1) this.#pings = this.#pings.slice(answered + 1);
  }

  tick(at: number): undefined {
    if (this.#isOver) return;
    const oldest = this.#pings[0];
    if (oldest !== undefined && at - oldest.at >= this.#pongWithinUs) {
      this.close(1008, "Pong timeout");
      return;
    }
    const age = at - this.#options.at;
    if (age >= LIFE_US) {
      this.close(1001, "Connection is 24 hours old");
      return;
    }
    if (age >= LIFE_US - NOTICE_US && !this.#isWarned) {
      this.#isWarned = true;
      this.#options.goodbye(at);
    }
    if (at >= this.#pingAt) this.#ping(at);
  }

  close(code: number, reason: string): undefined {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.outlet.close(code, reason);
  }

  /** The other side has gone, or was cut off: nothing more is said. */
  end(): undefined {
    this.#isOver = true;
  }

  #ping(at: number): undefined {
    const payload = `${Math.floor(at / 1_000)}`;
    this.#pings.push({ payload, at });
    // Of pings that a late tick left out none is made up for.
    const missed = Math.floor((at - this.#pingAt) / this.#pingEveryUs);
    this.#pingAt += (missed + 1) * this.#pingEveryUs;
    this.#options.outlet.ping(payload);
  }
}
