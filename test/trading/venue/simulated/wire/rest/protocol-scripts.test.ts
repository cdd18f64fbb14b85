/**
 * The venue's published answers, endpoint by endpoint: each field of theirs is in ours, with its type.
 *
 * `OUTCRY_TABLES=1` writes what is found into `docs/exchange.md`.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { REST_ROUTES } from "../../../../../../src/trading/venue/simulated/wire/rest/routes.ts";
import { root } from "../../../../../project.ts";
import { missingFields } from "../kit/missing-fields.ts";
import { type Answer, type Params, RestDesk } from "../kit/rest-desk.ts";

const FOLDER = resolve(root, "../shared/data/fixtures/binance-protocol/Endpoints/Spot");
const HTTP = resolve(root, "../shared/data/fixtures/binance-http/http.json");
const PAGE = resolve(root, "docs/exchange.md");
const isThere = existsSync(FOLDER) && existsSync(HTTP);
if (!isThere) process.stderr.write("skipped: protocol scripts, for want of ../shared/data\n");

type Script = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly isSigned: boolean;
  readonly answer: unknown;
};

/** What each endpoint is asked, on a desk where there is something to tell. */
const ASKED: ReadonlyMap<string, Params> = new Map([
  ["GET /api/v3/exchangeInfo", { symbol: "BTCUSDT" }],
  ["GET /api/v3/klines", { symbol: "BTCUSDT", interval: "1m" }],
  ["GET /api/v3/uiKlines", { symbol: "BTCUSDT", interval: "1m" }],
  ["GET /api/v3/time", {}],
  ["GET /api/v3/account", {}],
  ["GET /api/v3/rateLimit/order", {}],
  ["GET /sapi/v1/account/apiRestrictions", {}],
  ["GET /api/v3/order", { symbol: "BTCUSDT", origClientOrderId: "resting" }],
  ["DELETE /api/v3/order", { symbol: "BTCUSDT", origClientOrderId: "resting" }],
  [
    "PUT /api/v3/order/amend/keepPriority",
    { symbol: "BTCUSDT", origClientOrderId: "resting", newQty: "0.005" },
  ],
  ["GET /api/v3/myPreventedMatches", { symbol: "BTCUSDT", preventedMatchId: "1" }],
  ["POST /api/v3/order", { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }],
  [
    "POST /api/v3/order/test",
    {
      ...{ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" },
      computeCommissionRates: "true",
    },
  ],
  [
    "POST /api/v3/order/cancelReplace",
    {
      ...{ symbol: "BTCUSDT", cancelReplaceMode: "STOP_ON_FAILURE" },
      ...{ cancelOrigClientOrderId: "resting", side: "BUY", type: "LIMIT" },
      ...{ timeInForce: "GTC", quantity: "0.02", price: "29000" },
    },
  ],
]);

/** Fields of theirs that are not in ours, and why. */
const LEFT_OUT: ReadonlyMap<string, readonly [fields: RegExp, why: string]> = new Map([
  [
    "AmendOrder",
    [
      /\.amendedOrder\.(?:origQty|cummulativeQuoteQty|stopPrice|trailing\w+|icebergQty|time|updateTime|isWorking|origQuoteOrderQty|strategy\w+|preventedMatchId|preventedQuantity)$/,
      "the script has a queried order where the venue's page has the words of amendments (`qty`, `preventedQty`, `cumulativeQuoteQty`), which are ours",
    ],
  ],
  [
    "ReplaceOrder",
    [
      /^\.data$/,
      "the script wraps the answer in `data`, as the venue does only when a half failed; what is in it is compared",
    ],
  ],
]);

const scripts: readonly Script[] = isThere
  ? await Promise.all(
      (await Array.fromAsync(new Bun.Glob("**/*.txt").scan(FOLDER))).sort().map(async (file) => {
        const text = await Bun.file(resolve(FOLDER, file)).text();
        const [method = "", path = "", isSigned = "", ...rest] = text.split(/\r?\n/);
        const answer: unknown = JSON.parse(rest.join("\n") || "null");
        const name = file.replace(/^.*\/|\.txt$/g, "");
        return { name, method, path, isSigned: isSigned === "true", answer };
      }),
    )
  : [];
/** Of spot; what clients ask for beside it is answered as a venue that has none of it. */
const isAnswered = ({ method, path }: { readonly method: string; readonly path: string }) =>
  /^\/api\/v3\/|apiRestrictions$/.test(path) && REST_ROUTES.has(`${method} ${path}`);
const routed = scripts.filter(isAnswered);

/** A desk with a resting order, fills of both accounts, a prevented match. */
function busyDesk(): RestDesk {
  const desk = new RestDesk({}, 1);
  desk.place({ side: "SELL", price: "30100", quantity: "1" }, 1);
  desk.place({ side: "SELL", price: "30000", quantity: "1" }, 1);
  desk.place({ price: "30000", quantity: "0.1" });
  desk.place({ price: "30000", selfTradePreventionMode: "EXPIRE_MAKER" });
  desk.place({ price: "29000", newClientOrderId: "resting" });
  return desk;
}

function ask(desk: RestDesk, { method, path, isSigned }: Script): Answer {
  const params = ASKED.get(`${method} ${path}`) ?? { symbol: "BTCUSDT" };
  if (isSigned) return desk.signed(method, path, params);
  return desk.get(path.replace("/api/v3/", ""), params);
}

describe("protocol scripts", () => {
  test.skipIf(!isThere)("are there for most of the endpoints", () => {
    expect(routed.length).toBeGreaterThanOrEqual(28);
  });

  for (const script of routed) {
    test(`${script.name}: ${script.method} ${script.path} answers in the published shape`, () => {
      const { status, json } = ask(busyDesk(), script);
      expect(status).toBe(200);
      const isReplace = script.name === "ReplaceOrder";
      const theirs = isReplace ? (script.answer as { readonly data: unknown }).data : script.answer;
      const lacking = missingFields(theirs, json);
      const [leftOut] = LEFT_OUT.get(script.name) ?? [];
      expect(lacking.filter((field) => leftOut?.test(field) !== true)).toEqual([]);
    });
  }

  test.skipIf(!isThere)("leave nothing out that the answer has", () => {
    const amend = routed.find(({ name }) => name === "AmendOrder");
    if (amend === undefined) throw new Error("the script is there");
    expect(missingFields(amend.answer, ask(busyDesk(), amend).json).length).toBeGreaterThan(0);
  });
});

type Recorded = { readonly data: unknown; readonly queryString: string };
type Routes = Readonly<Record<string, Readonly<Record<string, readonly Recorded[]>>>>;

const recordings: readonly (Script & { readonly query: string })[] = isThere
  ? Object.entries(((await Bun.file(HTTP).json()) as { readonly routes: Routes }).routes).flatMap(
      ([path, methods]) =>
        Object.entries(methods).flatMap(([method, answers]) =>
          answers
            .filter(({ data }) => data !== null)
            .map(({ data, queryString }, index) => ({
              name: `${path.replace(/^.*\/v\d\//, "")} ${index + 1}`,
              method,
              path,
              isSigned: /(?:^|&)signature=/.test(queryString),
              answer: data,
              query: queryString,
            })),
        ),
    )
  : [];
const ofSpot = recordings.filter(isAnswered);
/** Recorded in years when the venue had these; no page of it names them any more. */
const OF_OLD = /^\.symbols\[0\]\.(?:isMarginTradingAllowed|ocoAllowed)$/;

describe("recorded answers of the venue", () => {
  for (const recording of ofSpot) {
    test(`${recording.name}: ${recording.method} ${recording.path} has each recorded field`, () => {
      const { status, json } = ask(busyDesk(), recording);
      expect(status).toBe(200);
      const theirs = recording.answer;
      // Some are asked of one symbol, some of all: an item is compared with an item.
      const [one, other] =
        Array.isArray(theirs) === Array.isArray(json)
          ? [theirs, json]
          : [[theirs].flat()[0], [json].flat()[0]];
      expect(missingFields(one, other).filter((field) => !OF_OLD.test(field))).toEqual([]);
    });
  }
});

test.skipIf(!isThere)("the table in the documentation says what is found", async () => {
  const spot = scripts.filter(({ path }) => /^\/api\/v3\//.test(path));
  const apart = spot.filter((script) => !isAnswered(script));
  const table = [
    `Answered: ${spot.length - apart.length} of the ${spot.length} scripts for \`/api/v3\`, \`apiRestrictions\`, and the requests of ${ofSpot.length} recorded answers. Every field is there with its type, but for:`,
    "",
    "| Script | Why not |",
    "|---|---|",
    ...[...LEFT_OUT].map(([name, [, why]]) => `| \`${name}\` (in part) | ${why} |`),
    ...apart.map(({ name, path }) => `| \`${name}\` | ${whyNot(path)} |`),
  ].join("\n");
  const begin = "<!-- protocol-scripts -->\n";
  const end = "\n<!-- /protocol-scripts -->";
  const page = await Bun.file(PAGE).text();
  const [head = "", rest = ""] = page.split(begin);
  const [found = "", tail = ""] = rest.split(end);
  if (process.env.OUTCRY_TABLES === "1") await Bun.write(PAGE, head + begin + table + end + tail);
  else expect(found).toBe(table);
});

function whyNot(path: string): string {
  if (/rderList/.test(path)) return "order lists (OCO, OTO) are not simulated";
  if (/referencePrice|executionRules/.test(path)) {
    return "no symbol here has a reference price or a price range of its own";
  }
  throw new Error(`say why ${path} is not answered`);
}
