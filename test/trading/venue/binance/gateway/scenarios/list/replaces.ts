/** One order in the place of another, and orders made smaller, as far as spot has it. */
import { expect } from "bun:test";
import type { Scenario } from "../kit/scenario.ts";
import { amend, does, fate, fill, hold, place, release, settled, wait } from "../kit/steps.ts";

const AMEND = "order.amend.keepPriority";

export const REPLACES: readonly Scenario[] = [
  {
    id: "S19",
    given: "an order is replaced by a larger one",
    when: [place("X"), wait(0.2), place("Y", { insteadOf: "X", lots: 11_000 })],
    thus: { orders: { X: "CANCELED 0", Y: "OPEN 0/11000" } },
  },
  {
    id: "S21",
    given: "an order that is filled is replaced: spot does not reopen it",
    when: [place("X"), fill("X", 10_000), wait(0.2), place("Y", { insteadOf: "X", lots: 12_000 })],
    thus: {
      orders: { X: "FILLED 10000", Y: "UNSENT" },
      position: [10_000, 0],
      also: ({ unsent }) => expect(unsent.map(({ reason }) => reason)).toEqual(["ORDER_CLOSED"]),
    },
    without: { LATE: "who does not know yet that it is filled asks the venue, which refuses" },
  },
  {
    id: "S23",
    given: "fills cross an order that is made smaller",
    when: [
      place("X"),
      fill("X", 1_000),
      wait(0.2),
      hold(AMEND),
      amend("X", 8_000),
      fill("X", 500),
      release(AMEND),
      fill("X", 100),
      settled(),
      wait(0.2),
      fill("X", 6_400),
    ],
    thus: { orders: { X: "FILLED 8000" }, position: [8_000, 0] },
  },
  {
    id: "S25",
    given: "more is filled than an order is to be made smaller to: spot refuses, and it goes on",
    when: [place("X"), wait(0.2), hold(AMEND), amend("X", 7_000), fill("X", 8_000), release(AMEND)],
    thus: { orders: { X: "OPEN 8000/2000" }, position: [8_000, 0] },
    onlyTrue: "an amendment that is decided anew may come before the fill",
  },
  {
    id: "S27",
    given: "a second amendment is asked for while the first is on its way: it has to wait",
    when: [
      place("X"),
      fill("X", 1_000),
      wait(0.2),
      hold(AMEND),
      amend("X", 8_000),
      does("the second is not sent", (scene) => {
        const id = scene.strategy.idOf("X");
        const isPending = (scene.core.get(id)?.order.pendingReplace.length ?? 0) > 0;
        if (isPending) expect(scene.core.amend(id, 7_000, scene.now)).toMatch(/under way/);
      }),
      release(AMEND),
      settled(),
      wait(0.2),
      amend("X", 7_000),
      settled(),
      wait(0.2),
      fill("X", 6_000),
    ],
    thus: { orders: { X: "FILLED 7000" }, position: [7_000, 0] },
  },
  {
    id: "S29",
    given: "an amendment is refused, fills come, and another one is taken",
    when: [
      place("X"),
      fill("X", 1_000),
      wait(0.2),
      fate({
        ...{ method: AMEND, arrives: 0 },
        answer: { status: 400, code: -2038, msg: "The order cannot be amended." },
      }),
      amend("X", 8_000),
      fill("X", 2_500),
      wait(0.2),
      amend("X", 6_000),
      settled(),
      wait(0.2),
      fill("X", 1_500),
    ],
    thus: { orders: { X: "OPEN 5000/1000" }, position: [5_000, 0] },
    without: { LATE: "while the first is not answered the second is not sent" },
  },
  {
    id: "S31",
    given: "of a replace the old order is cancelled, and the new one refused",
    when: [place("X"), wait(0.2), place("Y", { insteadOf: "X", lots: 10 ** 10 })],
    thus: {
      orders: { X: "CANCELED 0", Y: "REJECTED 0" },
      also: ({ wire }) => {
        const changes = wire.written.filter((method) => /^order\.(?:place|cancel)/.test(method));
        expect(changes).toEqual(["order.place", "order.cancelReplace"]);
      },
    },
  },
  {
    id: "S31 unknown",
    given: "a replace is done, and its answer lost",
    when: [
      place("X"),
      wait(0.2),
      fate({ method: "order.cancelReplace", answer: "LOST" }),
      place("Y", { insteadOf: "X", lots: 9_000 }),
    ],
    thus: {
      orders: { X: "CANCELED 0", Y: "OPEN 0/9000" },
      also: ({ wire }) => {
        const replaces = wire.written.filter((method) => method === "order.cancelReplace");
        expect(replaces).toHaveLength(1);
      },
    },
  },
];
