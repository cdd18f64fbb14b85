/**
 * The venue's published answers and events for USD-M: each field of theirs is in ours, with its type.
 *
 * `OUTCRY_TABLES=1` writes what is found into `docs/exchange.md`.
 */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { FUTURES_ROUTES } from "../../../../../../src/trading/venue/simulated/futures/wire/futures-routes.ts";
import { root } from "../../../../../project.ts";
import { type Answer, FuturesDesk, type Json, type Params } from "../kit/futures-desk.ts";

const FOLDER = resolve(root, "../shared/data/fixtures/binance-protocol");
const PAGE = resolve(root, "docs/exchange.md");
const isThere = existsSync(FOLDER);
if (!isThere) process.stderr.write("skipped: USD-M protocol scripts, for want of ../shared/data\n");

const BTC = { symbol: "BTCUSDT" };
const RESTING = { ...BTC, origClientOrderId: "resting" };
const ORDER = { side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "29000" };

/** What each endpoint is asked; of the others only the contract is said. */
const ASKED: ReadonlyMap<string, Params> = new Map<string, Params>([
  ["GET /fapi/v1/exchangeInfo", {}],
  ["GET /fapi/v1/time", {}],
  ["GET /fapi/v1/klines", { ...BTC, interval: "1m" }],
  ["GET /fapi/v2/account", {}],
  ["GET /fapi/v3/account", {}],
  ["GET /fapi/v3/balance", {}],
  ["GET /fapi/v1/rateLimit/order", {}],
  ["GET /fapi/v1/order", RESTING],
  ["GET /fapi/v1/openOrder", RESTING],
  ["DELETE /fapi/v1/order", RESTING],
  ["POST /fapi/v1/order", { ...BTC, ...ORDER }],
  ["PUT /fapi/v1/order", { ...RESTING, side: "BUY", quantity: "0.02", price: "29000" }],
  ["POST /fapi/v1/leverage", { ...BTC, leverage: 21 }],
  ["POST /fapi/v1/countdownCancelAll", { ...BTC, countdownTime: 100_000 }],
]);

/** Fields of theirs that ours has not. */
const TRAILING = /\.(?:activatePrice|priceRate)$|^\.o\.(?:AP|cr)$/;
const OF_COIN_M = /\.cumBase$/;
const LEFT_OUT = [TRAILING, OF_COIN_M];

/** Streams of theirs that are asked for, by the name of the script. */
const STREAMS: ReadonlyMap<string, readonly [address: string, kind: string]> = new Map([
  ["Book", ["/public/stream?streams=btcusdt@depth@100ms", "depthUpdate"]],
  ["PartialBook", ["/public/stream?streams=btcusdt@depth5@100ms", "depthUpdate"]],
  ["BookTicker", ["/public/stream?streams=btcusdt@bookTicker", "bookTicker"]],
  ["AggTrades", ["/market/stream?streams=btcusdt@aggTrade", "aggTrade"]],
  ["Klines", ["/market/stream?streams=btcusdt@kline_1M", "kline"]],
  ["MarkPrice", ["/market/stream?streams=btcusdt@markPrice@1s", "markPriceUpdate"]],
  ["MiniTicker", ["/market/stream?streams=btcusdt@miniTicker", "24hrMiniTicker"]],
  ["Ticker", ["/market/stream?streams=btcusdt@ticker", "24hrTicker"]],
  ["AccountUpdate", ["/private/stream?streams=KEY", "ACCOUNT_UPDATE"]],
  ["OrderUpdate", ["/private/stream?streams=KEY", "ORDER_TRADE_UPDATE"]],
  ["TradeUpdate", ["/private/stream?streams=KEY", "TRADE_LITE"]],
  ["Leverage", ["/private/stream?streams=KEY", "ACCOUNT_CONFIG_UPDATE"]],
]);

type Script = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly isSigned: boolean;
  readonly answer: unknown;
};

async function textsOf(folder: string): Promise<readonly (readonly [string, string])[]> {
  if (!isThere) return [];
  const base = resolve(FOLDER, folder);
  const files = (await Array.fromAsync(new Bun.Glob("**/*.txt").scan(base))).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await Bun.file(resolve(base, file)).text();
      return [file.replace(/^.*\/|\.txt$/g, ""), text] as const;
    }),
  );
}

const scripts: readonly Script[] = (await textsOf("Endpoints/UsdFutures")).map(([name, text]) => {
  const [method = "", path = "", isSigned = "", ...rest] = text.split(/\r?\n/);
  const answer: unknown = JSON.parse(rest.join("\n") || "null");
  return { name, method, path, isSigned: isSigned === "true", answer };
});
const routed = scripts.filter(({ method, path }) => FUTURES_ROUTES.has(`${method} ${path}`));
const streams = (await textsOf("Subscriptions/UsdFutures")).flatMap(([name, text]) => {
  const asked = STREAMS.get(name);
  if (asked === undefined) return [];
  const event = JSON.parse(text.slice(text.indexOf("\n=") + 2)) as { readonly data: Json };
  return [{ name, address: asked[0], kind: asked[1], theirs: event.data }];
});

/** A desk with positions, a resting order, fills. */
function busy(desk = new FuturesDesk()): FuturesDesk {
  desk.place({ side: "SELL", quantity: "0.02" }, 1);
  desk.place({ quantity: "0.01" });
  desk.place({ price: "29000", newClientOrderId: "resting" });
  return desk;
}

function ask(desk: FuturesDesk, { method, path, isSigned }: Script): Answer {
  if (path.endsWith("/listenKey")) {
    if (method !== "POST") desk.keyed("POST", path);
    return desk.keyed(method, path);
  }
  const params = ASKED.get(`${method} ${path}`) ?? BTC;
  return isSigned ? desk.signed(method, path, params) : desk.get(path, params);
}

/** Fields of `theirs` that `ours` has not, or of another type; of lists the first item is compared. */
function missing(theirs: unknown, ours: unknown, at = ""): readonly string[] {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return [at];
    if (new Set(theirs.map((item) => typeof item)).size > 1) {
      return theirs.flatMap((item, index) => missing(item, ours[index], `${at}[${index}]`));
    }
    return ours.length === 0 ? [`${at}[0]`] : missing(theirs[0], ours[0], `${at}[0]`);
  }
  if (typeof theirs === "object" && theirs !== null) {
    if (typeof ours !== "object" || ours === null) return [at];
    const fields = ours as Json;
    return Object.entries(theirs).flatMap(([name, value]) =>
      name in fields ? missing(value, fields[name], `${at}.${name}`) : [`${at}.${name}`],
    );
  }
  return typeof theirs === typeof ours ? [] : [at];
}

const lacking = (theirs: unknown, ours: unknown) =>
  missing(theirs, ours).filter((field) => !LEFT_OUT.some((left) => left.test(field)));

// Lists that are empty here: each says that nothing of the kind is.
const EMPTY = /^\.(?:exchangeFilters|symbols\[0\]\.underlyingSubType)/;

test.skipIf(!isThere)("scripts are there for most of the endpoints and streams", () => {
  expect(routed.length).toBeGreaterThanOrEqual(34);
  expect(streams).toHaveLength(STREAMS.size);
  const place = routed.find(({ name }) => name === "PlaceOrder");
  // What is left out is left out for want of it.
  expect(missing(place?.answer, ask(busy(), place as Script).json)).toEqual([
    ".activatePrice",
    ".priceRate",
  ]);
});

for (const script of routed) {
  test(`${script.name}: ${script.method} ${script.path} answers in the published shape`, () => {
    const { status, json } = ask(busy(), script);
    expect(status).toBe(200);
    expect(lacking(script.answer, json).filter((field) => !EMPTY.test(field))).toEqual([]);
  });
}

for (const { name, address, kind, theirs } of streams) {
  test(`${name}: ${kind} has the published shape`, () => {
    const desk = new FuturesDesk();
    const { listenKey } = desk.keyed("POST", "/fapi/v1/listenKey").json;
    const client = desk.connect(address.replace("KEY", listenKey));
    busy(desk);
    desk.signed("POST", "/fapi/v1/leverage", { ...BTC, leverage: 25 });
    desk.pass(5_000_000);
    const ours = client.of(kind)[0];
    if (ours === undefined) throw new Error(`nothing of ${kind} was told`);
    // A change of one side only has an empty other side.
    const isEmpty = (field: string) => kind === "depthUpdate" && field === ".a[0]";
    expect(lacking(theirs, ours).filter((field) => !isEmpty(field))).toEqual([]);
  });
}

test.skipIf(!isThere)("the table in the documentation says what is found", async () => {
  const apart = scripts.filter(({ method, path }) => !FUTURES_ROUTES.has(`${method} ${path}`));
  const reasons = Map.groupBy(apart, ({ path }) => whyNot(path));
  const table = [
    `Answered: ${routed.length} of the ${scripts.length} scripts for USD-M's REST, and ${streams.length} of its streams. Every field is there with its type, but for those of trailing stops, and one of COIN-M's (\`cumBase\`).`,
    "",
    "| Scripts | Why not |",
    "|---|---|",
    ...[...reasons].map(
      ([why, of]) => `| ${of.map(({ name }) => `\`${name}\``).join(", ")} | ${why} |`,
    ),
  ].join("\n");
  const begin = "<!-- futures-scripts -->\n";
  const end = "\n<!-- /futures-scripts -->";
  const page = await Bun.file(PAGE).text();
  const [head = "", rest = ""] = page.split(begin);
  const [found = "", tail = ""] = rest.split(end);
  if (process.env.OUTCRY_TABLES === "1") await Bun.write(PAGE, head + begin + table + end + tail);
  else expect(found).toBe(table);
});

const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /algo|Algo|\/sapi\//,
    "orders with a trigger, and those that an algorithm slices, are not simulated",
  ],
  [/convert/i, "nothing is converted: there is one asset"],
  [
    /batchOrders|orderAmendment/,
    "orders go one by one, and what an order was before it was modified is not remembered",
  ],
  [/forceOrders|adlQuantile|insurance/i, "nobody is liquidated"],
  [/fund|income|asyn/i, "no funding is paid, and no ledger is kept"],
  [
    /marginType|positionMargin|multiAssets|feeBurn|symbolConfig|accountConfig|positionSide\/dual/,
    "one-way, cross margin in one asset, at one bracket",
  ],
  [/apiTradingStatus/, "nobody is restricted"],
  [
    /assetIndex|constituents|indexInfo|indexPrice|markPriceKlines|premiumIndexKlines|continuousKlines|basis|futures\/data/i,
    "there is no index, and there are no statistics",
  ],
];

function whyNot(path: string): string {
  const found = REASONS.find(([pattern]) => pattern.test(path));
  if (found === undefined) throw new Error(`say why ${path} is not answered`);
  return found[1];
}
