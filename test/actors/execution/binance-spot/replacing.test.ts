/** Replace, amend and styles, from the approval to the simulated exchange's own book and back. */
import { describe, expect, test } from "bun:test";
import { SpotDesk } from "../kit/spot-desk.ts";

const A = "o000070300100001";
const B = "o000070300100002";
const C = "o000070300100003";

/** A desk with `A`, of 8 lots to buy at 100, at work. */
function working(): SpotDesk {
  const desk = new SpotDesk();
  desk.pass(4);
  desk.approve(A);
  desk.pass(0.1);
  return desk;
}

const told = (desk: SpotDesk) =>
  desk.world.heard("event").map(({ kind, orderId }) => `${orderId} ${kind}`);

/** What the venue has open of the desk: id, price in ticks, lots. */
function atVenue(desk: SpotDesk): readonly string[] {
  const open = desk.world.boards.get("openOrder") ?? new Map();
  return [...open.values()]
    .filter(({ state }) => state !== "FREE")
    .map(({ orderId, state, orderLots }) => `${orderId} ${state} ${orderLots}`);
}

const written = (desk: SpotDesk, method: string) =>
  desk.written.filter((frame) => frame.includes(`"${method}"`));

describe("binance-spot: a replace", () => {
  test("is one request: the old order ends, and the new one works under its own id", () => {
    const desk = working();
    desk.approve(B, { action: "REPLACE", replaces: A, priceTicks: 99, lots: 5 });
    desk.pass(0.1);
    expect(written(desk, "order.cancelReplace")).toHaveLength(1);
    expect(written(desk, "order.cancelReplace")[0]).toContain("STOP_ON_FAILURE");
    expect(desk.ordersWritten).toBe(1);
    expect(told(desk).slice(2)).toEqual([`${B} SENT`, `${A} CANCELED`, `${B} ACK`]);
    expect(atVenue(desk)).toEqual([`${B} WORKING 5`]);
    const end = desk.world.heard("event").find(({ kind }) => kind === "CANCELED");
    expect(end).toMatchObject({ reason: `replaced by ${B}` });
  });

  test("of an order that was filled meanwhile brings no order to the venue", () => {
    const desk = working();
    desk.sell(8);
    desk.approve(B, { action: "REPLACE", replaces: A });
    desk.pass(1);
    expect(
      told(desk)
        .filter((one) => one.startsWith(B))
        .at(-1),
    ).toBe(`${B} REJECTED`);
    expect(atVenue(desk)).toEqual([]);
    expect(desk.world.on("filled", 0)).toMatchObject({ lots: 8 });
  });

  test.each([
    ["that nobody knows", C, {}],
    ["that is still on its way", A, {}],
    ["of another strategy", C, { strategy: 4 }],
    ["of another instrument", C, { instrument: 1 }],
    ["of the other side", C, { side: "SELL" }],
  ])("of an order %s is refused with a reason, and nothing is written", (_what, old, change) => {
    const desk = new SpotDesk();
    desk.pass(4);
    if (Object.keys(change).length > 0) desk.approve(C);
    desk.pass(0.1);
    if (old === A) desk.approve(A);
    const before = desk.written.length;
    desk.approve(B, { action: "REPLACE", replaces: old, ...change });
    expect(desk.world.heard("event").at(-1)).toMatchObject({
      ...{
        kind: "REJECTED",
        orderId: B,
        sentAt: Number.NaN,
        reason: "order to replace is not working",
      },
    });
    expect(written(desk, "order.cancelReplace")).toEqual([]);
    expect(desk.written.length).toBe(before);
  });

  test("under an old epoch is never written, and the old order goes on", () => {
    const desk = working();
    desk.approve(B, { action: "REPLACE", replaces: A, riskEpoch: 3 });
    desk.pass(0.1);
    expect(written(desk, "order.cancelReplace")).toEqual([]);
    expect(atVenue(desk)).toEqual([`${A} WORKING 8`]);
  });

  test("waits for the disk as a new order does", () => {
    const desk = new SpotDesk({ durability: "sync" });
    const risk = 1;
    desk.world.show("durable", risk, { since: 1, sequence: 1_000 });
    desk.pass(4);
    desk.approve(A);
    desk.pass(0.1);
    desk.world.show("durable", risk, { since: 1, sequence: 1 });
    desk.approve(B, { action: "REPLACE", replaces: A });
    desk.pass(0.2);
    expect(written(desk, "order.cancelReplace")).toEqual([]);
    desk.world.show("durable", risk, { since: 1, sequence: 1_000 });
    desk.pass(0.2);
    expect(written(desk, "order.cancelReplace")).toHaveLength(1);
  });
});

describe("binance-spot: an amendment", () => {
  test("waits for the disk, and a cancel of the order does not", () => {
    const desk = new SpotDesk({ durability: "sync" });
    desk.world.show("durable", 1, { since: 1, sequence: 1_000 });
    desk.pass(4);
    desk.approve(A);
    desk.pass(0.1);
    desk.world.show("durable", 1, { since: 1, sequence: 1 });
    desk.approve(A, { action: "AMEND", lots: 5 });
    desk.approve(A, { action: "CANCEL" });
    desk.pass(0.2);
    expect(written(desk, "order.amend.keepPriority")).toEqual([]);
    expect(told(desk).at(-1)).toBe(`${A} CANCELED`);
    desk.world.show("durable", 1, { since: 1, sequence: 1_000 });
    desk.pass(0.2);
    expect(written(desk, "order.amend.keepPriority")).toEqual([]);
  });

  test("makes the order smaller under its own id", () => {
    const desk = working();
    desk.approve(A, { action: "AMEND", lots: 5 });
    desk.pass(0.1);
    expect(written(desk, "order.amend.keepPriority")).toHaveLength(1);
    expect(told(desk).slice(2)).toEqual([`${A} AMENDED`]);
    expect(desk.world.heard("event").at(-1)).toMatchObject({ orderLots: 5, leavesLots: 5 });
    expect(atVenue(desk)).toEqual([`${A} WORKING 5`]);
    desk.sell(8);
    desk.pass(0.2);
    expect(desk.world.on("filled", 0)).toMatchObject({ lots: 5 });
    expect(told(desk).at(-1)).toBe(`${A} FILL`);
  });

  test.each([8, 9])("to %d lots of 8 is rejected with a reason, and never written", (lots) => {
    const desk = working();
    desk.approve(A, { action: "AMEND", lots });
    desk.pass(0.1);
    expect(desk.world.heard("event").at(-1)).toMatchObject({
      kind: "AMEND_REJECTED",
      orderLots: 8,
    });
    expect(written(desk, "order.amend.keepPriority")).toEqual([]);
  });

  test("under an old epoch is rejected, and never written", () => {
    const desk = working();
    desk.approve(A, { action: "AMEND", lots: 5, riskEpoch: 3 });
    desk.pass(0.1);
    expect(told(desk).at(-1)).toBe(`${A} AMEND_REJECTED`);
    expect(written(desk, "order.amend.keepPriority")).toEqual([]);
  });

  test.each([
    [
      "is looked at again when its turn comes",
      5,
      0,
      { kind: "AMEND_REJECTED", reason: "old risk epoch" },
    ],
    ["leaves when its turn comes, under the same epoch", 4, 1, { kind: "AMENDED", reason: "" }],
  ] as const)("that waits for the venue's limits %s", (_what, epoch, times, said) => {
    const desk = new SpotDesk({ mirrors: ["http://127.0.0.1:9001"] });
    desk.pass(4);
    desk.approve(A);
    desk.pass(0.1);
    // A ping is answered with too much: for a while only cancels leave.
    const pings = () => desk.written.filter((each) => each.includes("/ping")).length;
    const before = pings();
    desk.pingStatus = 429;
    for (let waited = 0; pings() === before && waited < 200; waited += 1) desk.pass(0.5);
    desk.approve(A, { action: "AMEND", lots: 5, validUntil: desk.world.nowNs + 600e9 });
    desk.pass(0.2);
    expect(written(desk, "order.amend.keepPriority")).toEqual([]);
    desk.pingStatus = 0;
    desk.world.show("trading", 0, { state: "ACTIVE", epoch, killed: 0 });
    desk.pass(200);
    const { kind, reason } = desk.world.heard("event").at(-1) ?? {};
    expect({ kind, reason }).toEqual(said);
    expect(written(desk, "order.amend.keepPriority")).toHaveLength(times);
  });
});

describe("binance-spot: how an order may fill", () => {
  test.each([
    ["IOC", ["SENT", "EXPIRED"], '"IOC"'],
    ["FOK", ["SENT", "EXPIRED"], '"FOK"'],
    ["POST_ONLY", ["SENT", "ACK"], '"LIMIT_MAKER"'],
  ])("%s reaches the venue as it is", (style, kinds, word) => {
    const desk = new SpotDesk();
    desk.pass(4);
    desk.approve(A, { style });
    desk.pass(0.2);
    expect(desk.kinds()).toEqual(kinds);
    expect(written(desk, "order.place")[0]).toContain(word);
  });

  test("what would take is refused when it may only make", () => {
    const desk = new SpotDesk();
    desk.pass(4);
    desk.sell(3);
    desk.approve(A, { style: "POST_ONLY" });
    desk.pass(0.2);
    expect(desk.kinds()).toEqual(["SENT", "REJECTED"]);
  });

  test("an order that reduces goes before one that does not", () => {
    const desk = new SpotDesk({ durability: "sync" });
    desk.world.show("durable", 1, { since: 1, sequence: 0 });
    desk.pass(4);
    desk.approve(A);
    desk.approve(B, { priority: "REDUCE", side: "SELL", priceTicks: 200 });
    desk.world.show("durable", 1, { since: 1, sequence: 1_000 });
    desk.pass(0.2);
    const ids = written(desk, "order.place").map((frame) => (frame.includes(A) ? A : B));
    expect(ids).toEqual([B, A]);
  });
});
