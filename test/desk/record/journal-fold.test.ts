/** What a journal's records add up to, with a snapshot anywhere, and with records given twice. */
import { expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { KEPT_PIECE_BYTES } from "../../../src/desk/message/kept.ts";
import { JournalFold } from "../../../src/desk/record/journal-fold.ts";
import { JournalStateStore } from "../../../src/desk/run/files/journal-store.ts";
import { packBody, unpackBody } from "../../../src/runtime/codec/msgpack.ts";
import type { StatePart } from "../../../src/runtime/supervisor/state/state-part.ts";
import { orderEventOf } from "../../kit/order-event.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const EXECUTION = "execution-paper";

type Act = (fold: JournalFold) => undefined;

/** Events of orders and pieces of parts, as they could stand in a journal. */
function makeActs(random: Prng): readonly Act[] {
  const acts: Act[] = [];
  const open: { id: string; leaves: number }[] = [];
  for (let sequence = 1; sequence <= 60; sequence += 1) {
    const kind = random.between(0, 3);
    const order = open[random.between(0, Math.max(0, open.length - 1))];
    if (kind === 0 || order === undefined) {
      const id = `o${sequence}`;
      open.push({ id, leaves: 5 });
      const event = orderEventOf({
        kind: "SENT",
        sentAt: sequence,
        orderId: id,
        orderLots: 5,
        leavesLots: 5,
      });
      acts.push((fold) => fold.takeEvent(EXECUTION, sequence, event));
    } else if (kind === 1) {
      order.leaves -= 1;
      if (order.leaves === 0) open.splice(open.indexOf(order), 1);
      const lots = { deltaLots: 1, cumLots: 5 - order.leaves, leavesLots: order.leaves };
      const event = orderEventOf({
        kind: "FILL",
        sentAt: 1,
        orderId: order.id,
        orderLots: 5,
        ...lots,
      });
      acts.push((fold) => fold.takeEvent(EXECUTION, sequence, event));
    } else {
      const pieces = random.between(1, 3);
      for (let index = 0; index < pieces; index += 1) {
        const bytes = Uint8Array.of(sequence, index);
        const body = { actor: "risk", part: "boards", index, pieces, bytes };
        acts.push((fold) => fold.takeKept(body));
      }
    }
  }
  return acts;
}

const shown = (fold: JournalFold) => ({
  image: fold.imageOf(EXECUTION),
  kept: fold.keptOf("risk", "boards"),
});

test(`a snapshot anywhere in between changes nothing (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  for (let round = 0; round < 200; round += 1) {
    const acts = makeActs(random);
    const whole = new JournalFold();
    for (const act of acts) act(whole);
    const at = random.between(0, acts.length);
    let fold = new JournalFold();
    for (const act of acts.slice(0, at)) act(fold);
    fold = JournalFold.decode(fold.encode());
    for (const act of acts.slice(at)) act(fold);
    const { image, kept } = shown(fold);
    expect(shown(whole).image.orders.length).toBeGreaterThan(0);
    expect(image.orders).toEqual(shown(whole).image.orders);
    expect(image.filled).toEqual(shown(whole).image.filled);
    expect(kept === null ? null : [...kept]).toEqual(
      shown(whole).kept === null ? null : [...(shown(whole).kept ?? [])],
    );
  }
});

test("a snapshot of a program that counted no cost gives lots, and says of the rest that it is not known", () => {
  const fill = { deltaLots: 4, cumLots: 4, liquidity: "TAKER", feeText: "0.4" } as const;
  const event = orderEventOf({ kind: "FILL", orderId: "o1", sentAt: 1, ...fill });
  const before = new JournalFold();
  before.takeEvent(EXECUTION, 1, event);
  const packed = unpackBody("journal-fold", before.encode()) as {
    images: [string, object[], { strategy: number }[]][];
  };
  const { strategy, instrument, lots, fills, sequence } = before.imageOf(EXECUTION).filled[0] ?? {};
  const images = packed.images.map(([name, orders]) => [
    name,
    orders,
    [{ strategy, instrument, lots, fills, sequence }],
  ]);
  const fold = JournalFold.decode(packBody({ ...packed, images }));
  fold.takeEvent(EXECUTION, 2, event);
  const unknown = { cost: "", realised: "", feeQuote: "", feeBase: "" };
  expect(fold.imageOf(EXECUTION).filled).toMatchObject([{ lots: 8, fills: 2, ...unknown }]);
  before.takeEvent(EXECUTION, 2, event);
  expect(before.imageOf(EXECUTION).filled).toMatchObject([
    { lots: 8, cost: "800", feeQuote: "0.8" },
  ]);
});

test("events that it has already count once", () => {
  const acts = makeActs(new Prng(SEED));
  const once = new JournalFold();
  for (const act of acts) act(once);
  const twice = JournalFold.decode(once.encode());
  const { orders, filled } = twice.imageOf(EXECUTION);
  const before = structuredClone({ orders, filled });
  for (const act of acts) act(twice);
  const after = twice.imageOf(EXECUTION);
  expect({ orders: after.orders, filled: after.filled }).toEqual(before);
});

test("a record counts once, and a jump in its topic begins anew", () => {
  const fold = new JournalFold();
  expect([fold.takeRecord(3, 7), fold.takeRecord(3, 8), fold.takeRecord(3, 8)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(fold.recordedOf(3)).toEqual({ since: 7, sequence: 8 });
  expect(fold.takeRecord(3, 11)).toBe(true);
  expect(JournalFold.decode(fold.encode()).recordedOf(3)).toEqual({ since: 11, sequence: 11 });
  expect(fold.recordedOf(4)).toBeNull();
});

test("a part counts with its last piece, and one that was broken off never does", () => {
  const fold = new JournalFold();
  const piece = (index: number, pieces: number, byte: number) =>
    fold.takeKept({ actor: "a", part: "snapshot", index, pieces, bytes: Uint8Array.of(byte) });
  piece(0, 1, 9);
  piece(0, 3, 1);
  piece(1, 3, 2);
  expect([...(fold.keptOf("a", "snapshot") ?? [])]).toEqual([9]);
  // The process died here, and the next one says it from the beginning.
  piece(0, 2, 4);
  piece(2, 3, 3);
  piece(1, 2, 5);
  expect([...(fold.keptOf("a", "snapshot") ?? [])]).toEqual([4, 5]);
});

test("what is no fold of this version is refused", () => {
  const bytes = new JournalFold().encode();
  expect(() => JournalFold.decode(bytes.subarray(1))).toThrow();
});

test("a store of large parts says pieces that the fold puts together again", async () => {
  const fold = new JournalFold();
  const store = new JournalStateStore({ found: null, executions: new Set([EXECUTION]) });
  store.speakBy((piece) => {
    fold.takeKept(piece);
    return true;
  });
  const value = new Uint8Array(3 * KEPT_PIECE_BYTES).map((_zero, at) => at % 251);
  const table = { name: "t", type: "t", version: 1, hash: "h", values: new Map([[0, value]]) };
  const part: StatePart = { actor: "strategy-a", part: "snapshot", tables: [table] };
  expect(await store.keep(part)).toBeNull();
  const next = new JournalStateStore({
    found: { kind: "FOUND", fold: JournalFold.decode(fold.encode()) },
    executions: new Set([EXECUTION]),
  });
  const loaded = next.load("strategy-a", "snapshot");
  expect(loaded.kind === "KEPT" ? loaded.part : loaded).toEqual(part);
  expect(next.load("strategy-b", "snapshot")).toEqual({ kind: "NONE" });
  // Nothing was ever kept: so there are no empty boards either.
  expect(next.load(EXECUTION, "boards")).toEqual({ kind: "NONE" });
});

test("a board of an execution that no event tells is said when it changes, and stands beside the others", async () => {
  const fold = new JournalFold();
  const executions = new Set([EXECUTION]);
  const store = new JournalStateStore({ found: null, executions });
  let said = 0;
  let hasRoom = true;
  store.speakBy((piece) => {
    said += 1;
    if (hasRoom) fold.takeKept(piece);
    return hasRoom;
  });
  const keep = (orders: number, funds: number) => {
    const table = (name: string, byte: number) => {
      const values = new Map([[0, Uint8Array.of(byte)]]);
      return { name, type: name, version: 1, hash: "h", values };
    };
    const tables = [table("openOrder", orders), table("funds", funds)];
    return store.keep({ actor: EXECUTION, part: "boards", tables });
  };
  const loaded = () => {
    const found = { kind: "FOUND", fold: JournalFold.decode(fold.encode()) } as const;
    const boards = new JournalStateStore({ found, executions }).load(EXECUTION, "boards");
    if (boards.kind !== "KEPT") return boards.kind;
    const { values, isOptional } = boards.part.tables.find(({ name }) => name === "funds") ?? {};
    return [boards.part.tables.length, ...(values?.get(0) ?? []), isOptional];
  };
  fold.takeKept({ actor: "desk", part: "lives", index: 0, pieces: 1, bytes: Uint8Array.of(1) });
  expect(loaded()).toEqual([3, undefined]);
  await keep(1, 7);
  await keep(2, 7);
  expect([said, loaded()]).toEqual([1, [4, 7, true]]);
  hasRoom = false;
  expect(await keep(2, 8)).toBe("the journal is behind");
  hasRoom = true;
  expect(await keep(3, 8)).toBeNull();
  expect([said, loaded()]).toEqual([3, [4, 8, true]]);
  store.forgetKept();
  await keep(3, 8);
  expect(said).toBe(4);
});

test("a store for which there is no room says so, and a refused journal refuses each part", async () => {
  const executions = new Set([EXECUTION]);
  const store = new JournalStateStore({ found: null, executions });
  const part: StatePart = { actor: "risk", part: "boards", tables: [] };
  store.speakBy(() => false);
  expect(await store.keep(part)).toBe("the journal is behind");
  // Its boards follow from its events.
  expect(await store.keep({ ...part, actor: EXECUTION })).toBeNull();
  const found = { kind: "REFUSED", reason: "j-1.seg is damaged", isUnread: false } as const;
  const refused = new JournalStateStore({ found, executions });
  expect(refused.load("risk", "boards")).toEqual({ kind: "REFUSED", reason: found.reason });
  expect(refused.load(EXECUTION, "boards")).toMatchObject({ kind: "REFUSED" });
});

test("a journal is untouched while it has no record of anybody", () => {
  const executions = new Set([EXECUTION]);
  const fold = new JournalFold();
  const isUntouched = () =>
    new JournalStateStore({ found: { kind: "FOUND", fold }, executions }).isUntouched;
  expect(isUntouched()).toBe(true);
  fold.takeRecord(127, 1);
  expect(isUntouched()).toBe(false);
  const refused = { kind: "REFUSED", reason: "damaged", isUnread: false } as const;
  expect(new JournalStateStore({ found: refused, executions }).isUntouched).toBe(false);
  expect(new JournalStateStore({ found: null, executions }).isUntouched).toBe(false);
});
