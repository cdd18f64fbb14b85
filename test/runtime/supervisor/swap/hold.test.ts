/** What has something under way outside is held first, and swapped when it has nothing. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { DONE, SENT } from "../../../kit/gateway.ts";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const PATIENT = { deadlineMs: 10_000 };

async function deskOf(args: { readonly awayMs?: number; readonly loses?: boolean } = {}) {
  const gateway = (more: typeof args = {}) =>
    specOf("gateway", {
      args: { awayMs: 30, loses: false, ...more },
      reads: [reading("ping")],
    });
  const desk = await KitDesk.start([
    await specOf("ping", { args: { burst: 1 } }),
    await gateway(args),
  ]);
  const tap = new Tap(desk.system, "gateway");
  const numbersOf = (count: number, life?: number) =>
    tap
      .heard("kit-entry")
      .filter(({ body }) => body.count === count && (life === undefined || body.life === life))
      .map(({ body }) => Number(body.number));
  const refused = () => tap.heard("kit-notice").map(({ body }) => String(body.text));
  await until("balls under way", () => numbersOf(SENT).length > 3);
  return { desk, gateway, numbersOf, refused };
}

describe("a swap of a gateway", () => {
  // S-93
  test("waits, held, until nothing is under way: all that was sent comes back, in its own life", async () => {
    const { desk, gateway, numbersOf, refused } = await deskOf();
    const swapped = await desk.system.swap("gateway", await gateway(), PATIENT);
    expect(swapped).toMatchObject({ value: { incarnation: 2 } });
    await until("balls of the next life", () => numbersOf(DONE, 2).length > 3);
    // Some that came back were sent before anybody listened.
    const sent = numbersOf(SENT, 1);
    expect(numbersOf(DONE, 1).slice(-sent.length)).toEqual([...sent]);
    // It was held for as long as a ball is away, and refused what came meanwhile.
    expect(refused().filter((text) => text.endsWith("in life 1")).length).toBeGreaterThan(0);
    expect(desk.deaths).toEqual([]);
  });

  // S-93
  test("is given up when something stays under way, and the gateway takes on what comes again", async () => {
    const { desk, gateway, numbersOf } = await deskOf({ loses: true });
    const swapped = await desk.system.swap("gateway", await gateway(), { ...PATIENT, holdMs: 300 });
    expect(swapped).toEqual({
      ok: false,
      failure: "something of it is under way, for 300 ms",
    });
    const { length } = numbersOf(SENT);
    await until("it goes on", () => numbersOf(SENT).length > length + 3);
    expect(desk.status("gateway").incarnation).toBe(1);
  });

  // S-93
  test.each(["HOLD", "CANCEL"] as const)(
    "does not end a %s that somebody says meanwhile",
    async (word) => {
      const { desk, gateway, numbersOf, refused } = await deskOf({ loses: true });
      const swap = desk.system.swap("gateway", await gateway(), { ...PATIENT, holdMs: 500 });
      await until("its hold", () => refused().length > 0);
      desk.system.hold("gateway", word);
      const sent = numbersOf(SENT).length;
      expect((await swap).ok).toBe(false);
      const { length } = refused();
      await until("refusals", () => refused().length > length + 3);
      expect(numbersOf(SENT)).toHaveLength(sent);
    },
  );

  // S-93
  test("leaves a hold as it is that somebody else has said", async () => {
    const { desk, gateway, numbersOf, refused } = await deskOf();
    desk.system.hold("gateway", "CANCEL");
    expect((await desk.system.swap("gateway", await gateway(), PATIENT)).ok).toBe(true);
    const { length } = refused();
    await until("refusals of the next life", () => refused().length > length + 3);
    expect(numbersOf(SENT, 2)).toEqual([]);
  });
});
