/** What a look at the venue finds: after a crash, of others, of many, of itself. */
import { expect } from "bun:test";
import { makeOrderId } from "../../../../../../../src/trading/order/order-id.ts";
import { DESK, INSTRUMENTS } from "../../kit/spot-venue.ts";
import type { Scenario } from "../kit/scenario.ts";
import type { Scene } from "../kit/scene.ts";
import { byHand, crash, does, fill, other, place, reconnect, settled, wait } from "../kit/steps.ts";

const BUY = { symbol: "BTCUSDT", side: "BUY", priceTicks: 3_000_000 } as const;
const SELL = { symbol: "BTCUSDT", side: "SELL", priceTicks: 3_000_000 } as const;
const EARLIER = { instance: DESK.instance, runEpoch: 6, actor: 3, incarnation: 0 };
const MANY = 250;
const PAGES = 1_005;

/** Orders of an earlier life, which its boards show. */
function earlierOrders(scene: Scene): undefined {
  for (let count = 0; count < MANY; count += 1) {
    const at = count < 150 ? 0 : 1;
    const [instrument] = INSTRUMENTS.slice(at);
    if (instrument === undefined) return;
    const { number } = instrument;
    const orderId = makeOrderId(EARLIER, count);
    const priceTicks = number === 0 ? 3_000_000 - count : 579;
    const symbol = number === 0 ? "BTCUSDT" : "ETHBTC";
    byHand({ symbol, side: "BUY", priceTicks, lots: 1_000, clientOrderId: orderId }).run(scene);
    scene.record.events.push({
      ...{ kind: "ACK", strategy: 3, instrument: number, side: "BUY", orderId, priceTicks },
      ...{ orderLots: 1_000, cumLots: 0, leavesLots: 1_000, deltaLots: 0, sentAt: 1 },
      ...{ liquidity: "NONE", feeMinor: 0, feeAsset: "QUOTE", feeText: "" },
      ...{ tradeId: "", reason: "" },
    });
  }
}

export const LOOKS: readonly Scenario[] = [
  {
    id: "S41 lost",
    given: "an order of our making is at the venue, filled in part, and nobody here knows it",
    when: [
      does("the connection is lost", (scene) => scene.disconnect()),
      byHand({ ...BUY, lots: 5_000, clientOrderId: makeOrderId({ ...EARLIER, runEpoch: 7 }, 1) }),
      other({ ...SELL, lots: 300, timeInForce: "IOC" }),
      does("it is made again", (scene) => scene.connect()),
    ],
    thus: {
      orders: {},
      position: [300, 0],
      alarms: [/adopted and cancelled/],
      also: ({ wire }) =>
        expect(wire.ownOrders().map(({ status }) => status)).toEqual(["CANCELED"]),
    },
    onlyTrue: "behind its adoption it stands on the boards, where its strategy sees it",
  },
  {
    id: "S43",
    given: "a fill is in the log and not in the snapshot, and the venue's history has it too",
    when: [
      place("X"),
      fill("X", 3_000),
      wait(0.2),
      does("the gateway dies", (scene) => {
        const { record } = scene;
        scene.crash(record.left(Math.max(0, record.events.length - 1)));
      }),
      settled(),
    ],
    thus: { orders: { X: "OPEN 3000/7000" }, position: [3_000, 0] },
  },
  {
    id: "S43 many",
    given: "the boards have room for the newest trade only: the history is read from there on",
    when: [
      place("X"),
      fill("X", 3_000),
      fill("X", 2_000),
      wait(0.2),
      does("the gateway dies", (scene) => {
        const left = scene.record.left();
        const told = left.told.slice(-1);
        scene.crash({ ...left, told, isToldWhole: told.length === left.told.length });
      }),
      fill("X", 1_000),
      settled(),
    ],
    thus: { orders: { X: "OPEN 6000/4000" }, position: [6_000, 0] },
    without: {
      CRASH: "of two trades that were told in the wrong order, one place keeps the older",
    },
  },
  {
    id: "S55",
    given: "an order of ours would meet another: the one that comes expires",
    when: [place("M"), wait(0.2), place("T", { side: "SELL", lots: 4_000 })],
    thus: { orders: { M: "OPEN 0/10000", T: "EXPIRED 0" } },
  },
  {
    id: "S55 less",
    given: "what is prevented is taken off both, and is no fill; it is said at once",
    when: [place("M"), byHand({ ...SELL, lots: 400, stp: "DECREMENT" })],
    thus: {
      orders: { M: "OPEN 0/9600" },
      also: ({ core, strategy }) => expect(core.get(strategy.idOf("M"))?.orderLots).toBe(9_600),
    },
    onlyTrue: "what comes by hand would meet nothing",
  },
  {
    id: "S55 maker",
    given: "the one that rests expires",
    when: [
      place("M"),
      fill("M", 1_000),
      byHand({ ...SELL, lots: 400, stp: "EXPIRE_MAKER", timeInForce: "IOC" }),
    ],
    thus: { orders: { M: "EXPIRED 1000" }, position: [1_000, 0] },
    onlyTrue: "a fill that is found behind the prevention is the last of what is left",
  },
  {
    id: "S59",
    given: "the account trades by hand",
    when: [
      place("X", { priceTicks: 2_990_000 }),
      byHand({ ...BUY, lots: 500 }),
      other({ ...SELL, lots: 500 }),
    ],
    thus: {
      orders: { X: "OPEN 0/10000" },
      alarms: [/^HALT .*not of this desk/],
      also: ({ core, now }) => {
        expect(core.refusalOf(0, now)).toBe("instrument halted");
        expect(core.refusalOf(1, now)).toBeNull();
      },
    },
    onlyTrue: "who decides anew finds the instrument halted",
  },
  {
    id: "S59 blind",
    given: "the account trades by hand while nobody listens",
    when: [
      place("X", { priceTicks: 2_990_000 }),
      wait(0.2),
      does("the connection is lost", (scene) => scene.disconnect()),
      byHand({ ...BUY, lots: 500 }),
      other({ ...SELL, lots: 500 }),
      does("it is made again", (scene) => scene.connect()),
    ],
    thus: {
      orders: { X: "OPEN 0/10000" },
      alarms: [/^HALT .*not of this desk/],
      also: ({ core, now }) => expect(core.refusalOf(0, now)).toBe("instrument halted"),
    },
    onlyTrue: "who decides anew may find the instrument halted",
  },
  {
    id: "S61",
    given: `${MANY} orders of an earlier life are open, and one of them is filled meanwhile`,
    when: [
      does("nobody listens", (scene) => scene.disconnect()),
      does("an earlier life", earlierOrders),
      other({ ...SELL, lots: 1_000, timeInForce: "IOC" }),
      crash(),
      settled(),
    ],
    thus: {
      orders: {},
      position: [1_000, 0],
      also: ({ core }) => expect(core.live()).toHaveLength(MANY - 1),
    },
  },
  {
    id: "S61 pages",
    given: `${PAGES} fills while nobody listened: more than a page of the history`,
    when: [
      place("X", { lots: 100_000 }),
      wait(0.2),
      does("the connection is lost", (scene) => scene.disconnect()),
      does("fills", (scene) => {
        for (let count = 0; count < PAGES; count += 1) fill("X", 20).run(scene);
      }),
      does("it is made again", (scene) => scene.connect()),
    ],
    thus: {
      orders: { X: `OPEN ${PAGES * 20}/${100_000 - PAGES * 20}` },
      position: [PAGES * 20, 0],
    },
    without: {
      CRASH: "one run has a thousand fills",
      TWICE: "one run has a thousand fills",
      LATE: "one run has a thousand fills",
      ORDER: "one run has a thousand fills",
    },
  },
  {
    id: "S63",
    given: "the record is replayed, again, and once more by a life that dies while it recovers",
    when: [
      place("X"),
      fill("X", 2_000),
      place("Y", { side: "SELL", priceTicks: 3_100_000 }),
      wait(0.2),
      does("the record is replayed", ({ record }) => {
        const once = record.left();
        for (let at = 0; at <= record.events.length; at += 1) {
          expect(record.left(at)).toEqual(once);
        }
      }),
      does("three lives, of which two die at once", (scene) => {
        const before = scene.wire.written.filter((method) => method.startsWith("order.place"));
        scene.crash();
        scene.crash();
        scene.crash();
        scene.until("the gateway is settled", () => scene.core.isSettled);
        const after = scene.wire.written.filter((method) => method.startsWith("order.place"));
        expect(after.length).toBe(before.length);
      }),
    ],
    thus: { orders: { X: "OPEN 2000/8000", Y: "OPEN 0/10000" }, position: [2_000, 0] },
  },
  {
    id: "S63 blind",
    given: "the connection is lost and made again while orders are filled",
    when: [
      place("X"),
      fill("X", 2_000),
      reconnect(),
      fill("X", 3_000),
      reconnect(),
      fill("X", 1_000),
    ],
    thus: { orders: { X: "OPEN 6000/4000" }, position: [6_000, 0] },
  },
];
