/** The book that a client builds from USD-M streams by the venue's rules is the exchange's own. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { type Client, FuturesDesk, type Json } from "../kit/futures-desk.ts";
import { randomOrder } from "../kit/played-futures.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

type Delta = {
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: readonly (readonly [string, string])[];
  readonly a: readonly (readonly [string, string])[];
};

/** A book as text, kept by one venue's rules or another's. */
class Reader {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  lastId = Number.NaN;
  gaps = 0;
  #isFirst = true;

  begin(snapshot: Json): undefined {
    this.lastId = snapshot.lastUpdateId as number;
    this.#apply(snapshot.bids as Delta["b"], snapshot.asks as Delta["a"]);
  }

  /** False: the snapshot is too old, and another one is needed. */
  usdm(delta: Delta): boolean {
    if (delta.u < this.lastId) return true;
    if (this.#isFirst && delta.U > this.lastId) return false;
    if (!this.#isFirst && delta.pu !== this.lastId) this.gaps += 1;
    this.#take(delta);
    return true;
  }

  spot(delta: Delta): undefined {
    if (delta.u <= this.lastId) return;
    if (delta.U !== this.lastId + 1) this.gaps += 1;
    this.#take(delta);
  }

  #take({ u, b, a }: Delta): undefined {
    this.#isFirst = false;
    this.lastId = u;
    this.#apply(b, a);
  }

  #apply(bids: Delta["b"], asks: Delta["a"]): undefined {
    for (const [side, levels] of [
      [this.bids, bids],
      [this.asks, asks],
    ] as const) {
      for (const [price, size] of levels) {
        if (Number(size) === 0) side.delete(price);
        else side.set(price, size);
      }
    }
  }
}

const depthOf = (desk: FuturesDesk) =>
  desk.get("/fapi/v1/depth", { symbol: "BTCUSDT", limit: 1_000 });

function play(desk: FuturesDesk, prng: Prng, commands: number): undefined {
  for (let count = 0; count < commands; count += 1) {
    const account = prng.between(0, 1);
    const open = desk.venue.exchange.openOrders(account, null);
    desk.pass(prng.between(1, 40_000));
    if (open.length > 12 && prng.unit() < 0.5) {
      const { symbol, orderId } = prng.pick(open);
      desk.venue.exchange.cancel(account, { symbol, orderId, clientOrderId: "" }, desk.now);
    } else {
      desk.venue.exchange.place(account, randomOrder(prng), desk.now);
    }
  }
}

const deltas = (client: Client) => client.of("depthUpdate") as unknown as readonly Delta[];

describe(`depth, seed ${SEED}`, () => {
  for (const speed of ["@0ms", "@100ms", "@250ms", "@500ms", ""]) {
    test(`rebuilds the book by pu${speed === "" ? "" : `, ${speed}`}; by spot's rules it has gaps`, () => {
      const prng = new Prng(SEED);
      const desk = new FuturesDesk();
      play(desk, prng, 30);
      const client = desk.connect(`/public/ws/btcusdt@depth${speed}`);
      play(desk, prng, 25);
      const snapshot = depthOf(desk).json;
      play(desk, prng, 200);
      desk.pass(1_000_000);
      const [reader, spot] = [new Reader(), new Reader()];
      spot.begin(snapshot);
      for (const delta of deltas(client)) spot.spot(delta);
      reader.begin(snapshot);
      // What was said since the last message is in the snapshot and in the next one.
      expect(deltas(client).every((delta) => reader.usdm(delta))).toBe(true);
      const now = depthOf(desk).json;
      expect(reader.gaps).toBe(0);
      expect(new Map([...reader.bids].sort())).toEqual(new Map([...now.bids].sort()));
      expect(new Map([...reader.asks].sort())).toEqual(new Map([...now.asks].sort()));
      expect(reader.lastId).toBe(now.lastUpdateId);
      expect(spot.gaps).toBeGreaterThan(0);
      expect(deltas(client).filter(({ U, pu }) => U === pu + 1)).toEqual([]);
    });
  }

  test("a message whose u is the snapshot's is kept, and one before it dropped", () => {
    const desk = new FuturesDesk();
    const client = desk.connect("/public/ws/btcusdt@depth@0ms");
    desk.place({});
    desk.place({ price: "29999.0" });
    const { json } = depthOf(desk);
    desk.place({ price: "29998.0" });
    const reader = new Reader();
    reader.begin(json);
    expect(deltas(client).map(({ u }) => u < json.lastUpdateId)).toEqual([true, false, false]);
    for (const delta of deltas(client)) expect(reader.usdm(delta)).toBe(true);
    expect([...reader.bids.keys()]).toEqual(["30000.00", "29999.00", "29998.00"]);
    expect(reader.gaps).toBe(0);
  });
});

test("BR-14: partial depth has the words of a change, a chain of its own, and is the whole top", () => {
  const desk = new FuturesDesk();
  const client = desk.connect("/public/stream?streams=btcusdt@depth5@100ms/btcusdt@depth@100ms");
  for (let index = 0; index < 8; index += 1) desk.place({ price: `${29_990 + index}.0` });
  desk.pass(100_000);
  desk.signed("DELETE", "/fapi/v1/allOpenOrders", { symbol: "BTCUSDT" });
  desk.place({ price: "29000.0" });
  desk.pass(100_000);
  const told = (stream: string) =>
    client.events
      .filter((event) => event.stream === stream)
      .map(({ data }) => data as Json & Delta);
  const partial = told("btcusdt@depth5@100ms");
  const whole = told("btcusdt@depth@100ms");
  expect(partial.map(({ e }) => e)).toEqual(["depthUpdate", "depthUpdate"]);
  expect(partial[0]?.b.map(([price]) => price)).toEqual([
    ...["29997.00", "29996.00", "29995.00", "29994.00", "29993.00"],
  ]);
  expect(partial[1]?.b).toEqual([["29000.00", "0.010"]]);
  // The change tells each level that went; the picture does not.
  expect(whole[1]?.b).toHaveLength(9);
  expect(partial[1]?.pu).toBe(partial[0]?.u as number);
});

test("a best price is told after each command that changed it, once", () => {
  const desk = new FuturesDesk();
  const client = desk.connect("/public/ws/btcusdt@bookTicker");
  desk.place({});
  desk.place({ price: "29000.0" });
  desk.place({ side: "SELL", price: "30000.0", quantity: "0.004" }, 1);
  const found = client.of("bookTicker").map(({ b, B, a, A }) => [b, B, a, A]);
  expect(found).toEqual([
    ["30000.00", "0.010", "0.00", "0.000"],
    ["30000.00", "0.006", "0.00", "0.000"],
  ]);
});
