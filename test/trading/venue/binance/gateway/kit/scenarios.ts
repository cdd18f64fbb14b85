/** Scenarios that one spot venue can show. Order X buys 10,000 lots unless it is said. */
import { expect } from "bun:test";
import type {
  GatewayTicket,
  Saying,
} from "../../../../../../src/trading/venue/binance/gateway/order/gateway-order.ts";
import { venueError } from "../../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import type { Fate, GatewayWorld } from "./gateway-world.ts";
import type { Scenario, Step } from "./played-scenario.ts";
import { INSTRUMENTS, OWN } from "./spot-venue.ts";

const PRICE = 3_000_000;

/** X, once it was placed. */
type Seen = { x: string; y: string };

function scenario(
  id: string,
  title: string,
  steps: (seen: Seen) => readonly Step[],
  check: (world: GatewayWorld, seen: Seen) => void,
): Scenario {
  const seen = { x: "", y: "" };
  return { id, title, steps: () => steps(seen), check: (world) => check(world, seen) };
}

const place =
  (seen: Seen, wanted: Partial<GatewayTicket> = {}, name: keyof Seen = "x"): Step =>
  (world) => {
    seen[name] = world.place(wanted);
  };
const sells =
  (lots: number): Step =>
  (world) =>
    world.other({ side: "SELL", priceTicks: PRICE, lots });
const cancels =
  (seen: Seen): Step =>
  (world) =>
    world.cancel(seen.x);
/** What is on its way arrives first. */
const then =
  (step: Step): Step =>
  (world) => {
    world.arrive();
    step(world);
  };
const fate =
  (method: string, becomes: Fate, step: Step): Step =>
  (world) => {
    world.fate = (asked) => (asked === method ? becomes : "DONE");
    step(world);
    world.fate = () => "DONE";
  };
const blind: Step = (world) => {
  world.isPrivateOff = true;
};
const release: Step = (world) => world.release();
const replaces =
  (seen: Seen, lots: number): Step =>
  (world) => {
    const ticket = world.ticket({ lots });
    seen.y = ticket.id;
    world.core.replace({ oldId: seen.x, ticket, mode: "STOP_ON_FAILURE" }, world.now);
    world.flush();
  };
const amends =
  (seen: Seen, lots: number): Step =>
  (world) => {
    world.core.amend(seen.x, lots, world.now);
    world.flush();
  };

function expectEnd(
  world: GatewayWorld,
  id: string,
  end: { kind: Saying["kind"]; cum: number },
): undefined {
  const last = world.record.sayings(id).findLast(({ leavesLots }) => leavesLots === 0);
  const cum = Math.max(...world.record.sayings(id).map(({ cumLots }) => cumLots));
  expect({ kind: last?.kind, cum }).toEqual(end);
}

const kindsOf = (world: GatewayWorld, id: string, kind: string) =>
  world.record.kindsOf(id).filter((one) => one === kind).length;

export const SCENARIOS: readonly Scenario[] = [
  scenario(
    "S01",
    "fills in three parts",
    (seen) => [place(seen), sells(2_000), sells(1_000), sells(7_000)],
    (world, { x }) => {
      expect(kindsOf(world, x, "FILL")).toBe(3);
      expectEnd(world, x, { kind: "FILL", cum: 10_000 });
    },
  ),
  scenario(
    "S05",
    "the answer carries the fills, and private events repeat them",
    (seen) => [sells(4_000), sells(6_000), place(seen)],
    (world, { x }) => {
      expect(kindsOf(world, x, "FILL")).toBe(2);
      expectEnd(world, x, { kind: "FILL", cum: 10_000 });
    },
  ),
  scenario(
    "S07",
    "a cancel is refused, and not since it is too late",
    (seen) => [
      then(place(seen)),
      then((world) => {
        const error = venueError(-2011, "Order was not canceled due to cancel restrictions.");
        const verdict = ({ name }: { readonly name: string }) =>
          name === "order.cancel"
            ? ({ kind: "ERROR", isDone: false, error } as const)
            : ({ kind: "NONE" } as const);
        world.venue.faults = { verdict };
        world.cancel(seen.x);
        world.venue.faults = { verdict: () => ({ kind: "NONE" }) };
      }),
    ],
    (world, { x }) => {
      expect(kindsOf(world, x, "CANCEL_REJECTED")).toBe(1);
      expect(world.core.get(x)?.order.base).toBe("NEW");
    },
  ),
  scenario(
    "S09",
    "it is filled while its cancel is under way",
    (seen) => [
      then(place(seen)),
      sells(5_000),
      fate("order.cancel", "HELD", cancels(seen)),
      sells(5_000),
      release,
    ],
    (world, { x }) => {
      expectEnd(world, x, { kind: "FILL", cum: 10_000 });
      expect(world.alarms.filter((text) => text.startsWith("ERROR"))).toEqual([]);
    },
  ),
  scenario(
    "S11",
    "a cancel overtakes its order: unknown order ends nothing, and the cancel is sent again",
    (seen) => [fate("order.place", "HELD", place(seen)), cancels(seen), then(release)],
    (world, { x }) => expectEnd(world, x, { kind: "CANCELED", cum: 0 }),
  ),
  scenario(
    "S13",
    "fills that are told behind the cancel count",
    (seen) => [place(seen), sells(5_000), cancels(seen)],
    (world, { x }) => expectEnd(world, x, { kind: "CANCELED", cum: 5_000 }),
  ),
  scenario(
    "S15",
    "the venue cancels unasked",
    (seen) => [
      place(seen),
      sells(1_000),
      (world) => {
        const open = world.venue.exchange.openOrders(OWN, "BTCUSDT")[0];
        if (open === undefined) return;
        const { orderId, clientOrderId, symbol } = open;
        const key = { orderId, clientOrderId, symbol, newClientOrderId: "web" } as const;
        world.venue.exchange.cancel(OWN, { ...key, restriction: "NONE" }, world.at);
      },
    ],
    (world, { x }) => expectEnd(world, x, { kind: "CANCELED", cum: 1_000 }),
  ),
  scenario(
    "S17",
    "a cancel has no answer, its order is gone, and its fills were missed",
    (seen) => [
      then(place(seen)),
      then(blind),
      sells(300),
      fate("order.cancel", "DONE_LOST", cancels(seen)),
    ],
    (world, { x }) => expectEnd(world, x, { kind: "CANCELED", cum: 300 }),
  ),
  scenario(
    "S19",
    "a replace takes the place of the order",
    (seen) => [then(place(seen)), then(replaces(seen, 11_000))],
    (world, { x, y }) => {
      expectEnd(world, x, { kind: "CANCELED", cum: 0 });
      expect(world.core.get(y)?.order).toMatchObject({ base: "NEW", orderLots: 11_000 });
    },
  ),
  scenario(
    "S21",
    "a replace of an order that is over never leaves",
    (seen) => [then(place(seen)), sells(10_000), then(replaces(seen, 12_000))],
    (world, { x }) => {
      expect(world.unsent).toContain("REJECTED ORDER_CLOSED");
      expect(world.written).not.toContain("order.cancelReplace");
      expectEnd(world, x, { kind: "FILL", cum: 10_000 });
    },
  ),
  scenario(
    "S23",
    "an amendment crosses fills",
    (seen) => [
      then(place(seen)),
      sells(1_000),
      then(fate("order.amend.keepPriority", "HELD", amends(seen, 8_000))),
      sells(500),
      release,
      sells(100),
      sells(6_400),
    ],
    (world, { x }) => {
      expectEnd(world, x, { kind: "FILL", cum: 8_000 });
      expect(world.core.get(x)?.order.orderLots).toBe(8_000);
    },
  ),
  scenario(
    "S25",
    "an amendment comes when more is filled already: the venue says no, and the order goes on",
    (seen) => [
      then(place(seen)),
      then(fate("order.amend.keepPriority", "HELD", amends(seen, 7_000))),
      sells(8_000),
      release,
    ],
    (world, { x }) => {
      expect(world.core.get(x)?.order).toMatchObject({ base: "PARTIAL", cumLots: 8_000 });
    },
  ),
  scenario(
    "S31",
    "of a replace the cancel goes well, and the new order does not",
    (seen) => [then(place(seen)), then(replaces(seen, 1))],
    (world, { x, y }) => {
      expectEnd(world, x, { kind: "CANCELED", cum: 0 });
      expectEnd(world, y, { kind: "REJECTED", cum: 0 });
      expect(world.written.filter((method) => method === "order.cancelReplace")).toHaveLength(1);
    },
  ),
  scenario(
    "S33",
    "an id that comes again changes nothing of its order",
    (seen) => [
      place(seen),
      (world) => void world.place({ id: seen.x, lots: 77 }),
      sells(10_000),
      then((world) => void world.place({ id: seen.x, lots: 77 })),
    ],
    (world, { x }) => {
      expectEnd(world, x, { kind: "FILL", cum: 10_000 });
      expect(world.written.filter((method) => method === "order.place")).toHaveLength(1);
    },
  ),
  scenario(
    "S35",
    "the answer is lost, and the order works",
    (seen) => [blind, fate("order.place", "DONE_LOST", place(seen))],
    (world, { x }) => expect(world.core.get(x)?.order.base).toBe("NEW"),
  ),
  scenario(
    "S37",
    "the answer is lost, the order is filled and has left the open ones",
    (seen) => [blind, sells(10_000), fate("order.place", "DONE_LOST", place(seen))],
    (world, { x }) => {
      expect(kindsOf(world, x, "REJECTED")).toBe(0);
      expectEnd(world, x, { kind: "FILL", cum: 10_000 });
    },
  ),
  scenario(
    "S37b",
    "the request is lost: only the proof ends it, behind its deadline",
    (seen) => [fate("order.place", "UNDONE_LOST", place(seen))],
    (world, { x }) => {
      expectEnd(world, x, { kind: "REJECTED", cum: 0 });
      expect(world.written.filter((method) => method === "order.place")).toHaveLength(1);
    },
  ),
  scenario(
    "S37c",
    "-1007 with and without effect",
    (seen) => [
      fate("order.place", "DONE_5XX", place(seen)),
      fate("order.place", "UNDONE_5XX", place(seen, {}, "y")),
    ],
    (world, { x, y }) => {
      expect(world.core.get(x)?.order.base).toBe("NEW");
      expectEnd(world, y, { kind: "REJECTED", cum: 0 });
    },
  ),
  scenario(
    "S47",
    "one trade id on two instruments is two trades",
    (seen) => [
      place(seen),
      (world) => {
        const [, instrument] = INSTRUMENTS;
        if (instrument === undefined) return;
        seen.y = world.place({ instrument, priceTicks: 500, lots: 10_000 });
      },
      sells(10_000),
      (world) => world.other({ symbol: "ETHBTC", side: "SELL", priceTicks: 500, lots: 10_000 }),
    ],
    (world) => {
      expect(world.record.fills().map(({ tradeId }) => tradeId)).toEqual(["1", "1"]);
      expect(world.record.position()).toEqual([10_000, 10_000]);
    },
  ),
  scenario(
    "S53",
    "IOC that is not hit, FOK that cannot be filled",
    (seen) => [place(seen, { style: "IOC" }), sells(400), place(seen, { style: "FOK" }, "y")],
    (world, { x, y }) => {
      expectEnd(world, x, { kind: "EXPIRED", cum: 0 });
      expectEnd(world, y, { kind: "EXPIRED", cum: 0 });
      expect(world.alarms.filter((text) => !text.startsWith("INFO"))).toEqual([]);
    },
  ),
  scenario(
    "S55",
    "own orders meet: what comes expires, what rests stays, and nothing is filled",
    (seen) => [place(seen), place(seen, { side: "SELL", priceTicks: PRICE }, "y")],
    (world, { x, y }) => {
      expect(world.core.get(x)?.order.base).toBe("NEW");
      expectEnd(world, y, { kind: "EXPIRED", cum: 0 });
      expect(world.record.position()).toEqual([0, 0]);
    },
  ),
];
