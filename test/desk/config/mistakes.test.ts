/** Each mistake that a desk's files can have, at its place. */
import { describe, expect, test } from "bun:test";
import type { Changes } from "./desk-kit.ts";
import { loadChanged, mistakesOf } from "./desk-kit.ts";

const put = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);
const add = (more: string) => (text: string) => text + more;
const first = (more: string) => (text: string) => more + text;

const MAKER = "strategy-maker.toml";
const FEED = "feed-binance.toml";
const DESK = "desk.toml";

const DESK_MISTAKES: readonly (readonly [string, Changes, readonly string[]])[] = [
  [
    "a policy of open orders that there is not",
    { [DESK]: first('drain.openOrders = "keep"\n') },
    [`1:20 drain.openOrders: must be one of cancel, leave: found "keep"`],
  ],
  [
    "a balancer that needs longer than a drain takes",
    { [DESK]: first("drain.unhealthyAfterMs = 30_000\n") },
    ["1:26 drain.unhealthyAfterMs: must be a whole number from 0 to 25000: found the number 30000"],
  ],
  [
    "an unknown mode",
    { [DESK]: put('"paper"', '"papr"') },
    [`1:8 mode: must be one of paper, replay, live: found "papr"`],
  ],
  [
    "a mode of later",
    { [DESK]: put('"paper"', '"backtest"') },
    ["1:8 mode: backtest is not available yet"],
  ],
  [
    "a live desk that keeps no journal",
    { [DESK]: put('"paper"', '"live"') },
    ["1:8 mode: live needs a journal: no order leaves before it is on the disk"],
  ],
  [
    "a live desk whose orders do not wait for the disk",
    {
      [DESK]: put('mode = "paper"', 'mode = "live"\ndurability = "none"'),
      "journal.toml": 'use = "journal"\n',
    },
    ["1:8 mode: live needs a journal: no order leaves before it is on the disk"],
  ],
  ["no mode", { [DESK]: put('mode = "paper"', "") }, ["1:1 mode: missing"]],
  ["an unknown key", { [DESK]: first("consol = 1\n") }, ["1:1 consol: unknown key"]],
  [
    "a bind without a port",
    { [DESK]: put("127.0.0.1:0", "127.0.0.1") },
    [`4:8 console.bind: must be host:port with a port from 0 to 65535: found "127.0.0.1"`],
  ],
  [
    "a port beyond 65535",
    { [DESK]: put("127.0.0.1:0", "127.0.0.1:65536") },
    [`4:8 console.bind: must be host:port with a port from 0 to 65535: found "127.0.0.1:65536"`],
  ],
  [
    "a bind that others reach",
    { [DESK]: put("127.0.0.1", "0.0.0.0") },
    ["4:8 console.bind: must be a loopback address: found 0.0.0.0"],
  ],
  [
    "a delivery log that is no flag",
    { [DESK]: (text) => `deliveryLog = "yes"\n${text}` },
    [`1:15 deliveryLog: must be true or false: found "yes"`],
  ],
  [
    "spin tokens below 0",
    { [DESK]: add("[runtime]\nspinTokensMax = -1\n") },
    ["26:17 runtime.spinTokensMax: must be a whole number from 0 to 128: found the number -1"],
  ],
  [
    "spin tokens that are not whole",
    { [DESK]: add("[runtime]\nspinTokensMax = 1.5\n") },
    ["26:17 runtime.spinTokensMax: must be a whole number from 0 to 128: found the number 1.5"],
  ],
  [
    "an unknown key of the runtime",
    { [DESK]: add("[runtime]\nspinTokenMax = 1\n") },
    ["26:1 runtime.spinTokenMax: unknown key"],
  ],
  [
    "a tick as a number",
    { [DESK]: put('tick = "0.01"', "tick = 0.01") },
    ['7:8 instruments."BTC-USDT@binance".tick: must be exact decimal text: found the number 0.01'],
  ],
  [
    "a lot of zero",
    { [DESK]: put('lot = "0.00001"', 'lot = "0"') },
    ['8:7 instruments."BTC-USDT@binance".lot: must be above 0: found "0"'],
  ],
  [
    "a tick that is missing",
    { [DESK]: put('tick = "0.01"\n', "") },
    ['6:14 instruments."BTC-USDT@binance".tick: missing'],
  ],
  [
    "an instrument that is not base-quote@venue",
    { [DESK]: put("ETH-USDT@binance", "ETHUSDT") },
    ["11:14 instruments.ETHUSDT: must be base-quote@venue"],
  ],
  [
    "a supervisor without children",
    { [DESK]: put('children = ["risk", "execution-*"]', "") },
    [
      "16:14 supervisors.core.children: missing",
      "execution-paper.toml:1:1 no supervisor has actor execution-paper",
      "risk.toml:1:1 no supervisor has actor risk",
    ],
  ],
  [
    "a child that is no actor",
    { [DESK]: put('"risk"', '"risk", "journl"') },
    ["17:21 supervisors.core.children: no actor is named journl"],
  ],
  [
    "a backoff upside down",
    { [DESK]: put("[200, 5_000]", "[500, 200]") },
    [
      "24:13 supervisors.edge.backoffMs: must be [shortest, longest] in whole milliseconds from 1 to 3600000",
    ],
  ],
  [
    "more restarts than there can be",
    { [DESK]: put("restartsMax = 5", "restartsMax = -1") },
    [
      "22:15 supervisors.edge.restartsMax: must be a whole number from 0 to 1000: found the number -1",
    ],
  ],
  [
    "an integer beyond 2^53",
    { [DESK]: put("restartsMax = 5", "restartsMax = 9007199254740993") },
    [
      "22:15 Integer cannot be losslessly represented as a JavaScript number; it must be within +/-(2^53 - 1)",
    ],
  ],
  ["a duplicate key", { [DESK]: first('mode = "paper"\n') }, ["2:1 Cannot redefine key 'mode'"]],
];

describe("mistakes in desk.toml", () => {
  test.each(DESK_MISTAKES)("%s is shown at its place", async (_, changes, expected) => {
    const found = await mistakesOf(changes);
    const ofDesk = expected.map((line) => (/^[a-z-]+\.toml/.test(line) ? line : `${DESK}:${line}`));
    expect(found.slice(0, expected.length)).toEqual(ofDesk);
  });

  test("without the file it is one mistake", async () => {
    expect(await mistakesOf({ [DESK]: null })).toEqual([`${DESK}:1:1 no such file`]);
  });
});

const ACTOR_MISTAKES: readonly (readonly [string, Changes, readonly string[]])[] = [
  [
    "an unknown kind",
    { [MAKER]: put("strategy/maker", "strategi/maker") },
    [`1:7 use: must begin with a kind of actor: found "strategi"`],
  ],
  [
    "a module that is not there",
    { [MAKER]: put("strategy/maker", "strategy/makr") },
    ["1:7 use: there is no file actors/strategy/makr.ts"],
  ],
  [
    "a path out of actors/",
    { [MAKER]: put("strategy/maker", "strategy/../risk") },
    ["1:7 use: must be names of a-z, 0-9 and - with / between them"],
  ],
  ["no use", { [MAKER]: put(/use = .*/, "") }, ["1:1 use: missing"]],
  ["no instruments", { [MAKER]: put(/instruments = .*/, "") }, ["1:1 instruments: missing"]],
  [
    "an unknown instrument",
    { [MAKER]: put("BTC-USDT@", "BTC-USTD@") },
    ["2:16 instruments[0]: no instrument of the desk is BTC-USTD@binance"],
  ],
  [
    "a pattern in a strategy",
    { [MAKER]: put("BTC-USDT@binance", "*@binance") },
    ["2:16 instruments[0]: a strategy names each of its instruments"],
  ],
  [
    "an instrument without a feed",
    { [FEED]: put("*@binance", "ETH-USDT@binance") },
    ["2:16 instruments: no feed of the desk has BTC-USDT@binance"],
  ],
  [
    "an instrument without an execution",
    { "execution-paper.toml": put("*@binance", "ETH-USDT@binance") },
    ["2:16 instruments: no execution of the desk has BTC-USDT@binance"],
  ],
  [
    "an instrument with two executions",
    { "execution-second.toml": 'use = "execution/paper"\ninstruments = ["*@binance"]\n' },
    [
      "2:16 instruments: BTC-USDT@binance must have one execution: it has execution-paper and execution-second",
    ],
  ],
  [
    "a ring that is no power of two",
    { [MAKER]: put("65536", "65537") },
    ["3:14 topicBytes: must be a power of two from 4096 to 1073741824: found the number 65537"],
  ],
  [
    "an idle strategy that is not there",
    { [MAKER]: first('idle = "spni"\n') },
    [`1:8 idle: must be one of park, spin: found "spni"`],
  ],
  ["a delivery log", { [MAKER]: first("deliveryLog = true\n") }, ["1:1 deliveryLog: unknown key"]],
  [
    "a heartbeat of text",
    { [MAKER]: put("500", '"500"') },
    [`4:19 heartbeatLateMs: must be a whole number from 1 to 3600000: found "500"`],
  ],
  [
    "a warning behind the end",
    { [MAKER]: first("heartbeatWarnMs = 501\n") },
    ["1:19 heartbeatWarnMs: must be <= heartbeatLateMs, which is 500: found 501"],
  ],
  [
    "a hard limit of the heap below the soft one, of which one is by default",
    { [MAKER]: first("heapHardMb = 511\n") },
    ["1:14 heapHardMb: must be >= heapSoftMb, which is 512: found 511"],
  ],
  [
    "a heap that no worker fits into",
    { [MAKER]: first("heapSoftMb = 15\n") },
    [
      "1:14 heapSoftMb: must be a whole number from 16 to 1000000, or 0 for no limit: found the number 15",
    ],
  ],
  [
    "a key named like a member of every object",
    { [MAKER]: first("constructor = 1\n__proto__ = 2\n") },
    ["1:1 constructor: unknown key", "2:1 __proto__: unknown key"],
  ],
  [
    "reads of nobody",
    { [MAKER]: first('reads = ["feed-*", "rsk"]\n') },
    ["1:20 reads: no actor is named rsk"],
  ],
  [
    "a pattern that matches nobody",
    { [MAKER]: first('reads = ["fed-*"]\n') },
    ["1:10 reads: no actor matches fed-*"],
  ],
  [
    "an unknown argument",
    { [MAKER]: put("clip", "clp") },
    ["6:2 args.clip: missing", "8:1 args.clp: unknown key"],
  ],
  [
    "a quantity as a number",
    { [MAKER]: put('clip = "0.01"', "clip = 0.01") },
    ["8:8 args.clip: must be exact decimal text: found the number 0.01"],
  ],
  [
    "a quantity off the grid",
    { [MAKER]: put('clip = "0.01"', 'clip = "0.000001"') },
    [`8:8 args.clip: must be a whole number of lots of BTC-USDT@binance: found "0.000001"`],
  ],
  [
    "a quantity of words",
    { [MAKER]: put('clip = "0.01"', 'clip = "1e-2"') },
    [`8:8 args.clip: must be plain decimal text in lots of BTC-USDT@binance: found "1e-2"`],
  ],
  [
    "a quantity below its bound",
    { [MAKER]: put('clip = "0.01"', 'clip = "0"') },
    ["8:8 args.clip: must be in range: found 0 lots"],
  ],
  [
    "a number out of range",
    { [MAKER]: put("2.5", "100.5") },
    ["7:17 args.halfSpreadBps: must be in range: found 100.5"],
  ],
  [
    "not a number",
    { [MAKER]: put("2.5", "nan") },
    ["7:17 args.halfSpreadBps: must be a number: found the number NaN"],
  ],
  [
    "a number as text",
    { [MAKER]: put("2.5", '"2.5"') },
    [`7:17 args.halfSpreadBps: must be a number: found "2.5"`],
  ],
  [
    "a limit as a number",
    { [MAKER]: put('position = "0.1"', "position = 0.1") },
    ["11:12 limits.position: must be exact decimal text: found the number 0.1"],
  ],
  [
    "a limit below zero",
    { [MAKER]: put('position = "0.1"', 'position = "-0.1"') },
    [`11:12 limits.position: must be >= 0: found "-0.1"`],
  ],
  [
    "an unknown limit",
    { [MAKER]: put("orderRatePerS", "orderRatPerS") },
    ["13:1 limits.orderRatPerS: unknown key"],
  ],
  [
    "a rate that is not a number",
    { [MAKER]: put("= 5\n", "= inf\n") },
    ["13:17 limits.orderRatePerS: must be a number >= 0: found the number Infinity"],
  ],
  [
    "a secret of a vault",
    { [MAKER]: add(`clip2 = "\${vault:a#b}"\n`) },
    [
      `14:9 limits.clip2: \${vault: is not available yet: use \${env:NAME}, \${env:NAME:-default}, \${file:path} or \${fd:N}`,
      "14:1 limits.clip2: unknown key",
    ],
  ],
  ["a syntax mistake", { [MAKER]: add("x = [1,\n") }, ["15:1 Unterminated array; expected ']'"]],
];

describe("mistakes in an actor's file", () => {
  test.each(ACTOR_MISTAKES)("%s is shown at its place", async (_, changes, expected) => {
    const found = await mistakesOf(changes);
    expect([...found].sort()).toEqual(expected.map((line) => `${MAKER}:${line}`).sort());
  });

  test.each([
    [
      "an endpoint of an unknown actor",
      { [FEED]: put("venue-replay", "venue-reply") },
      [`${FEED}:5:12 args.endpoint: no actor of the desk is named venue-reply`],
    ],
    [
      "limits of another kind",
      { [FEED]: add('[limits]\nposition = "1"\n') },
      [`${FEED}:6:2 limits: unknown key`],
    ],
    [
      "an actor of no supervisor",
      { "sink-x.toml": 'use = "message-log"\n' },
      ["sink-x.toml:1:1 no supervisor has actor sink-x"],
    ],
    [
      "an actor of two supervisors",
      { [DESK]: put('"execution-*"', '"execution-*", "feed-*"') },
      [
        `${FEED}:1:1 actor feed-binance must have one supervisor: it has supervisors.core (by "feed-*") and supervisors.edge (by "feed-*")`,
      ],
    ],
    [
      "a second risk actor",
      { "risk-two.toml": 'use = "risk"\n', [DESK]: put('"risk"', '"risk*"') },
      ["risk-two.toml:1:7 use: a desk has one risk actor: risk is it already"],
    ],
    [
      "a strategy without risk",
      { "risk.toml": null, [DESK]: put('"risk", ', "") },
      [`${MAKER}:1:7 use: a strategy needs a risk actor, and the desk has none`],
    ],
    [
      "a local file that overrides nothing",
      { "local/strategy-makr.toml": "" },
      ["local/strategy-makr.toml:1:1 overrides no file of the desk"],
    ],
    [
      "a name with capitals",
      { "Sink.toml": 'use = "sink"' },
      ["Sink.toml:1:1 an actor's file must have a name of a-z, 0-9 and -"],
    ],
  ] satisfies [string, Changes, string[]][])("%s is a mistake", async (_, changes, expected) => {
    expect(await mistakesOf(changes)).toEqual(expected);
  });

  test.each([
    [
      "an unknown key",
      { [MAKER]: put("halfSpread", "halfSpred") },
      "did you mean `halfSpreadBps`?",
    ],
    ["a number", { [MAKER]: put("2.5", "-1") }, "accepts 0 to 100 bps"],
    ["a number, by default", { [MAKER]: put("2.5", "-1") }, "default: 3 (bps)"],
    ["a number, by example", { [MAKER]: put("2.5", "-1") }, "example: halfSpreadBps = 3"],
    ["a bare quantity", { [MAKER]: put('"0.01"', "0.01") }, 'write it as text: clip = "0.01"'],
    ["an off-grid quantity", { [MAKER]: put("0.01", "0.000001") }, "one lot is 0.00001"],
    ["a module", { [MAKER]: put("y/maker", "y/makr") }, "did you mean `strategy/maker`?"],
    ["an instrument", { [MAKER]: put("USDT@", "USTD@") }, "did you mean `BTC-USDT@binance`?"],
  ] satisfies [string, Changes, string][])(
    "the help for %s says what to write",
    async (_, changes, help) => {
      const desk = await loadChanged(changes);
      expect(desk.ok ? [] : desk.failure.flatMap((mistake) => mistake.help)).toContain(help);
    },
  );
});
