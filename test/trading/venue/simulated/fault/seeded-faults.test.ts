/** Faults by chance: the seed decides them, and the money stays whole whatever happens. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../src/core/prng.ts";
import { CHANCE_FAULTS } from "../../../../../src/trading/venue/simulated/fault/fault.ts";
import type { FaultRates } from "../../../../../src/trading/venue/simulated/fault/seeded-faults.ts";
import { FaultyDesk } from "./kit/faulty-desk.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const MS = 1_000;
const DEPOSIT = 10n ** 14n;
const RATES: FaultRates = Object.fromEntries(CHANCE_FAULTS.map((kind) => [kind, 15]));

/** A client that places and cancels, and connects anew whenever it was cut off. All that it heard. */
function play(seed: number, rates: FaultRates, steps: number) {
  const desk = new FaultyDesk();
  const prng = new Prng(seed);
  desk.faults.schedule(seed, rates);
  const heard: string[] = [];
  const connect = () => {
    const made = desk.connect();
    made.connection.text('{"id":0,"method":"ping"}', desk.at);
    made.signedAll(desk.hmac, "userDataStream.subscribe.signature");
    return made;
  };
  const listen = () => desk.connect("/ws/btcusdt@depth@100ms");
  let client = connect();
  let listener = listen();
  for (let step = 0; step < steps; step += 1) {
    if (client.connection.isOver) client = connect();
    if (listener.connection.isOver) listener = listen();
    const name = `o${prng.between(0, 20)}`;
    const common = { symbol: "BTCUSDT" };
    const limit = { ...common, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.1" };
    const choice = prng.unit();
    const frames =
      choice < 0.6
        ? client.signedAll(desk.hmac, "order.place", {
            ...limit,
            price: `${prng.between(90, 99)}`,
            newClientOrderId: name,
            selfTradePreventionMode: "EXPIRE_TAKER",
          })
        : choice < 0.9
          ? client.signedAll(desk.hmac, "order.cancel", { ...common, origClientOrderId: name })
          : client.signedAll(desk.hmac, "openOrders.cancelAll", common);
    desk.faults.tick(desk.at);
    desk.wait(prng.between(1, 100) * MS);
    const { end } = client.outlet;
    heard.push(JSON.stringify([frames, client.take(), end, listener.take(), listener.outlet.end]));
  }
  return { desk, heard };
}

test(`a seed decides every fault [SEED=${SEED}]`, () => {
  const [one, same] = [play(SEED, RATES, 300), play(SEED, RATES, 300)];
  expect(same.heard).toEqual(one.heard);
  expect([...same.desk.faults.fired]).toEqual([...one.desk.faults.fired]);
  expect(play(SEED + 1, RATES, 300).heard).not.toEqual(one.heard);
});

test("every kind comes by chance, and the exchange's books stay whole", () => {
  const fired = new Set<string>();
  for (let seed = 1; seed <= 12; seed += 1) {
    const { desk } = play(seed, RATES, 300);
    for (const [kind, count] of desk.faults.fired) if (count > 0) fired.add(kind);
    const { exchange } = desk.venue;
    const trades = exchange.accountTrades(0, "BTCUSDT");
    const bought = trades.reduce((sum, { lots, fee }) => sum + BigInt(lots) * 1_000n - fee, 0n);
    const base = exchange.balances(0).find(({ asset }) => asset === "BTC");
    expect((base?.free ?? 0n) + (base?.locked ?? 0n)).toBe(DEPOSIT + bought);
  }
  expect([...fired].sort()).toEqual([...CHANCE_FAULTS].sort());
});

test("without a rate nothing happens", () => {
  const { desk } = play(1, { ACK_LOST: 1_000 }, 20);
  expect([...desk.faults.fired.keys()]).toEqual(["ACK_LOST"]);
  const { desk: calm } = play(1, {}, 50);
  expect(calm.faults.seeded).toBeNull();
  expect(calm.faults.fired.size).toBe(0);
});
