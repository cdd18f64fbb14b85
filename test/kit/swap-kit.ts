/** A desk with a ledger to swap, and what must hold of its entries whatever becomes of the swap. */
import { expect } from "bun:test";
import { KitDesk } from "./kit-desk.ts";
import { reading, specOf } from "./kit-spec.ts";
import { Tap } from "./tap.ts";
import { until } from "./until.ts";

/** A ledger's settings in which it does everything well. */
export const WELL = {
  start: "WELL",
  open: "WELL",
  snapshot: "WELL",
  padding: 0,
  listens: false,
  pipe: "",
  diesIn: 0,
} as const;

type Args = { readonly [Name in keyof typeof WELL]?: unknown };
type Entry = { readonly number: number; readonly count: number; readonly life: number };

/** A ledger's specification, with these settings. */
export const ledgerOf = (args: Args = {}, changes: Parameters<typeof specOf>[1] = {}) =>
  specOf("ledger", { args: { ...WELL, ...args }, reads: [reading("ping")], ...changes });

/** 5 000 balls a second, a ledger that reads them, and two actors that hear of the ledger's lives. */
export class SwapDesk {
  readonly desk: KitDesk;
  readonly ledger: Tap;
  readonly pong: Tap;

  private constructor(desk: KitDesk) {
    this.desk = desk;
    this.ledger = new Tap(desk.system, "ledger");
    this.pong = new Tap(desk.system, "pong");
  }

  static async start(
    args: Args = {},
    changes: Parameters<typeof specOf>[1] = {},
    options: Parameters<typeof KitDesk.start>[1] = {},
  ) {
    const specs = [
      await specOf("ping", { args: { burst: 25 } }),
      await ledgerOf(args, changes),
      await specOf("pong", { reads: [reading("ledger")] }),
    ];
    const desk = await KitDesk.start(specs, options);
    const swapDesk = new SwapDesk(desk);
    await swapDesk.goesOn();
    return swapDesk;
  }

  /** Asks for a ledger with these settings, of the same code. */
  async swap(args: Args = {}, options?: Parameters<KitDesk["system"]["swap"]>[2]) {
    return this.desk.system.swap("ledger", await ledgerOf(args), options);
  }

  entries(): readonly Entry[] {
    return this.ledger.heard("kit-entry").map(({ body }) => body as Entry);
  }

  lives(): readonly number[] {
    return [...new Set(this.entries().map(({ life }) => life))];
  }

  notices(): readonly unknown[] {
    return this.pong.heard("kit-notice").map(({ body }) => body.text);
  }

  /** It makes entries from here on. */
  async goesOn(by = 100): Promise<void> {
    const { length } = this.entries();
    await until("entries", () => this.entries().length >= length + by);
  }

  /** Every ball is entered once, in order, but for `lost`, and none was counted twice or not. */
  expectWhole(lost: readonly number[] = []): undefined {
    const entries = this.entries();
    const first = entries[0] ?? { number: 0, count: 0, life: 0 };
    const last = entries.at(-1) ?? first;
    const numbers = Array.from(
      { length: last.number - first.number + 1 },
      (_, index) => first.number + index,
    ).filter((number) => !lost.includes(number));
    expect(entries.map(({ number }) => number)).toEqual(numbers);
    expect(entries.map(({ count }) => count)).toEqual(numbers.map((_, at) => first.count + at));
    expect(this.ledger.missed).toBe(0);
    const sequences = this.ledger.heard().map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, at) => (sequences[0] ?? 0) + at));
  }
}
