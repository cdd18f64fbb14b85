/** Fills: in parts, alike, told twice, told otherwise, in another order, too late, of two instruments. */
import { expect } from "bun:test";
import { INSTRUMENTS } from "../../kit/spot-venue.ts";
import type { Scenario } from "../kit/scenario.ts";
import {
  cancel,
  doctor,
  fill,
  hold,
  mute,
  other,
  place,
  release,
  says,
  unordered,
} from "../kit/steps.ts";

const [, ETH] = INSTRUMENTS;
const SELL = { symbol: "BTCUSDT", side: "SELL" } as const;
const isTrade = (frame: string) => frame.includes('"x":"TRADE"');

export const FILLS: readonly Scenario[] = [
  {
    id: "S01",
    given: "an order is filled in three parts, each at its price",
    when: [place("X"), fill("X", 2_000), fill("X", 1_000), fill("X", 7_000)],
    thus: {
      orders: { X: "FILLED 10000" },
      position: [10_000, 0],
      also: ({ record, strategy }) => {
        expect(record.kindsOf(strategy.idOf("X"))).toEqual(["SENT", "ACK", "FILL", "FILL", "FILL"]);
      },
    },
  },
  {
    id: "S01 alike",
    given: "two fills of one order are alike but for their ids: price, lots, millisecond",
    when: [
      place("X"),
      other({ ...SELL, priceTicks: 3_000_000, lots: 1_000, timeInForce: "IOC" }),
      other({ ...SELL, priceTicks: 3_000_000, lots: 1_000, timeInForce: "IOC" }),
    ],
    thus: { orders: { X: "OPEN 2000/8000" }, position: [2_000, 0] },
    onlyTrue: "somebody else's orders would meet no order",
  },
  {
    id: "S01 odd",
    given: "quantities that a float has as a little less: 0.00026, 0.00028, 0.00030",
    when: [place("X"), fill("X", 26), fill("X", 28), fill("X", 30)],
    thus: { orders: { X: "OPEN 84/9916" }, position: [84, 0] },
  },
  {
    id: "S05",
    given: "the answer carries two fills, and private events tell them again, in any order",
    when: [
      unordered(),
      other({ ...SELL, priceTicks: 2_999_005, lots: 4_000 }),
      other({ ...SELL, priceTicks: 3_000_000, lots: 6_000 }),
      place("X"),
    ],
    thus: { orders: { X: "FILLED 10000" }, position: [10_000, 0] },
  },
  {
    id: "S13",
    given: "an order is told to have ended with 5,000 filled, and 2,000 more come behind its end",
    when: [
      place("X"),
      fill("X", 5_000),
      hold("order.cancel"),
      cancel("X"),
      mute(true),
      fill("X", 2_000),
      mute(false),
      doctor("the cancel's answer knows of 5,000", (frame) =>
        frame.includes('"status":"CANCELED"')
          ? frame.replace('"executedQty":"0.07', '"executedQty":"0.05')
          : null,
      ),
      doctor("its event too", (frame) =>
        frame.includes('"x":"CANCELED"') ? frame.replace('"z":"0.07', '"z":"0.05') : null,
      ),
      release("order.cancel"),
    ],
    thus: {
      orders: { X: "CANCELED 7000" },
      position: [7_000, 0],
      alarms: [/LATE_FILL/],
      also: ({ core, strategy, record }) => {
        const id = strategy.idOf("X");
        expect(core.get(id)?.isDone).toBe(true);
        expect(record.kindsOf(id).slice(-2)).toEqual(["CANCELED", "FILL"]);
      },
    },
  },
  {
    id: "S45",
    given: "a fill is told again with another price",
    when: [
      place("X"),
      fill("X", 3_000),
      says("the fill again, at another price", (frame) =>
        isTrade(frame) ? frame.replace('"L":"30000.', '"L":"30001.') : null,
      ),
    ],
    thus: {
      orders: { X: "OPEN 3000/7000" },
      position: [3_000, 0],
      alarms: [/DATA_CONFLICT/],
    },
    without: { CRASH: "a life that heard the other price first keeps that one, with the alarm" },
  },
  {
    id: "S47",
    given: "two instruments have a trade of the same id",
    when: [
      place("X"),
      place("Y", { ...(ETH ? { instrument: ETH } : {}), priceTicks: 579, lots: 10_000 }),
      fill("X", 2_000),
      fill("Y", 3_000),
    ],
    thus: {
      orders: { X: "OPEN 2000/8000", Y: "OPEN 3000/7000" },
      position: [2_000, 3_000],
      also: ({ record }) => {
        expect(record.fills().map(({ tradeId }) => tradeId)).toEqual(["1", "1"]);
      },
    },
  },
  {
    id: "S49",
    given: "a report of 2,000 comes again when 5,000 are filled",
    when: [
      place("X"),
      fill("X", 2_000),
      fill("X", 3_000),
      says("the first fill's report again", (frame) =>
        isTrade(frame) && frame.includes('"z":"0.02') ? frame : null,
      ),
    ],
    thus: { orders: { X: "OPEN 5000/5000" }, position: [5_000, 0] },
  },
  {
    id: "S53",
    given: "orders that must be filled at once are not, or in part",
    when: [
      place("X", { style: "IOC" }),
      place("Y", { style: "FOK" }),
      other({ ...SELL, priceTicks: 3_000_000, lots: 3_000 }),
      place("Z", { style: "IOC" }),
    ],
    thus: {
      orders: { X: "EXPIRED 0", Y: "EXPIRED 0", Z: "EXPIRED 3000" },
      position: [3_000, 0],
    },
  },
];
