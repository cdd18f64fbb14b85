/** What `check` draws, documents and warns of, on the fixture desk. */
import { describe, expect, test } from "bun:test";
import { mistakesFailure, warningsOf } from "../../../src/desk/cli/check.ts";
import { graphData, graphText, wiresOf } from "../../../src/desk/cli/graph-text.ts";
import { loadChanged, planOf } from "../config/desk-kit.ts";

describe("graphText", () => {
  test("draws the tree of supervisors in start order, and below each actor what it reads and how", async () => {
    expect(graphText(await planOf())).toBe(
      `desk paper   mode paper   console http://127.0.0.1:0

instruments
  0  BTC-USDT@binance   tick 0.01   lot 0.00001   quote USDT
  1  ETH-USDT@binance   tick 0.01   lot 0.0001   quote USDT

root   one_for_one, 0 restarts in 30000 ms, then escalate
  core   one_for_one, 3 restarts in 30000 ms, then escalate
    risk   (risk)
      <= execution-paper   order-event
      <- feed-binance      quote
      <= strategy-maker    intent
    execution-paper   (execution/paper)   BTC-USDT@binance ETH-USDT@binance
      <- feed-binance   quote
      <= risk           approved
  edge   one_for_one, 5 restarts in 60000 ms, then quarantine
    venue-replay   (venue/replay)   not required
    feed-binance   (feed/binance)   BTC-USDT@binance ETH-USDT@binance
    message-log   (message-log)   not required
      <- execution-paper
      <- feed-binance
      <- risk
      <- strategy-maker
      <- venue-replay
      <- desk
    strategy-maker   (strategy/maker)   BTC-USDT@binance   not required
      <- execution-paper   order-event
      <- feed-binance      quote
      <- risk

<= the writer waits for this reader   <- the writer cuts it off when it is too slow
desk: what the main thread itself says, which waits for nobody`,
    );
  });
});

describe("the topic of main", () => {
  test("is not explained where nobody reads it", async () => {
    const drawn = graphText(
      await planOf({ "message-log.toml": 'use = "message-log"\nreads = ["risk"]\n' }),
    );
    expect(drawn).not.toContain("desk:");
    expect(drawn).not.toContain("<- desk");
  });

  test("is a wire to each who reads it, with what both ends know", async () => {
    const wires = wiresOf(await planOf());
    expect(wires.filter(({ from }) => from === "desk")).toEqual([
      { from: "desk", to: "message-log", subscription: "EVICT", lane: "ORDERS", messages: [] },
    ]);
  });
});

describe("a nested supervisor", () => {
  test("stands where its supervisor names it, with what differs from the usual", async () => {
    const drawn = graphText(
      await planOf({
        "desk.toml": (text) =>
          `${text.replace('"message-log", "strategy-*"', '"supervisors.books", "message-log"')}
[supervisors.books]
children = ["strategy-*"]
strategy = "rest_for_one"
autoShutdown = "any_significant"
restart = "transient"
`,
        "strategy-maker.toml": (text) => `restart = "temporary"\nsignificant = true\n${text}`,
        "feed-binance.toml": (text) => `thread = "wire"\n${text}`,
      }),
    );
    const books = "books   rest_for_one, 3 restarts in 30000 ms, then escalate";
    const from = drawn.indexOf("    feed-binance   (");
    expect(drawn.slice(from, drawn.indexOf("    message-log"))).toBe(
      `    feed-binance   (feed/binance)   BTC-USDT@binance ETH-USDT@binance   thread wire
    ${books}   ends on any_significant   transient
      strategy-maker   (strategy/maker)   BTC-USDT@binance   not required   temporary   significant
        <- execution-paper   order-event
        <- feed-binance      quote
        <- risk
`,
    );
  });
});

describe("graphData", () => {
  test("is plain data that survives JSON", async () => {
    const data = graphData(await planOf());
    expect<unknown>(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect(data.actors).toContainEqual({
      name: "strategy-maker",
      kind: "strategy",
      use: "strategy/maker",
      supervisor: "edge",
      restart: "permanent",
      significant: false,
      instruments: ["BTC-USDT@binance"],
      required: false,
      idle: "park",
      in: ["quote", "order-event"],
      out: ["intent"],
      boards: [],
      watch: ["book"],
    });
  });
});

describe("wiresOf", () => {
  test("has a wire for each topic and each of its readers", async () => {
    expect(wiresOf(await planOf())).toContainEqual({
      from: "strategy-maker",
      to: "risk",
      subscription: "GATE",
      lane: "ORDERS",
      messages: ["intent"],
    });
  });
});

describe("warningsOf", () => {
  test("a desk that says all gets no warning", async () => {
    expect(warningsOf(await planOf(), 8)).toEqual([]);
  });

  test("a strategy without limits is warned of by the table that it lacks", async () => {
    const plan = await planOf({
      "strategy-maker.toml": (text) => text.replace(/position = .*\n|orderRate.*\n/g, ""),
    });
    expect(warningsOf(plan, 8)).toEqual([
      "strategy-maker has no position, orderRatePerS in [limits] of config/paper/strategy-maker.toml: a missing limit denies every order",
    ]);
  });
});

describe("mistakesFailure", () => {
  test("carries the first mistake, and all of them for programs and for people", async () => {
    const desk = await loadChanged({ "desk.toml": 'mode = "papr"\nx = 1\n' });
    const failure = mistakesFailure("config/paper", desk.ok ? [] : desk.failure);
    expect(failure).toMatchObject({ exit: 3, file: "config/paper/desk.toml", line: 1, column: 8 });
    expect(failure.message).toMatch(/^\d+ mistakes in config\/paper: mode: must be one of/);
    expect(failure.text).toContain("2| x = 1");
  });
});
