/**
 * The protocol scripts of somebody else's client, as golden files: every answer and event of spot trading
 * in them is read in full. Skipped where they are not at hand.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineInstrument } from "../../../../src/trading/market/instrument.ts";
import {
  accountOutcome,
  keyPermissionsOutcome,
  orderLimitsOutcome,
  timeOutcome,
} from "../../../../src/trading/venue/binance/answers/account-answers.ts";
import {
  orderOutcome,
  ordersOutcome,
  replaceOutcome,
  tradesOutcome,
} from "../../../../src/trading/venue/binance/answers/order-answers.ts";
import {
  apiFrameOf,
  type Reply,
  replyOfHttp,
} from "../../../../src/trading/venue/binance/answers/reply.ts";
import { rulesOutcome } from "../../../../src/trading/venue/binance/answers/rules-answer.ts";
import type { ItemList } from "../../../../src/trading/venue/binance/answers/venue-order.ts";
import { bySymbol } from "../../../../src/trading/venue/binance/endpoints.ts";
import { readEvent } from "../../../../src/trading/venue/binance/private/read-event.ts";
import {
  type CallMethod,
  callOf,
  restFormOf,
} from "../../../../src/trading/venue/binance/requests/venue-call.ts";

const shared = resolve(import.meta.dir, "../../../../../shared");
const scripts = `${shared}/data/fixtures/binance-protocol`;
const isThere = existsSync(scripts);
if (!isThere) process.stderr.write("Skipped: the protocol scripts are not at hand.\n");

const PAIRS = ["BTC-USDT", "LTC-BTC", "BNB-BTC", "ETH-BTC"] as const;
const INSTRUMENTS = bySymbol(
  PAIRS.map((pair, number) =>
    defineInstrument({ number, name: `${pair}@x`, tick: "0.00000001", lot: "0.00000001" }),
  ),
);

type Read = (
  reply: Reply,
  method: CallMethod,
) => { readonly kind: string; readonly value?: unknown };
const call = (method: CallMethod) => callOf(method, "QUERY", {});
const one: Read = (reply, method) => orderOutcome(call(method), reply, INSTRUMENTS);
const list: Read = (reply, method) => ordersOutcome(call(method), reply, INSTRUMENTS);
const trades: Read = (reply, method) => tradesOutcome(call(method), reply, INSTRUMENTS);
const replaced: Read = (reply, method) => replaceOutcome(call(method), reply, INSTRUMENTS);
const account: Read = (reply, method) => accountOutcome(call(method), reply);
const limits: Read = (reply, method) => orderLimitsOutcome(call(method), reply);

const REST: readonly (readonly [file: string, CallMethod, Read])[] = [
  ["Trading/PlaceOrder", "order.place", one],
  ["Trading/CancelOrder", "order.cancel", one],
  ["Trading/ReplaceOrder", "order.cancelReplace", replaced],
  ["Trading/AmendOrder", "order.amend.keepPriority", one],
  ["Trading/CancelAllOrders", "openOrders.cancelAll", list],
  ["Trading/GetOrder", "order.status", one],
  ["Trading/GetOpenOrders", "openOrders.status", list],
  ["Trading/GetOrders", "allOrders", list],
  ["Trading/GetUserTrades", "myTrades", trades],
  ["Account/GetAccountInfo", "account.status", account],
  ["Account/GetOrderRateLimitStatus", "account.rateLimits.orders", limits],
  ["Account/GetAPIKeyPermissions", "apiRestrictions", (r, m) => keyPermissionsOutcome(call(m), r)],
  ["ExchangeData/GetServerTime", "time", (reply, method) => timeOutcome(call(method), reply)],
  ["ExchangeData/GetExchangeInfo", "exchangeInfo", (reply, m) => rulesOutcome(call(m), reply)],
];
const FRAMES: readonly (readonly [file: string, CallMethod, Read])[] = [
  ["Trading/PlaceOrder", "order.place", one],
  ["Trading/CancelOrder", "order.cancel", one],
  ["Trading/ReplaceOrder", "order.cancelReplace", replaced],
  ["Trading/AmendOrder", "order.amend.keepPriority", one],
  ["Trading/CancelAllOrders", "openOrders.cancelAll", list],
  ["Trading/GetOrder", "order.status", one],
  ["Trading/GetOpenOrders", "openOrders.status", list],
  ["Trading/GetUserTrades", "myTrades", trades],
  ["Account/GetAccountInfo", "account.status", account],
  ["Account/GetOrderRateLimits", "account.rateLimits.orders", limits],
];

/** Method, path, whether it is signed, and the answer: four parts, of which the last is the rest. */
async function restScript(file: string) {
  const text = await Bun.file(`${scripts}/Endpoints/Spot/${file}.txt`).text();
  const [method = "", path = "", , ...body] = text.replaceAll("\r", "").split("\n");
  const answer = {
    status: 200,
    headers: new Headers(),
    body: bare(body.join("\n")),
    failure: null,
  };
  return { method, path, reply: replyOfHttp(answer) };
}

/** What comes after the line with the equals sign. */
async function frameScript(file: string): Promise<string> {
  const text = await Bun.file(`${scripts}/${file}.txt`).text();
  const [, body = ""] = text.replaceAll("\r", "").split(/^=\s*$/m);
  return bare(body);
}

/** Scripts of calls by other clients wrap some answers once more. */
function bare(text: string): string {
  const trimmed = text.trim();
  const [, inner] = /^\{\s*"data":\s*(\{[\s\S]*\})\s*\}$/.exec(trimmed) ?? [];
  return inner ?? trimmed;
}

function expectRead(outcome: ReturnType<Read>): void {
  expect(outcome.kind).toBe("CONFIRMED");
  const { items, bad } = (outcome.value ?? {}) as Partial<ItemList<unknown>>;
  if (items === undefined) return;
  expect([items.length > 0, bad]).toEqual([true, []]);
}

describe.skipIf(!isThere)("the scripts", () => {
  test.each(REST)(
    "of %s on REST are at the place of %s, and read in full",
    async (file, name, read) => {
      const { method, path, reply } = await restScript(file);
      expect(restFormOf(name)).toEqual([method, path] as never);
      expectRead(read(reply, name));
    },
  );

  test.each(FRAMES)("of %s on the WebSocket API are read in full", async (file, name, read) => {
    const frame = apiFrameOf(await frameScript(`Socket/Spot/${file}`));
    if (frame.kind !== "REPLY") throw new Error(frame.kind);
    expect(frame.reply.usage.length).toBeGreaterThan(0);
    expectRead(read(frame.reply, name));
  });

  const events: readonly (readonly [string, object])[] = [
    ["Order", { kind: "ORDER", execution: "NEW", id: "mUvoqJxFIILMdfAW5iGSOW", drift: [] }],
    [
      "AccountPosition",
      { kind: "BALANCES", balances: [{ asset: "ETH", free: 1_000_000_000_000n }] },
    ],
    ["Balance", { kind: "BALANCE_CHANGE", asset: "BTC", change: 10_000_000_000n }],
    ["OcoOrder", { kind: "IGNORED", name: "listStatus" }],
  ];
  test.each(events)("of the private event %s are read", async (file, said) => {
    const frame = apiFrameOf(await frameScript(`Subscriptions/Spot/Account/${file}`));
    if (frame.kind !== "EVENT") throw new Error(frame.kind);
    expect(frame.subscriptionId).toBe("0");
    expect(readEvent(frame.event, INSTRUMENTS)).toMatchObject(said);
  });
});
