/**
 * A desk without a journal, as a process that is killed and goes on in another one with what lies in
 * its files. `KILLS=20` kills it more often.
 */
import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLog, recordsOf } from "../../../src/desk/cli/record-lines.ts";
import { Filled } from "../../../src/desk/message/filled.ts";
import { Trading } from "../../../src/desk/message/trading.ts";
import { cashOf } from "../../../src/desk/record/filled-pair.ts";
import { logsOf } from "../../../src/desk/run/files/take-over.ts";
import { hashSchema } from "../../../src/runtime/codec/schema-hash.ts";
import { FileStateStore } from "../../../src/runtime/supervisor/state/file-store.ts";
import { parseOrderId } from "../../../src/trading/order/order-id.ts";
import { canUnshare, UNSHARE } from "../../runtime/io/disk/lock/held-by.ts";
import { ChildDesk, DESK_DEADLINE_MS, ROOT } from "../cli/kit/child-desk.ts";
import { copyUnrecorded } from "../cli/kit/unrecorded-desk.ts";
import { byOrder, numberOf, ofType, type Said } from "../faults/kit/said.ts";

const KILLS = Number(process.env.KILLS ?? 1);

setDefaultTimeout((KILLS + 1) * DESK_DEADLINE_MS);

const COPY = copyUnrecorded();
const DEMO = COPY.folder;
const EXECUTION = "execution-paper";
const desks: ChildDesk[] = [];

afterAll(() => COPY[Symbol.dispose]());
afterEach(async () => {
  for (const desk of desks.splice(0).toReversed()) await desk.end();
});

/** The first life; its folder holds the run of all. */
function startFirst(): { desk: ChildDesk; run: string } {
  const desk = new ChildDesk([DEMO, "--no-guard", "--port", "0", "--data", "run-1"]);
  desks.push(desk);
  return { desk, run: join(desk.folder, "run-1") };
}

function resume(run: string, more: readonly string[] = []): ChildDesk {
  const desk = new ChildDesk([DEMO, "--no-guard", "--port", "0", "--resume", run, ...more]);
  desks.push(desk);
  return desk;
}

/** Resumes from within `folder`, with `--resume` before what is given. */
function resumeIn(folder: string, given: readonly string[]): ChildDesk {
  const desk = new ChildDesk([DEMO, "--no-guard", "--resume", ...given], `cd ${folder}`);
  desks.push(desk);
  return desk;
}

async function metricsOf(desk: ChildDesk): Promise<string> {
  return (await fetch(`${await desk.url()}/metrics`)).text();
}

/** Fills of this life of the desk. */
async function fillsOf(desk: ChildDesk): Promise<number> {
  return Number(/funnel_total\{.*stage="fills"\} (\d+)/.exec(await metricsOf(desk))?.[1] ?? 0);
}

type Pair = { lots: number; fills: number; sequence: number; cash: bigint | null };

/** What the execution's board on disk has, by strategy and instrument. */
function filledIn(run: string): ReadonlyMap<string, Pair> {
  const folder = join(run, "state");
  if (!existsSync(folder)) return new Map();
  const loaded = new FileStateStore(folder).load(EXECUTION, "boards");
  const tables = loaded.kind === "KEPT" ? loaded.part.tables : [];
  const view = Filled.codec.createView();
  const pairs = new Map<string, Pair>();
  for (const value of tables.find(({ name }) => name === "filled")?.values.values() ?? []) {
    view.bind(new DataView(value.buffer), 0, value.length);
    const { strategy, instrument, lots, fills, sequence } = view;
    pairs.set(`${strategy}/${instrument}`, { lots, fills, sequence, cash: cashOf(view) });
  }
  return pairs;
}

/** All lives of the run, in order. */
function saidIn(run: string): readonly Said[] {
  return logsOf(run).flatMap((path) =>
    [...recordsOf(openLog(readFileSync(path)))].map((one) => ({ ...one, body: one.body ?? {} })),
  );
}

/** What all fills of the log add up to, what they brought included, by strategy and instrument. */
function foldFills(said: readonly Said[]): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const fill of ofType(said, "order-event", "FILL")) {
    const key = `${fill.body.strategy}/${fill.body.instrument}`;
    const { lots, fills, cash } = pairs.get(key) ?? { lots: 0, fills: 0, cash: 0n };
    const delta = numberOf(fill, "deltaLots") * (fill.body.side === "BUY" ? 1 : -1);
    const spent = BigInt(delta) * BigInt(numberOf(fill, "priceTicks"));
    const sum = { lots: lots + delta, cash: (cash ?? 0n) - spent };
    pairs.set(key, { ...sum, fills: fills + 1, sequence: fill.sequence });
  }
  return pairs;
}

/** Puts the kill latch on risk's board, as the file has it. */
async function pullLatch(run: string): Promise<undefined> {
  const store = new FileStateStore(join(run, "state"));
  const loaded = store.load("risk", "boards");
  if (loaded.kind !== "KEPT") throw new Error("risk's boards are kept");
  const data = new DataView(new ArrayBuffer(Trading.slotBytes));
  const bytes = Trading.codec.write(data, 0, { state: "HALTED", epoch: 1, killed: 1 });
  const { name: type, version, schema } = Trading;
  const values = new Map([[0, new Uint8Array(data.buffer, 0, bytes)]]);
  const latch = { name: "trading", type, version, hash: hashSchema(schema), values };
  const others = loaded.part.tables.filter(({ name }) => name !== "trading");
  expect(await store.keep({ ...loaded.part, tables: [...others, latch] })).toBeNull();
}

describe("a desk whose process is killed", () => {
  // S-100, S-101, S-102
  test(`goes on ${KILLS} times with its positions, and no order id comes twice`, async () => {
    const { desk: first, run } = startFirst();
    const instances = new Set<string>();
    let desk = first;
    for (let life = 2; life <= KILLS + 1; life += 1) {
      const before = filledIn(run);
      await desk.until("a fill", async () => (await fillsOf(desk)) > 0);
      await desk.until("a fill on disk", () => filledIn(run).size > 0);
      const newer = () =>
        [...filledIn(run)].some(([key, { fills }]) => fills > (before.get(key)?.fills ?? 0));
      await desk.until("a newer fill on disk", newer);
      await desk.kill();
      const said = foldFills(saidIn(run));
      desk = resume(run);
      await desk.url();
      const card = JSON.parse(readFileSync(join(run, "desk.json"), "utf8"));
      expect(card).toMatchObject({ life });
      instances.add(`${card.instance}`);
      expect(desk.err).not.toContain("is not used");
      // What the boards had not yet is in the log: nothing that was said is forgotten.
      await desk.until("the boards as they were, or newer", () =>
        [...said].every(([key, { fills }]) => (filledIn(run).get(key)?.fills ?? 0) >= fills),
      );
    }
    desk.signal("SIGTERM");
    const { exit, err } = await desk.ended;
    expect(exit, err).toBe(0);
    const said = saidIn(run);
    const main = join(ROOT, "src/desk/cli/main.ts");
    const inspected = Bun.spawnSync([
      process.execPath,
      main,
      "inspect",
      run,
      "--type",
      "order-event",
    ]);
    const lines = inspected.stdout.toString().trim().split("\n");
    expect(lines).toHaveLength(ofType(said, "order-event").length);
    expect(new Map(filledIn(run))).toEqual(new Map(foldFills(said)));
    const asked = ofType(said, "intent").filter(({ body }) => body.action === "NEW");
    expect(byOrder(asked).size).toBe(asked.length);
    // The desk's own two characters are at the end of all of them, in whatever life they were made.
    const made = new Set(asked.map(({ body }) => parseOrderId(`${body.orderId}`)?.instance));
    expect([...made]).toEqual([...instances]);
    const sent = ofType(said, "order-event", "SENT");
    expect(byOrder(sent).size).toBe(sent.length);
    const died = ofType(said, "order-event", "CANCELED").filter(
      ({ body }) => body.reason === "venue died with its process",
    );
    expect(died.length).toBeGreaterThan(0);
    for (const { body, sequence } of died) {
      // Said in a life after the one that sent it, and once.
      const of = sent.find((one) => one.body.orderId === body.orderId);
      expect(Math.floor((of?.sequence ?? Number.NaN) / 2 ** 40)).toBeLessThan(
        Math.floor(sequence / 2 ** 40),
      );
    }
    expect(byOrder(died).size).toBe(died.length);
    const events = ofType(said, "order-event");
    const over = new Set(
      events.filter(({ body }) => body.leavesLots === 0).map(({ body }) => body.orderId),
    );
    expect(sent.filter(({ body }) => !over.has(body.orderId))).toEqual([]);
    const trades = ofType(said, "order-event", "FILL").map(({ body }) => String(body.tradeId));
    expect(new Set(trades).size).toBe(trades.length);
  });

  test("is found by its name, and answers where it answered unless a port is asked for", async () => {
    const desk = new ChildDesk([DEMO, "--no-guard", "--port", "0"]);
    desks.push(desk);
    const url = await desk.url();
    const [name = ""] = readdirSync(join(desk.folder, "run")).filter((one) => /^\d/.test(one));
    await desk.kill();
    const second = resumeIn(desk.folder, [name]);
    expect(await second.url(), second.err).toBe(url);
    await second.kill();
    const third = resumeIn(desk.folder, ["latest", "--port", "0"]);
    expect(await third.url(), third.err).not.toBe(url);
  });

  test("a run that is not there is refused, and those that are there are named", async () => {
    const { exit, err } = await resume("nowhere").ended;
    expect(exit).toBe(10);
    expect(err).toContain("there is no run nowhere");
    expect(err).toContain("there is no run under run/ yet");
  });

  // S-102, S-104
  test("is not resumed while it lives, and stays halted when it was halted", async () => {
    const { desk, run } = startFirst();
    await desk.until("an order", async () => /stage="sent"\} [1-9]/.test(await metricsOf(desk)));
    const early = await resume(run).ended;
    expect(early.exit).toBe(10);
    expect(early.err).toContain("is in use: its process");
    await desk.kill();
    await pullLatch(run);
    const next = resume(run);
    const ready = await fetch(`${await next.url()}/readyz`);
    expect(await ready.text()).toContain("risk has halted trading");
    next.signal("SIGTERM");
    await next.ended;
    const lifeTwo = ofType(saidIn(run), "order-event", "SENT").filter(
      ({ sequence }) => sequence > 2 ** 40,
    );
    expect(lifeTwo).toEqual([]);
  });

  test.skipIf(!canUnshare)("is not resumed by a process of another PID namespace", async () => {
    const { desk, run } = startFirst();
    await desk.url();
    const elsewhere = `exec ${UNSHARE.join(" ")} "$@"`;
    const other = new ChildDesk([DEMO, "--no-guard", "--port", "0", "--resume", run], elsewhere);
    desks.push(other);
    const { exit, err } = await other.ended;
    expect(exit).toBe(10);
    expect(err).toContain("is in use: a process that cannot be seen from here still runs in it");
  });

  test("that cannot write what its console needs ends, and no actor of it goes on alone", async () => {
    const { desk, run } = startFirst();
    await desk.url();
    await desk.kill();
    rmSync(join(run, "token"));
    mkdirSync(join(run, "token"));
    const { exit, err } = await resume(run).ended;
    expect(err).toContain("EISDIR");
    expect(exit).toBe(1);
  });

  // S-103
  test("starts halted without a board that is torn, names it, and stays halted", async () => {
    const { desk, run } = startFirst();
    await desk.until("an order", async () => /stage="sent"\} [1-9]/.test(await metricsOf(desk)));
    const path = join(run, "state/execution-paper.boards");
    await desk.until("an order on disk", () => existsSync(path));
    await desk.kill();
    writeFileSync(path, readFileSync(path).subarray(0, 40));
    const next = resume(run);
    const ready = await fetch(`${await next.url()}/readyz`);
    expect(await ready.text()).toContain("risk has halted trading");
    expect(next.err).toContain(`state/execution-paper.boards is not used, it has 40 bytes of `);
    expect(next.err).toContain("trading is halted until the desk is started afresh");
    await next.kill();
    // Halted is kept: also without the file that was the cause.
    const third = resume(run, ["--for", "1s", "--json"]);
    const { exit, err } = await third.ended;
    expect(exit, err).toBe(0);
    expect(err).not.toContain("is not used");
    const sent = ofType(saidIn(run), "order-event", "SENT");
    expect(sent.filter(({ sequence }) => sequence > 2 ** 40)).toEqual([]);
  });
});
