/** Cancels: refused, too late, too early, unanswered, by the venue; and a venue that stops trading. */
import { expect } from "bun:test";
import type { Scenario } from "../kit/scenario.ts";
import {
  cancel,
  fate,
  fill,
  hold,
  mute,
  place,
  release,
  says,
  trading,
  venueCancels,
  wait,
} from "../kit/steps.ts";

export const CANCELS: readonly Scenario[] = [
  {
    id: "S07",
    given: "a cancel is refused, and not because it is too late",
    when: [
      place("X"),
      fate({
        ...{ method: "order.cancel", arrives: 0, times: Number.POSITIVE_INFINITY },
        answer: {
          status: 400,
          code: -2011,
          msg: "Order was not canceled due to cancel restrictions.",
        },
      }),
      cancel("X"),
    ],
    thus: {
      orders: { X: "OPEN 0/10000" },
      also: ({ record, strategy }) => {
        const refused = record
          .kindsOf(strategy.idOf("X"))
          .filter((kind) => kind === "CANCEL_REJECTED");
        expect(refused).toHaveLength(1);
      },
    },
  },
  {
    id: "S09",
    given: "what is left is filled while the cancel is on its way",
    when: [
      place("X"),
      fill("X", 5_000),
      hold("order.cancel"),
      cancel("X"),
      fill("X", 5_000),
      release("order.cancel"),
    ],
    thus: { orders: { X: "FILLED 10000" }, position: [10_000, 0] },
  },
  {
    id: "S11",
    given: "a cancel overtakes its order",
    when: [hold("order.place"), place("X"), cancel("X"), wait(0.4), release("order.place")],
    thus: {
      orders: { X: "CANCELED 0" },
      also: ({ record, strategy }) => {
        expect(record.kindsOf(strategy.idOf("X"))).toEqual(["SENT", "UNKNOWN", "ACK", "CANCELED"]);
      },
    },
  },
  {
    id: "S15",
    given: "the venue cancels what nobody asked it to",
    when: [place("X"), fill("X", 1_000), venueCancels("X")],
    thus: { orders: { X: "CANCELED 1000" }, position: [1_000, 0] },
  },
  {
    id: "S17",
    given: "a fill is not told, and the cancel behind it is not answered",
    when: [
      place("X"),
      mute(true),
      fill("X", 300),
      fate({ method: "order.cancel", answer: "LOST" }),
      cancel("X"),
      mute(false),
    ],
    thus: { orders: { X: "CANCELED 300" }, position: [300, 0] },
  },
  {
    id: "S57",
    given: "trading stops: an order is cancelled, a new one is refused; then it goes on",
    when: [
      place("X"),
      fill("X", 1_000),
      trading(0, "HALT"),
      place("Y"),
      cancel("X"),
      wait(0.2),
      trading(0, "TRADING"),
      place("Z"),
    ],
    thus: {
      orders: { X: "CANCELED 1000", Y: "REJECTED 0", Z: "OPEN 0/10000" },
      position: [1_000, 0],
    },
    onlyTrue: "what is decided anew may meet a venue that trades",
  },
  {
    id: "S65",
    given: "an instrument goes: its order is cancelled, and events name one that nobody knows",
    when: [
      place("X"),
      fill("X", 1_000),
      venueCancels("X"),
      trading(0, "HALT"),
      says("an event of an unknown symbol", (frame) =>
        frame.includes('"x":"CANCELED"') ? frame.replace('"BTCUSDT"', '"NEWBTCUSDT"') : null,
      ),
    ],
    thus: { orders: { X: "CANCELED 1000" }, position: [1_000, 0] },
  },
];
