/** Watches the survivor of the kit over the end of its first life, and says what was left of it. */
import type { ActorSystem } from "../../../../src/runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../../../src/runtime/telemetry/telemetry-reader.ts";
import type { KitDesk } from "../../../kit/kit-desk.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";
import { numberOn } from "./board-number.ts";

/** By what it is, in the words of `docs/supervision.md`. */
export type Left = Readonly<Record<string, boolean>>;

type Entry = { readonly number: number; readonly count: number; readonly life: number };

const NAME = "survivor";
/** Many times as many as there are between two snapshots. */
export const BALLS = 200;

export class WatchedLife {
  readonly #desk: KitDesk;
  readonly #topic: SharedArrayBuffer | null;
  readonly #tap: Tap;
  #counted = 0;

  constructor(desk: KitDesk) {
    this.#desk = desk;
    this.#topic = desk.system.topicOf(NAME);
    this.#tap = new Tap(desk.system, NAME);
  }

  /** Its first life has done a good deal. */
  async begun(): Promise<void> {
    await until("balls of a first life", () => entriesOf(this.#tap).length > BALLS);
    this.#counted = countedBy(this.#desk);
  }

  /** What its second life has of the first. */
  async left(): Promise<Left> {
    const { system } = this.#desk;
    await this.#desk.ready(NAME, 2);
    const isSameTopic = system.topicOf(NAME) === this.#topic;
    const tap = isSameTopic ? this.#tap : new Tap(system, NAME);
    await until("the fuse of the second life", () => noticesOf(tap).includes("fuse of life 2"));
    const before = isSameTopic ? [] : entriesOf(this.#tap);
    const entries = [...before, ...entriesOf(tap)];
    const last = entries.filter(({ life }) => life === 1).at(-1)?.number ?? Number.NaN;
    const second = entries.filter(({ life }) => life === 2);
    const [first] = second;
    const { count: handled = Number.NaN, number: newest = Number.NaN } = second.at(-1) ?? {};
    const { number, incarnation } = this.#desk.status(NAME);
    return {
      // A count that begins anew is no larger than the balls since the first life.
      "what `start` returned": !(handled <= newest - last),
      "the last snapshot": (await keptBy(system)) > 0,
      "its topic, for who reads it later": isSameTopic,
      // A crash takes the one message that was being handled, at most.
      "what was said to it, and it has not read": (first?.number ?? Number.NaN) - last <= 2,
      "its boards": numberOn(system.boardOf(NAME, "scrap"), "scrap") > 0,
      "its durable boards": numberOn(system.boardOf(NAME, "newest"), "newest") > 0,
      "its counters and histograms": countedBy(this.#desk) >= this.#counted + handled,
      "its timers": isFuseOfBefore(noticesOf(tap)),
      "its number, and the count of its lives": number === 1 && incarnation === 2,
    };
  }
}

/** How many balls the snapshot had counted that its present life began from. */
export async function keptBy(system: ActorSystem): Promise<number> {
  const reply = await system.ask(NAME, "state");
  return reply.ok ? (reply.value as { balls: number }).balls : Number.NaN;
}

/** Whether a timer of the first life was heard in the second. */
export function isFuseOfBefore(notices: readonly string[]): boolean {
  return notices.lastIndexOf("fuse of life 1") > notices.indexOf("life 2");
}

export const entriesOf = (tap: Tap) => tap.heard("kit-entry").map(({ body }) => body as Entry);
export const noticesOf = (tap: Tap) => tap.heard("kit-notice").map(({ body }) => String(body.text));

export function countedBy({ system }: Pick<KitDesk, "system">): number {
  const memory = system.telemetryOf(NAME);
  return memory === null ? 0 : (new TelemetryReader(memory).counters().balls ?? 0);
}
