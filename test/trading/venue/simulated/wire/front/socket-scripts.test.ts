/**
 * The published scripts of both WebSockets: requests are accepted, and each field of theirs is in what
 * comes back, with its type.
 *
 * `OUTCRY_TABLES=1` writes what is found into `docs/exchange.md`.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "../../../../../project.ts";
import { order } from "../../exchange/kit/played-exchange.ts";
import { ApiDesk, type Client, type Frame, limit, type Params } from "../kit/api-desk.ts";
import { missingFields } from "../kit/missing-fields.ts";

const FOLDER = resolve(root, "../shared/data/fixtures/binance-protocol");
const PAGE = resolve(root, "docs/exchange.md");
const isThere = existsSync(FOLDER);
if (!isThere) process.stderr.write("skipped: scripts of WebSockets, for want of ../shared/data\n");

const SECOND = 1_000_000;

type Step = { readonly mark: ">" | "<" | "="; readonly text: string };
type Script = { readonly name: string; readonly steps: readonly Step[] };

async function scriptsIn(folder: string): Promise<readonly Script[]> {
  const files = await Array.fromAsync(new Bun.Glob("*.txt").scan(resolve(FOLDER, folder)));
  return Promise.all(
    files.sort().map(async (file) => {
      const text = await Bun.file(resolve(FOLDER, folder, file)).text();
      return { name: file.replace(/\.txt$/, ""), steps: stepsOf(text) };
    }),
  );
}

/** `>` is sent, `<` its answer, `=` what comes then; some are numbered, and an id is a placeholder. */
function stepsOf(text: string): readonly Step[] {
  const parts = text.split(/^([><=])\d*/m).slice(1);
  return parts.flatMap((mark, index) => {
    if (index % 2 === 1) return [];
    const body = (parts[index + 1] ?? "").replace(/"?\|(?:\d+|\*|id)\|"?/g, "1").trim();
    return { mark: mark as Step["mark"], text: body };
  });
}

const STREAMS = isThere ? await scriptsIn("Subscriptions/Spot/ExchangeData") : [];
const PRIVATE = isThere ? await scriptsIn("Subscriptions/Spot/Account") : [];
const API = isThere
  ? (
      await Promise.all(
        ["Account", "ExchangeData", "Trading"].map((one) => scriptsIn(`Socket/Spot/${one}`)),
      )
    ).flat()
  : [];

/** What is not answered, and why. */
const APART: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/Oco/, "order lists (OCO, OTO) are not simulated"],
  [/^(?:Liability|MarginCall)$/, "of margin accounts, by a `listenKey`, which spot has no more"],
];
const whyNot = ({ name }: Script) => APART.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/** Fields of theirs that are not in ours, and why. */
const LEFT_OUT: ReadonlyMap<string, readonly [fields: RegExp, why: string]> = new Map([
  [
    "AmendOrder",
    [
      /\.amendedOrder\.(?:origQty|cummulativeQuoteQty|stopPrice|trailing\w+|icebergQty|time|updateTime|isWorking|origQuoteOrderQty|strategy\w+|preventedMatchId|preventedQuantity)$/,
      "the script has a queried order where the venue's page has the words of amendments, which are ours",
    ],
  ],
  [
    "CancelOrder",
    [
      /\.result\.(?:stopPrice|trailing\w+|icebergQty|time|updateTime|isWorking|workingTime|strategy\w+|preventedMatchId|preventedQuantity)$/,
      "the script has a queried order where the venue's page has the answer to a cancel, which is ours",
    ],
  ],
  [
    "CancelAllOrders",
    [/\.(?:stopPrice|icebergQty|time|updateTime|isWorking|workingTime)$/, "as `CancelOrder`"],
  ],
  [
    "GetOrder",
    [
      /\.(?:trailing\w+|strategy\w+|preventedMatchId|preventedQuantity)$/,
      "fields of orders that trail, have a strategy, or met their own account",
    ],
  ],
  [
    "GetExchangeInfo",
    [/\.(?:allowAmend|sors)$/, "the venue's page says `amendAllowed`; there is no SOR"],
  ],
]);

/** Two accounts that have traded, one order that rests, one match that was prevented. */
function busyDesk(): { desk: ApiDesk; client: Client } {
  const desk = new ApiDesk();
  const client = desk.connect();
  const place = (key: ApiDesk["hmac"], change: Params) =>
    expect(client.signed(key, "order.place", limit(change)).status).toBe(200);
  place(desk.ed25519, { side: "SELL", quantity: "2" });
  place(desk.hmac, {});
  // It takes the rest of the offer with it, and stays.
  place(desk.hmac, { selfTradePreventionMode: "EXPIRE_MAKER" });
  place(desk.ed25519, { side: "SELL", price: "101.00" });
  place(desk.hmac, { price: "99.00", newClientOrderId: "resting" });
  return { desk, client };
}

const RESTING = { symbol: "BTCUSDT", origClientOrderId: "resting" };
const MARKET = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.1" };

/** What each method is asked, where a symbol alone is not enough. */
const ASKED: ReadonlyMap<string, Params> = new Map<string, Params>([
  ["account.status", {}],
  ["account.rateLimits.orders", {}],
  ["exchangeInfo", { symbols: ["BTCUSDT"] }],
  ["klines", { symbol: "BTCUSDT", interval: "1m" }],
  ["uiKlines", { symbol: "BTCUSDT", interval: "1m" }],
  ["ticker", { symbols: ["BTCUSDT"] }],
  ["ticker.24hr", { symbols: ["BTCUSDT"] }],
  ["ticker.book", {}],
  ["order.place", MARKET],
  ["order.test", { ...MARKET, computeCommissionRates: true }],
  ["order.status", RESTING],
  ["order.cancel", RESTING],
  ["order.amend.keepPriority", { ...RESTING, newQty: "0.5" }],
  ["myPreventedMatches", { symbol: "BTCUSDT", preventedMatchId: 1 }],
  [
    "order.cancelReplace",
    {
      ...limit({ price: "98.00" }),
      ...{ cancelReplaceMode: "STOP_ON_FAILURE", cancelOrigClientOrderId: "resting" },
    },
  ],
]);

/** Fields that are missing, but for those that are left out with a reason. */
function lacking(name: string, theirs: unknown, ours: unknown): readonly string[] {
  const [leftOut] = LEFT_OUT.get(name) ?? [];
  return missingFields(theirs, ours).filter((field) => leftOut?.test(field) !== true);
}

function parsed(step: Step | undefined): Frame {
  return JSON.parse(step?.text ?? "null");
}

describe("scripts of market streams", () => {
  for (const script of STREAMS) {
    test(`${script.name}: is subscribed to, and told in the published shape`, () => {
      const { desk, client: trader } = busyDesk();
      const client = desk.connect("/stream");
      const sent = script.steps.filter(({ mark }) => mark === ">");
      const answers = sent.flatMap(({ text }) => client.raw(text));
      expect(answers).toEqual(script.steps.filter(({ mark }) => mark === "<").map(parsed));
      trader.signed(desk.hmac, "order.place", limit({ price: "101.00", quantity: "0.1" }));
      desk.wait(2 * SECOND);
      const told = client.take();
      for (const step of script.steps.filter(({ mark }) => mark === "=")) {
        const theirs = parsed(step);
        const ours = told.find(({ stream }) => stream === theirs.stream);
        expect(lacking(script.name, theirs, ours)).toEqual([]);
      }
    });
  }
});

describe("scripts of private events", () => {
  for (const script of PRIVATE.filter((one) => whyNot(one) === null)) {
    test(`${script.name}: is subscribed to, and told in the published shape`, () => {
      const { desk, client } = busyDesk();
      const [sent, answer, event] = script.steps;
      const { method } = parsed(sent);
      expect(lacking(script.name, parsed(answer), client.signed(desk.hmac, method))).toEqual([]);
      const { exchange } = desk.venue;
      exchange.place(0, order({ timeInForce: "GTC", priceTicks: 9_800, lots: 100_000 }), desk.at);
      exchange.deposit(0, "USDT", 1n, desk.at);
      const theirs = parsed(event);
      const ours = client.take().find((frame) => frame.event?.e === theirs.event.e);
      expect(lacking(script.name, theirs, ours)).toEqual([]);
    });
  }
});

describe("scripts of the WebSocket API", () => {
  for (const script of API.filter((one) => whyNot(one) === null)) {
    test(`${script.name}: is accepted, and answered in the published shape`, () => {
      const { desk, client } = busyDesk();
      const [sent, wanted] = script.steps;
      const { method, params } = parsed(sent);
      const asked = ASKED.get(method) ?? { symbol: "BTCUSDT" };
      const isSigned = "signature" in params;
      const ours = isSigned ? client.signed(desk.hmac, method, asked) : client.ask(method, asked);
      expect(ours).toMatchObject({ status: 200 });
      expect(lacking(script.name, parsed(wanted), ours)).toEqual([]);
    });
  }
});

test.skipIf(!isThere)("what is left out is really not in the answers", () => {
  for (const [name] of LEFT_OUT) expect(API.map((script) => script.name)).toContain(name);
  const { client } = busyDesk();
  const info = API.find(({ name }) => name === "GetExchangeInfo");
  const ours = client.ask("exchangeInfo", { symbols: ["BTCUSDT"] });
  expect(missingFields(parsed(info?.steps[1]), ours).length).toBeGreaterThan(0);
});

test.skipIf(!isThere)("the table in the documentation says what is found", async () => {
  const all = [...STREAMS, ...PRIVATE, ...API];
  const apart = all.filter((script) => whyNot(script) !== null);
  const table = [
    `Played: ${all.length - apart.length} of the ${all.length} scripts for spot's WebSockets (${STREAMS.length} of market streams, ${PRIVATE.length} of private events, ${API.length} of the API). Requests are accepted, and every field is there with its type, but for:`,
    "",
    "| Script | Why not |",
    "|---|---|",
    ...[...LEFT_OUT].map(([name, [, why]]) => `| \`${name}\` (in part) | ${why} |`),
    ...apart.map((script) => `| \`${script.name}\` | ${whyNot(script)} |`),
  ].join("\n");
  const begin = "<!-- socket-scripts -->\n";
  const end = "\n<!-- /socket-scripts -->";
  const page = await Bun.file(PAGE).text();
  const [head = "", rest = ""] = page.split(begin);
  const [found = "", tail = ""] = rest.split(end);
  if (process.env.OUTCRY_TABLES === "1") await Bun.write(PAGE, head + begin + table + end + tail);
  else expect(found).toBe(table);
});
