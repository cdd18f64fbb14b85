/** A feed's next life connects and comes into step unseen, and only then takes the present one's place. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { BoardReader } from "../../../../src/runtime/ring/board-reader.ts";
import { KitDesk } from "../../../kit/kit-desk.ts";
import { reading, specOf } from "../../../kit/kit-spec.ts";
import { STEPS } from "../../../kit/listener.ts";
import { Newest } from "../../../kit/message.ts";
import { Tap } from "../../../kit/tap.ts";
import { until } from "../../../kit/until.ts";

// Threads start slowly on a busy machine.
setDefaultTimeout(60_000);

const PATIENT = { deadlineMs: 10_000 };

/** What is on the board `newest` of an actor; null before its first put. */
function newestOf({ system }: KitDesk, actor: string) {
  const memory = system.boardOf(actor, "newest");
  const bytes = new DataView(new ArrayBuffer(Newest.slotBytes));
  const size = memory === null ? -1 : new BoardReader(memory).read(0, bytes);
  if (size < 0) return null;
  const view = Newest.codec.createView();
  view.bind(bytes, 0, size);
  return view.toJSON() as { readonly number: number; readonly incarnation: number };
}

async function deskOf() {
  const desk = await KitDesk.start([await specOf("venue")]);
  const port = newestOf(desk, "venue")?.number;
  const feed = (neverInStep = false) => specOf("listener", { args: { port, neverInStep } });
  await desk.system.add(await feed(), []);
  await desk.system.add(await specOf("pong", { reads: [reading("listener")] }), []);
  const [tap, pong] = [new Tap(desk.system, "listener"), new Tap(desk.system, "pong")];
  const notices = (of: Tap) => of.heard("kit-notice").map(({ body }) => String(body.text));
  const balls = () => tap.numbers("kit-ball");
  await until("balls", () => balls().length > 0);
  return { desk, feed, tap, pong, notices, balls };
}

/** Apart from the gap before its first record: it came late. */
const isOfLives = (notice: string) => notice.startsWith("listener ");

describe("a swap of a feed", () => {
  // S-95
  test("lets the old life go on until the new one is in step, of which nothing was seen before", async () => {
    const { desk, feed, tap, pong, notices, balls } = await deskOf();
    const before = balls().length;
    const swapped = await desk.system.swap("listener", await feed(), PATIENT);
    expect(swapped).toMatchObject({ value: { incarnation: 2 } });
    const heard = tap.heard();
    const entrance = heard.findIndex(({ type }) => type === "kit-notice");
    expect(notices(tap)).toEqual([expect.stringMatching(/^enters after \d+$/)]);
    expect(Number(notices(tap)[0]?.slice("enters after ".length))).toBeGreaterThanOrEqual(STEPS);
    // All the while the old one was heard.
    expect(entrance - before).toBeGreaterThan(STEPS / 2);
    // The sockets that it brought are heard, by itself, from there on.
    const { length } = balls();
    await until("balls of the next life", () => balls().length > length + STEPS);
    expect(newestOf(desk, "listener")?.incarnation).toBe(2);
    const sequences = tap.heard().map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, at) => Number(sequences[0]) + at));
    expect(notices(pong).filter(isOfLives)).toEqual(["listener RESTARTED 2"]);
    expect(desk.deaths).toEqual([]);
  });

  // S-95
  test("is given up when the new life never comes into step, and the old one was heard throughout", async () => {
    const { desk, feed, tap, pong, notices, balls } = await deskOf();
    const options = { ...PATIENT, settleMs: 300 };
    expect(await desk.system.swap("listener", await feed(true), options)).toEqual({
      ok: false,
      failure: "it did not come into step within 300 ms",
    });
    const { length } = balls();
    await until("balls", () => balls().length > length + STEPS);
    expect(notices(tap)).toEqual([]);
    expect(notices(pong).filter(isOfLives)).toEqual([]);
    expect(newestOf(desk, "listener")?.incarnation).toBe(1);
  });

  // S-95
  test("is given up when the new life dies before it is in step", async () => {
    const { desk, feed, notices, tap, balls } = await deskOf();
    const spec = await feed();
    // Nobody listens there.
    const args = { ...spec.args, port: 1 };
    expect(await desk.system.swap("listener", { ...spec, args }, PATIENT)).toMatchObject({
      failure: expect.stringContaining("the venue is gone"),
    });
    const { length } = balls();
    await until("balls", () => balls().length > length);
    expect(notices(tap)).toEqual([]);
    expect(desk.deaths).toEqual([]);
  });
});
