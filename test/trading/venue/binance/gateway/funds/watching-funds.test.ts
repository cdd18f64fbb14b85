/** The account's money beside what the desk's trades make of it, at the simulated exchange. */
import { expect, test } from "bun:test";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { OWN } from "../kit/spot-venue.ts";

const halts = (world: GatewayWorld) => world.alarms.filter((text) => text.startsWith("HALT"));

/** Settled, with a fill that was told. */
function traded(): GatewayWorld {
  const world = new GatewayWorld().settle();
  world.place();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 4_000 });
  world.arrive();
  return world;
}

test("fills of both kinds, with their fees, are what the account shows", () => {
  const world = traded();
  world.other({ side: "SELL", priceTicks: 3_000_100, lots: 2_000 });
  world.place({ priceTicks: 3_000_100, lots: 2_000, style: "IOC" });
  world.pass(200);
  expect(world.written.filter((method) => method === "account.status").length).toBeGreaterThan(2);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([]);
});

test("money that left without a word halts the instruments of its asset, and only those", () => {
  const world = traded();
  world.pass(70);
  world.venue.exchange.deposit(OWN, "USDT", -1_000_000n, world.at);
  world.pass(100);
  expect(halts(world)).toEqual(["HALT BTC-USDT@binance is halted: USDT: -0.01000000 at the venue"]);
  expect(world.core.fundsText).toBe("USDT: -0.01000000 at the venue");
  world.place();
  expect(world.unsent.at(-1)).toBe("REJECTED instrument halted");
  const instrument = world.ticket().instrument;
  expect(world.core.refusalOf(instrument.number + 1, world.now)).toBeNull();
});

test("a difference that a later pass clears up halts nothing", () => {
  const world = traded();
  world.pass(70);
  world.venue.exchange.deposit(OWN, "USDT", -1_000_000n, world.at);
  world.until(() => world.core.fundsText !== "", 100);
  world.venue.exchange.deposit(OWN, "USDT", 1_000_000n, world.at);
  world.pass(100);
  expect(world.core.fundsText).toBe("");
  expect(halts(world)).toEqual([]);
  expect(world.alarms.at(-1)).toBe("INFO the account has what the desk's trades make");
});

test("a deposit that the venue tells of is no difference", () => {
  const world = traded();
  world.pass(70);
  world.venue.exchange.deposit(OWN, "USDT", 1_000_000n, world.at);
  const event = {
    kind: "BALANCE_CHANGE",
    asset: "USDT",
    change: 1_000_000n,
    timeUs: world.at,
  } as const;
  world.deliver({ kind: "EVENT", event });
  world.pass(100);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms).toContain("INFO the account's USDT changed by 0.01000000 without a trade");
});

test("what is traded between two lives, and told by the next one, is no difference", () => {
  const world = traded();
  world.crash();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 1_000 });
  world.rest();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 1_000 });
  world.pass(200);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([]);
  world.venue.exchange.deposit(OWN, "BTC", -1n, world.at);
  world.pass(100);
  expect(halts(world)).toHaveLength(2);
});

/** A next life; meanwhile so much of the account's dollars came or went, without a word. */
function rebornWith(change: bigint, meanwhile: (world: GatewayWorld) => void = () => undefined) {
  const world = traded();
  meanwhile(world);
  world.crash();
  world.venue.exchange.deposit(OWN, "USDT", change, world.at);
  return world;
}

test("money that left between two lives halts, and until then no order leaves", () => {
  const world = rebornWith(-1_000_000n);
  world.until(() => world.core.fundsText !== "", 30);
  world.place();
  expect([world.core.isSettled, world.unsent]).toEqual([
    false,
    ["REJECTED the account differs: USDT: -0.01000000 at the venue"],
  ]);
  world.pass(60);
  expect(halts(world)).toEqual(["HALT BTC-USDT@binance is halted: USDT: -0.01000000 at the venue"]);
  expect(world.core.isSettled).toBe(true);
  const { instrument } = world.ticket();
  expect(world.core.refusalOf(instrument.number, world.now)).toBe("instrument halted");
  expect(world.core.refusalOf(instrument.number + 1, world.now)).toBeNull();
});

test("a life that dies halted leaves the difference to the next one, which halts for it too", () => {
  const world = rebornWith(-1_000_000n);
  world.pass(60);
  world.crash();
  world.pass(60);
  expect(halts(world)).toHaveLength(2);
});

test("what a process told behind what it kept is counted from the venue's history", () => {
  const world = rebornWith(0n, (before) => {
    before.areFundsLate = true;
    before.other({ side: "SELL", priceTicks: 3_000_000, lots: 6_000 });
    before.place({ priceTicks: 2_999_000 });
    before.pass(2);
    before.areFundsLate = false;
  });
  expect(world.record.fills()).toHaveLength(2);
  world.pass(60);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([]);
  world.venue.exchange.deposit(OWN, "USDT", 1n, world.at);
  world.pass(60);
  expect(world.core.fundsText).toBe("USDT: +0.00000001 at the venue");
});

test("what cannot be trusted is not counted from: it is said once, and counted anew", () => {
  const meanwhile = (life: GatewayWorld) => {
    life.funds.rows = life.funds.rows.map((row) => ({ ...row, key: "another" }));
  };
  const world = rebornWith(-1_000_000n, meanwhile);
  world.pass(60);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([
    "WARN the account's money is counted from its next reading on: what was kept is of another key",
  ]);
});

test("with a trade that was told and is not in the venue's history, all is counted anew", () => {
  const world = traded();
  const kept = { kind: "KEPT", amounts: [{ asset: "USDT", atoms: 1n, slack: 0n }] } as const;
  world.funds.left = () => ({ ...kept, later: [{ instrument: 0, tradeId: "999" }] });
  world.crash();
  world.pass(60);
  expect([world.core.fundsText, world.core.isSettled]).toEqual(["", true]);
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([
    "WARN the account's money is counted from its next reading on: 1 told trades are not in the venue's history",
  ]);
});

test("a life that finds nothing of an earlier one's money says so, and counts from its own reading", () => {
  const world = rebornWith(-1_000_000n, (before) => {
    before.funds.left = () => ({ kind: "NONE" });
  });
  world.pass(60);
  expect(world.core.fundsText).toBe("");
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([
    "INFO the account's money is counted from its next reading on: nothing was kept of it",
  ]);
});

test("a life that dies before it has all fills of the one before keeps nothing of its own", () => {
  const world = rebornWith(0n, (before) => {
    before.areFundsLate = true;
    before.other({ side: "SELL", priceTicks: 3_000_000, lots: 2_000 });
    before.arrive();
  });
  const { rows } = world.funds;
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 1_000 });
  world.until(() => world.record.fills().length === 3, 20);
  expect(world.funds.rows).toBe(rows);
  world.crash();
  world.pass(60);
  expect(world.core.fundsText).toBe("");
  expect(world.funds.rows).not.toBe(rows);
});

test("an account query that fails says nothing, and is asked again", () => {
  const world = new GatewayWorld();
  let tries = 0;
  world.fate = (method) => (method === "account.status" && ++tries < 4 ? "UNDONE_LOST" : "DONE");
  world.settle();
  world.place();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 4_000 });
  world.pass(100);
  expect(tries).toBeGreaterThan(4);
  expect(world.alarms.filter((text) => text.includes("account"))).toEqual([]);
});

test("no order leaves before the account was read", () => {
  const world = new GatewayWorld();
  world.fate = (method) => (method === "account.status" ? "UNDONE_LOST" : "DONE");
  world.core.linkUp(world.now);
  world.flush();
  world.pass(30);
  world.place();
  expect([world.core.isSettled, world.unsent]).toEqual([
    false,
    ["REJECTED the account is not read"],
  ]);
  world.fate = () => "DONE";
  world.pass(15);
  expect(world.core.isSettled).toBe(true);
});

/** A next life that finds an order working, and whose account's answer is on its way. */
function reborn(): { readonly world: GatewayWorld; readonly heard: () => void } {
  const world = new GatewayWorld().settle();
  world.place();
  world.arrive();
  world.crash();
  world.fate = (method) => (method === "account.status" ? "HELD" : "DONE");
  world.until(() => world.held.length > 0, 60);
  const heard = () => {
    world.fate = () => "DONE";
    world.pass(100);
    expect(world.core.fundsText).toBe("");
    expect(world.alarms.filter((text) => text.includes("make it"))).toEqual([]);
    expect(world.core.isSettled).toBe(true);
  };
  return { world, heard };
}

test("a fill that the first reading has, and that is told behind it, counts once", () => {
  for (const lots of [4_000, 10_000]) {
    const { world, heard } = reborn();
    world.other({ side: "SELL", priceTicks: 3_000_000, lots });
    world.release();
    heard();
  }
});

test("a fill that the first reading has, and that is never told, counts once", () => {
  const { world, heard } = reborn();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 4_000 });
  world.events.length = 0;
  world.release();
  heard();
});

test("a fill that is told before the answer of the first reading counts once", () => {
  const { world, heard } = reborn();
  world.release();
  world.other({ side: "SELL", priceTicks: 3_000_000, lots: 10_000 });
  world.deliver(world.events.shift());
  heard();
});
