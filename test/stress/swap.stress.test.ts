/**
 * A ledger is swapped again and again while it reads 5 000 balls a second and is read itself: nothing
 * may be lost, handled twice or out of order, and its count goes on over all lives. How long nobody
 * handled its messages is printed. `OUTCRY_STRESS=long` swaps 400 times.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ReaderKind } from "../../src/runtime/ring/topic-slots.ts";
import { TelemetryReader } from "../../src/runtime/telemetry/telemetry-reader.ts";
import { KitDesk } from "../kit/kit-desk.ts";
import { reading, specOf } from "../kit/kit-spec.ts";
import { ledgerOf } from "../kit/swap-kit.ts";
import { Tap } from "../kit/tap.ts";
import { until } from "../kit/until.ts";
import { isLong } from "./kit/stress-mode.ts";

const SWAPS = isLong ? 400 : 50;
/** More than a busy machine needs: what is measured is not judged. Milliseconds. */
const DEADLINE_MS = 10_000;

setDefaultTimeout(600_000);

/** 25 balls each 5 ms; `kind` is the ledger's towards them. Its own readers are of both kinds. */
async function deskOf(kind: ReaderKind) {
  const { system, deaths, events } = await KitDesk.start([
    await specOf("ping", { args: { burst: 25 } }),
    await ledgerOf({}, { reads: [reading("ping", kind)] }),
    await specOf("auditor", { reads: [reading("ledger")] }),
  ]);
  return { system, tap: new Tap(system, "ledger"), deaths, events };
}

describe("A ledger that is swapped under load", () => {
  // S-90, S-92
  test.each(["GATE", "EVICT"] as const)(
    `loses nothing and repeats nothing in ${SWAPS} swaps, as a reader of kind %s`,
    async (kind) => {
      const { system, tap, deaths } = await deskOf(kind);
      const spec = await ledgerOf();
      const entries = () => tap.heard("kit-entry").map(({ body }) => body);
      await until("entries", () => entries().length > 0);
      for (let swap = 1; swap <= SWAPS; swap += 1) {
        const outcome = await system.swap("ledger", spec, { deadlineMs: DEADLINE_MS });
        expect(outcome).toMatchObject({ ok: true, value: { incarnation: swap + 1 } });
        const heard = entries().length;
        await until("entries of the next life", () => entries().length > heard);
      }
      const all = entries();
      const [number, count] = [Number(all[0]?.number), Number(all[0]?.count)];
      expect(all.map((entry) => entry.number)).toEqual(all.map((_, at) => number + at));
      expect(all.map((entry) => entry.count)).toEqual(all.map((_, at) => count + at));
      expect(all.at(-1)?.life).toBe(SWAPS + 1);
      expect(tap.missed).toBe(0);
      // The gating reader died of nothing that it read, and was there from the first entry.
      expect(deaths).toEqual([]);
      await until("the auditor has read on", async () => {
        const tally = await system.ask("auditor", "tally");
        return (
          tally.ok && (tally.value as { balls: number }).balls >= Number(entries().at(-1)?.count)
        );
      });
      const telemetry = system.telemetryOf("ledger");
      const pause = telemetry === null ? null : new TelemetryReader(telemetry).summary("hop:swap");
      expect(pause?.count).toBe(SWAPS);
      const ms = (ns = Number.NaN) => `${(ns / 1e6).toFixed(1)} ms`;
      process.stderr.write(
        `${SWAPS} swaps (${kind}), ${entries().length} entries: pause p50 ${ms(pause?.p50)}, ` +
          `p99 ${ms(pause?.p99)}, longest ${ms(pause?.max)}\n`,
      );
    },
  );
});
