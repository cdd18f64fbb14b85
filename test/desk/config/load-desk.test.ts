/** A desk from its files to its plan, and how its mistakes are told. */
import { describe, expect, test } from "bun:test";
import { mistakeText } from "../../../src/desk/config/config-mistake.ts";
import {
  failed,
  loadChanged,
  MODULES,
  messageNamed,
  mistakesOf,
  module,
  planOf,
} from "./desk-kit.ts";

const MAKER = "strategy-maker.toml";

describe("loadDesk", () => {
  test("a desk without a mistake becomes a plan in start order", async () => {
    const plan = await planOf();
    expect(plan.name).toBe("paper");
    expect(plan.mode).toBe("paper");
    expect(plan.console).toEqual({ hostname: "127.0.0.1", port: 0 });
    expect(
      plan.instruments.map(({ number, name, base, quote }) => [number, name, base, quote]),
    ).toEqual([
      [0, "BTC-USDT@binance", "BTC", "USDT"],
      [1, "ETH-USDT@binance", "ETH", "USDT"],
    ]);
    expect(plan.actors.map(({ name }) => name)).toEqual([
      "risk",
      "execution-paper",
      "venue-replay",
      "feed-binance",
      "message-log",
      "strategy-maker",
    ]);
  });

  test("an actor's plan carries its file's values, and its supervisor's budget", async () => {
    const plan = await planOf();
    const { module: url, inspection, reads, ...maker } = plan.actors.at(-1) ?? fail();
    expect(url).toEndWith("/actors/strategy/maker.ts");
    expect(Object.keys(inspection.out)).toEqual(["intent"]);
    expect(maker).toEqual({
      name: "strategy-maker",
      file: "config/paper/strategy-maker.toml",
      kind: "strategy",
      use: "strategy/maker",
      code: null,
      instruments: [0],
      limits: { positionLots: { 0: 10_000 }, orderLots: { 0: 2_000 }, orderRatePerS: 5 },
      args: { halfSpreadBps: 2.5, clip: 1_000 },
      holdsSecrets: false,
      topicBytes: 65_536,
      thread: null,
      idle: "park",
      snapshotEveryMs: 10_000,
      required: false,
      child: {
        supervisor: "edge",
        restart: "permanent",
        significant: false,
        heartbeatMs: 100,
        heartbeatWarnMs: 250,
        heartbeatLateMs: 500,
        heapSoftMb: 512,
        heapHardMb: 1_024,
        startDeadlineMs: 5_000,
        stopDeadlineMs: 2_000,
      },
    });
  });

  test("a file may ask to spin, and the desk may say how many threads do", async () => {
    const plan = await planOf({
      [MAKER]: (text) => `idle = "spin"\n${text}`,
      "desk.toml": (text) => `${text}\n[runtime]\nspinTokensMax = 1\n`,
    });
    expect([plan.actors.at(-1)?.idle, plan.spinTokensMax]).toEqual(["spin", 1]);
    const quiet = await planOf();
    expect([quiet.actors.at(-1)?.idle, quiet.spinTokensMax]).toEqual(["park", null]);
  });

  test("deliveries are recorded only where the desk says so", async () => {
    expect((await planOf()).deliveryLog).toBe(false);
    const plan = await planOf({ "desk.toml": (text) => `deliveryLog = true\n${text}` });
    expect(plan.deliveryLog).toBe(true);
  });

  test("open orders are cancelled at the end unless the desk or the instrument says otherwise", async () => {
    const drainOf = async (change: (text: string) => string) =>
      (await planOf({ "desk.toml": change })).drain;
    const leaveEth = (text: string) =>
      text.replace('lot = "0.0001"', 'lot = "0.0001"\nopenOrders = "cancel"');
    expect(await drainOf((text) => text)).toEqual({ unhealthyAfterMs: 5_000, left: [] });
    const slow = '[drain]\nopenOrders = "leave"\nunhealthyAfterMs = 12_000\n';
    expect(await drainOf((text) => text + slow)).toEqual({
      unhealthyAfterMs: 12_000,
      left: [0, 1],
    });
    const mixed = await mistakesOf({ "desk.toml": (text) => leaveEth(text) + slow });
    expect(mixed).toEqual([
      expect.stringContaining(
        "openOrders is leave for BTC-USDT@binance and cancel for ETH-USDT@binance: an execution has one",
      ),
    ]);
  });

  test("limits are in lots of each of the file's instruments", async () => {
    const two = `instruments = ["BTC-USDT@binance", "ETH-USDT@binance"]`;
    const plan = await planOf({ [MAKER]: (text) => text.replace(/instruments = .*/, two) });
    expect(plan.actors.at(-1)?.limits).toEqual({
      positionLots: { 0: 10_000, 1: 1_000 },
      orderLots: { 0: 2_000, 1: 200 },
      orderRatePerS: 5,
    });
  });

  test("a limit that the file does not say stays missing", async () => {
    const plan = await planOf({ [MAKER]: (text) => text.replace(/\[limits\][\s\S]*/, "") });
    expect(plan.actors.at(-1)?.limits).toEqual({
      positionLots: {},
      orderLots: {},
      orderRatePerS: null,
    });
  });

  test("a local file of the same name overrides single values", async () => {
    const plan = await planOf({ [`local/${MAKER}`]: "[args]\nclip = '0.5'\n" });
    expect(plan.actors.at(-1)?.args).toEqual({ halfSpreadBps: 2.5, clip: 50_000 });
  });

  test("a mistake in a local value is shown in the local file", async () => {
    expect(await mistakesOf({ [`local/${MAKER}`]: "\n[args]\nclip = '0.000001'\n" })).toEqual([
      `local/${MAKER}:3:8 args.clip: must be a whole number of lots of BTC-USDT@binance: found "0.000001"`,
    ]);
  });

  test("all mistakes of all files are reported at once, by file and place", async () => {
    const desk = await loadChanged({
      "desk.toml": (text) => text.replace('mode = "paper"', 'mode = "papr"'),
      "feed-binance.toml": (text) => text.replace("actor:venue-replay", "actor:venue-reply"),
      [MAKER]: `use = "strategy/maker"
instruments = ["BTC-USDT@binance"]
heartbeatMss = 5
[args]
halfSpredBps = 2.5
clip = 0.01
`,
    });
    const found = desk.ok ? [] : desk.failure.map((one) => `${one.file}:${one.line}:${one.column}`);
    expect(found).toEqual([
      "config/paper/desk.toml:1:8",
      "config/paper/feed-binance.toml:5:12",
      "config/paper/strategy-maker.toml:3:1",
      "config/paper/strategy-maker.toml:5:1",
      "config/paper/strategy-maker.toml:6:8",
    ]);
  });

  test("a mistake is shown with its line, a caret and what helps", async () => {
    const desk = await loadChanged({
      [MAKER]: (text) => text.replace("halfSpreadBps", "halfSpredBps"),
    });
    expect(desk.ok ? "" : mistakeText(desk.failure[0] ?? fail())).toBe(
      `error[E_CONFIG]: args.halfSpredBps: unknown key
  --> config/paper/strategy-maker.toml:7:1
   |
  7| halfSpredBps = 2.5
   | ^^^^^^^^^^^^
   = help: did you mean \`halfSpreadBps\`?`,
    );
  });

  test("a module that does not load is a mistake at its use, with the module's own place", async () => {
    const broken = failed("x is not defined", { file: "/p/actors/strategy/maker.ts", line: 12 });
    const desk = await loadChanged({}, { ...MODULES, "strategy/maker": broken });
    const [mistake] = desk.ok ? [] : desk.failure;
    expect(mistake).toMatchObject({ file: `config/paper/${MAKER}`, line: 1, column: 7 });
    expect(mistake?.message).toBe("use: cannot load actors/strategy/maker.ts: x is not defined");
    expect(mistake?.help).toEqual(["at /p/actors/strategy/maker.ts:12:5"]);
  });

  test("two files of one module cost one inspection", async () => {
    const plan = await planOf({
      "strategy-second.toml": (await readMaker()).replace("0.01", "0.02"),
    });
    expect(plan.actors.at(-1)?.args).toEqual({ halfSpreadBps: 2.5, clip: 2_000 });
    expect(plan.actors.at(-1)?.inspection).toBe(plan.actors.at(-2)?.inspection ?? fail());
  });

  test("a reader that understands another version than its writer says is a mistake", async () => {
    const feed = module({ out: { quote: messageNamed("quote", 2) } });
    expect(
      await mistakesOf(
        { "feed-binance.toml": (text) => text.replace(/\[args\][\s\S]*/, "") },
        { ...MODULES, "feed/binance": feed },
      ),
    ).toEqual([
      "execution-paper.toml:1:7 use: feed-binance says quote version 2, and execution-paper reads version 1",
      "risk.toml:1:7 use: feed-binance says quote version 2, and risk reads version 1",
      "strategy-maker.toml:1:7 use: feed-binance says quote version 2, and strategy-maker reads version 1",
    ]);
  });

  test("a mistake in an instrument is told once, not at all who trade it", async () => {
    const noLot = (text: string) => text.replace('lot = "0.00001"', "");
    expect(await mistakesOf({ "desk.toml": noLot })).toEqual([
      'desk.toml:6:14 instruments."BTC-USDT@binance".lot: missing',
    ]);
  });

  test("the quote asset is that of the name when the file does not say it", async () => {
    const plan = await planOf({ "desk.toml": (text) => text.replaceAll('quote = "USDT"', "") });
    expect(plan.instruments.map(({ quote }) => quote)).toEqual(["USDT", "USDT"]);
  });

  test("a file that is not TOML hides only what depends on it", async () => {
    expect(
      await mistakesOf({
        "feed-binance.toml": "use = \ninstruments = 1",
        "risk.toml": 'use = "risk"\nthread = 1\n',
      }),
    ).toEqual([
      expect.stringContaining("feed-binance.toml:2:1 "),
      "risk.toml:2:10 thread: must be text: found the number 1",
    ]);
  });
});

async function readMaker(): Promise<string> {
  return Bun.file(`${import.meta.dir}/desks/paper/${MAKER}`).text();
}

function fail(): never {
  throw new Error("The desk has no such actor");
}
