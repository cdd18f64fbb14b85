/** What a look at the venue's lists comes to: adopt, ask, cancel, or leave alone. */
import { describe, expect, test } from "bun:test";
import {
  type LocalOrders,
  type PassStep,
  ReconcilePass,
  type SeenOrder,
  type SeenTrade,
  STEPS_MAX,
  TOUCHED_NS,
} from "../../../src/trading/order/reconciliation.ts";

const NOW = 100e9;

type Local = {
  readonly live?: readonly string[];
  readonly over?: readonly string[];
  readonly touched?: Readonly<Record<string, number>>;
  readonly venueOrders?: readonly string[];
  readonly told?: readonly string[];
};

function localOf({
  live = [],
  over = [],
  touched = {},
  venueOrders = [],
  told = [],
}: Local): LocalOrders {
  return {
    live: () => live.map((id) => ({ id, instrument: 0 })),
    standingOf: (id) => (live.includes(id) ? "LIVE" : over.includes(id) ? "OVER" : "UNKNOWN"),
    touchedNs: (id) => touched[id] ?? Number.NEGATIVE_INFINITY,
    isOwn: (id) => id.startsWith("o"),
    knowsVenueOrder: (instrument, id) => venueOrders.includes(`${instrument}/${id}`),
    knowsTrade: (instrument, id) => told.includes(`${instrument}/${id}`),
  };
}

const orderOf = (id: string, venueOrderId = `v-${id}`): SeenOrder => ({
  id,
  venueOrderId,
  instrument: 0,
});
const tradeOf = (tradeId: string, venueOrderId: string): SeenTrade => ({
  tradeId,
  venueOrderId,
  instrument: 0,
});

type Venue = {
  readonly open?: readonly SeenOrder[];
  readonly trades?: readonly SeenTrade[];
  /** What a page of orders has, whichever it begins with. */
  readonly owners?: readonly SeenOrder[];
  readonly behind?: Readonly<Record<string, SeenOrder | null>>;
  readonly pageSize?: number;
  /** The question that is not answered. */
  readonly broken?: (step: PassStep) => boolean;
};

function pageOf<Item>(items: readonly Item[], cursor: string | null, size: number) {
  const from = Number(cursor ?? 0);
  const next = from + size < items.length ? `${from + size}` : null;
  return { items: items.slice(from, from + size), next };
}

function ownersOf({ behind = {}, owners }: Venue, venueOrderId: string): readonly SeenOrder[] {
  const one = behind[venueOrderId] ?? null;
  return owners ?? (one === null ? [] : [one]);
}

/** Asks a venue all that a pass wants to know. */
function look(venue: Venue, local: LocalOrders, instruments: readonly number[] = [0]) {
  const pass = new ReconcilePass<SeenOrder, SeenTrade>(instruments, NOW);
  const asked: PassStep[] = [];
  for (let step = pass.next(); step !== null; step = pass.next()) {
    asked.push(step);
    const size = venue.pageSize ?? 100;
    if (venue.broken?.(step) === true) pass.failed();
    else if (step.kind === "ORDER_OF") pass.tookOwners(ownersOf(venue, step.venueOrderId));
    else if (step.kind === "TRADES")
      pass.tookTrades(pageOf(venue.trades ?? [], step.cursor, size), local);
    else pass.tookOrders(pageOf(venue.open ?? [], step.cursor, size));
  }
  return { pass, asked, findings: pass.findings(local) };
}

describe("ReconcilePass", () => {
  test("S61: with 250 open orders in pages of 100 all of them are seen", () => {
    const open = Array.from({ length: 250 }, (_, at) => orderOf(`o${at}`));
    const local = localOf({ live: open.map(({ id }) => id) });
    const { findings, pass } = look({ open }, local);
    expect(pass.state).toBe("DONE");
    expect(findings.known).toHaveLength(250);
    expect(findings.missing).toEqual([]);
  });

  test("an order is known, an orphan of ours, or somebody else's", () => {
    const open = [orderOf("o1"), orderOf("o2"), orderOf("o3"), orderOf("web_7")];
    const { findings } = look({ open }, localOf({ live: ["o1"], over: ["o3"] }));
    const ids = (orders: readonly SeenOrder[]) => orders.map(({ id }) => id);
    expect(ids(findings.known)).toEqual(["o1", "o3"]);
    expect(ids(findings.orphans)).toEqual(["o2"]);
    expect(ids(findings.external)).toEqual(["web_7"]);
  });

  test("a live order that is not in the list is asked for, and nothing else follows", () => {
    const { findings } = look({ open: [orderOf("o1")] }, localOf({ live: ["o1", "o2"] }));
    expect(findings.missing).toEqual(["o2"]);
  });

  test("what was touched shortly before or since is left to the next pass", () => {
    const touched = {
      o1: NOW + 1,
      o2: NOW - TOUCHED_NS + 1,
      o3: NOW - TOUCHED_NS - 1,
      o4: Number.NaN,
    };
    const { findings } = look({}, localOf({ live: Object.keys(touched), touched }));
    expect(findings.missing).toEqual(["o3"]);
  });

  test.each(["OPEN_ORDERS", "TRADES", "ORDER_OF"] as const)(
    "an error of %s fails the pass: it is no empty list",
    (kind) => {
      const venue = {
        trades: [tradeOf("1", "v-9")],
        broken: (step: PassStep) => step.kind === kind,
      };
      const { pass } = look(venue, localOf({ live: ["o1"] }));
      expect(pass.state).toBe("FAILED");
      expect(pass.next()).toBeNull();
    },
  );

  test("an error in a later page fails it as well", () => {
    const open = Array.from({ length: 150 }, (_, at) => orderOf(`o${at}`));
    const broken = (step: PassStep) => step.kind === "OPEN_ORDERS" && step.cursor !== null;
    expect(look({ open, broken }, localOf({})).pass.state).toBe("FAILED");
  });

  test("the order of a strange trade is asked for once, also when it has left the open ones", () => {
    const trades = [tradeOf("1", "v-o1"), tradeOf("2", "v-9"), tradeOf("3", "v-9")];
    const behind = { "v-9": orderOf("o9", "v-9") };
    const { asked, findings } = look(
      { trades, behind, pageSize: 1 },
      localOf({ live: ["o1"], venueOrders: ["0/v-o1"] }),
    );
    expect(asked.filter(({ kind }) => kind === "ORDER_OF")).toHaveLength(1);
    expect(findings.orphans.map(({ id }) => id)).toEqual(["o9"]);
    expect(findings.trades.map(({ tradeId }) => tradeId)).toEqual(["1", "2", "3"]);
  });

  test("a trade that was counted already asks for nothing", () => {
    const { asked } = look({ trades: [tradeOf("1", "v-9")] }, localOf({ told: ["0/1"] }));
    expect(asked.some(({ kind }) => kind === "ORDER_OF")).toBe(false);
  });

  test("S47: one trade id of two instruments is two trades", () => {
    const trades = [tradeOf("7", "v-1"), { ...tradeOf("7", "v-1"), instrument: 1 }];
    const { asked } = look({ trades }, localOf({ venueOrders: ["0/v-1"] }));
    expect(asked.at(-1)).toEqual({ kind: "ORDER_OF", instrument: 1, venueOrderId: "v-1" });
  });

  test("every instrument is asked for, one question at a time", () => {
    const { asked } = look({}, localOf({}), [0, 3]);
    expect(asked.map(({ kind, instrument }) => `${kind} ${instrument}`)).toEqual([
      "OPEN_ORDERS 0",
      "OPEN_ORDERS 3",
      "TRADES 0",
      "TRADES 3",
    ]);
    const pass = new ReconcilePass([0], NOW);
    expect([pass.next()?.kind, pass.next()]).toEqual(["OPEN_ORDERS", null]);
  });

  test("a page that says for ever that there is more fails the pass", () => {
    const pass = new ReconcilePass<SeenOrder, SeenTrade>([0], NOW);
    let steps = 0;
    while (pass.next() !== null) {
      steps += 1;
      pass.tookOrders({ items: [], next: "again" });
    }
    expect([steps, pass.state]).toEqual([STEPS_MAX, "FAILED"]);
  });

  test("one page of orders names all owners that are in it, from the oldest on", () => {
    const orders = ["9", "10", "11"].map((id) => orderOf(`x${id}`, id));
    const trades = ["11", "9", "10", "12"].map((id, at) => tradeOf(`${at}`, id));
    const { asked, findings } = look(
      { trades, owners: [...orders, orderOf("y", "13")] },
      localOf({}),
    );
    const owners = asked.filter(({ kind }) => kind === "ORDER_OF");
    expect(owners).toEqual(
      ["9", "12"].map((venueOrderId) => ({ kind: "ORDER_OF", instrument: 0, venueOrderId })),
    );
    expect(findings.external.map(({ id }) => id)).toEqual(["x9", "x10", "x11"]);
  });

  test("an answer that is not to the question changes nothing", () => {
    const pass = new ReconcilePass<SeenOrder, SeenTrade>([0], NOW);
    pass.next();
    pass.tookOwners([orderOf("o1")]);
    expect(pass.next()).toBeNull();
    pass.tookOrders({ items: [], next: null });
    expect(pass.next()?.kind).toBe("TRADES");
  });
});
