/** Orders of which the answer is lost, wrong, or no answer; and a venue that has had enough. */
import { expect } from "bun:test";
import type { Scenario } from "../kit/scenario.ts";
import type { Scene } from "../kit/scene.ts";
import {
  cancel,
  crash,
  does,
  fair,
  fate,
  fill,
  hold,
  mute,
  place,
  release,
  wait,
  workOff,
} from "../kit/steps.ts";

const EVER = Number.POSITIVE_INFINITY;
const LOST = fate({ method: "order.place", answer: "LOST" });
const TOO_MUCH = {
  code: -1003,
  msg: "Too much request weight used; please use WebSocket Streams.",
};
const QUESTIONS = ["order.status", "openOrders.status", "myTrades", "allOrders"];

const placings = ({ wire }: Scene) => wire.written.filter((method) => method === "order.place");

export const UNKNOWN: readonly Scenario[] = [
  {
    id: "S33",
    given: "an id is decided on a second time",
    when: [
      place("X"),
      wait(0.2),
      does("the same id again", (scene) => {
        scene.settled();
        scene.core.place(scene.ticket({ id: scene.strategy.idOf("X") }), scene.now);
        scene.flush();
      }),
    ],
    thus: { orders: { X: "OPEN 0/10000" }, alarms: [/came twice/] },
  },
  {
    id: "S33 twice",
    given:
      "something on the way sends an order again, and the venue refuses the second as a duplicate",
    when: [fate({ method: "order.place", arrives: 2 }), place("X"), fill("X", 1_000)],
    thus: {
      orders: { X: "OPEN 1000/9000" },
      position: [1_000, 0],
      also: ({ record, strategy }) => {
        expect(record.kindsOf(strategy.idOf("X"))).not.toContain("REJECTED");
      },
    },
  },
  {
    id: "S35",
    given: "the answer is lost, with all events; the order works",
    when: [LOST, mute(true), place("X"), mute(false)],
    thus: {
      orders: { X: "OPEN 0/10000" },
      also: (scene) => expect(placings(scene)).toHaveLength(1),
    },
  },
  {
    id: "S35 absent",
    given: "the order never arrives: that is proven, not taken for granted",
    when: [fate({ method: "order.place", arrives: 0, answer: "LOST" }), place("X")],
    thus: {
      orders: { X: "REJECTED 0" },
      also: (scene) => {
        expect(placings(scene)).toHaveLength(1);
        expect(scene.record.of(scene.strategy.idOf("X")).at(-1)?.reason).toMatch(/not placed/);
      },
    },
    onlyTrue: "what surely never left is decided anew, and then arrives",
  },
  {
    id: "S35 server",
    given: "the answer is an error of the server; the order works",
    when: [
      fate({
        method: "order.place",
        answer: { status: 504, code: -1007, msg: "Timeout waiting for response from backend." },
      }),
      mute(true),
      place("X"),
      mute(false),
    ],
    thus: { orders: { X: "OPEN 0/10000" } },
  },
  {
    id: "S35 server, absent",
    given: "the answer is an error of the server, and the order never was",
    when: [
      fate({
        ...{ method: "order.place", arrives: 0 },
        answer: { status: 504, code: -1007, msg: "Timeout waiting for response from backend." },
      }),
      place("X"),
    ],
    thus: { orders: { X: "REJECTED 0" } },
    onlyTrue: "what surely never left is decided anew, and then arrives",
  },
  {
    id: "S35 errors",
    given: "the answer is lost, and for 25 s each question about the order fails",
    when: [
      LOST,
      mute(true),
      ...QUESTIONS.map((method) =>
        fate({
          ...{ method, arrives: 0, times: EVER },
          answer: { status: 500, code: -1000, msg: "An unknown error occurred." },
        }),
      ),
      place("X"),
      wait(25),
      fair(),
      mute(false),
    ],
    thus: {
      orders: { X: "OPEN 0/10000" },
      also: ({ record, strategy }) => {
        expect(record.kindsOf(strategy.idOf("X"))).toEqual(["SENT", "UNKNOWN", "ACK"]);
      },
    },
    without: { CRASH: "no gateway settles while questions fail" },
  },
  {
    id: "S35 slow",
    given: "the venue takes an order in time, and works on it for 5 s: until then it knows of none",
    when: [hold("order.place"), place("X"), wait(5), workOff("order.place")],
    thus: {
      orders: { X: "OPEN 0/10000" },
      also: ({ record, strategy }) => {
        expect(record.kindsOf(strategy.idOf("X"))).toEqual(["SENT", "UNKNOWN", "ACK"]);
      },
    },
  },
  {
    id: "S37",
    given: "the answer is lost, and the order is filled and gone: its id could be used again",
    when: [LOST, mute(true), place("X"), fill("X", 10_000), mute(false)],
    thus: {
      orders: { X: "FILLED 10000" },
      position: [10_000, 0],
      also: (scene) => expect(placings(scene)).toHaveLength(1),
    },
  },
  {
    id: "S37 blind",
    given: "as S37, and the query of the order says that there is none",
    when: [
      LOST,
      mute(true),
      fate({
        ...{ method: "order.status", arrives: 0, times: EVER },
        answer: { status: 400, code: -2013, msg: "Order does not exist." },
      }),
      place("X"),
      fill("X", 10_000),
      wait(20),
      fair(),
      mute(false),
    ],
    thus: { orders: { X: "FILLED 10000" }, position: [10_000, 0] },
  },
  {
    id: "S37 hidden",
    given: "as S37, and for 30 s no query shows the order: only the history has its trade",
    when: [
      LOST,
      mute(true),
      fate({
        ...{ method: "order.status", arrives: 0, times: EVER },
        answer: { status: 400, code: -2013, msg: "Order does not exist." },
      }),
      fate({
        ...{ method: "allOrders", arrives: 0, times: EVER },
        answer: { status: 200, result: [] },
      }),
      place("X"),
      fill("X", 10_000),
      wait(30),
      fair(),
      mute(false),
    ],
    thus: {
      orders: { X: "FILLED 10000" },
      position: [10_000, 0],
      alarms: [/has no order/, /^HALT /],
      also: ({ record, strategy }) => {
        expect(record.kindsOf(strategy.idOf("X"))).not.toContain("REJECTED");
      },
    },
    without: { CRASH: "a gateway whose order is in doubt does not settle" },
  },
  {
    id: "S39",
    given: "the venue has had enough for 7 s: no order leaves, a cancel does",
    when: [
      place("W"),
      wait(0.2),
      fate({
        method: "order.place",
        arrives: 0,
        answer: { status: 429, ...TOO_MUCH, retryAfter: 7 },
      }),
      place("X"),
      wait(0.2),
      place("Y"),
      cancel("W"),
      wait(3),
      does("the cancel is done, and no order has left", (scene) => {
        expect(scene.record.kindsOf(scene.strategy.idOf("W")).at(-1)).toBe("CANCELED");
        expect(placings(scene)).toHaveLength(2);
      }),
      wait(6),
      place("Z"),
    ],
    thus: {
      orders: { W: "CANCELED 0", X: "REJECTED 0", Y: "UNSENT", Z: "OPEN 0/10000" },
      alarms: [/limits us/],
    },
    without: {
      CRASH: "the next life does not know of it, and the venue says it again",
      LATE: "what is not known yet stops nothing",
      ORDER: "what is not known yet stops nothing",
    },
  },
  {
    id: "S39 banned",
    given: "the venue shuts the address out for 30 s",
    when: [
      fate({
        method: "order.place",
        arrives: 0,
        answer: { status: 418, ...TOO_MUCH, retryAfter: 30 },
      }),
      place("X"),
      wait(0.2),
      does("nothing is written", (scene) => {
        const before = scene.wire.written.length;
        scene.pass(25);
        expect(scene.wire.written.slice(before)).toEqual([]);
      }),
      wait(10),
      place("Y"),
    ],
    thus: { orders: { X: "REJECTED 0", Y: "OPEN 0/10000" }, alarms: [/^HALT .*limits us/] },
    without: {
      CRASH: "the next life does not know of it, and the venue says it again",
      LATE: "what is not known yet stops nothing",
      ORDER: "what is not known yet stops nothing",
    },
  },
  {
    id: "S41",
    given: "the gateway dies when the order is written, before any answer",
    when: [hold("order.place"), place("X"), crash(), release("order.place"), fill("X", 1_000)],
    thus: { orders: { X: "OPEN 1000/9000" }, position: [1_000, 0] },
  },
];
