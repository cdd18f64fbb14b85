/** What answers mean: refused is only what the venue says it refused, and all else is left open. */
import { describe, expect, test } from "bun:test";
import {
  orderOutcome,
  ordersOutcome,
  type ReplaceOutcome,
  replaceOutcome,
} from "../../../../../src/trading/venue/binance/answers/order-answers.ts";
import { noReply, replyOfHttp } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import { callOf } from "../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { CANCELLED, framed, http, INSTRUMENTS, ORDER, refusals } from "./answer-kit.ts";

const place = callOf("order.place", "NEW", {});
const cancel = callOf("order.cancel", "CANCEL", {});
const replace = callOf("order.cancelReplace", "NEW", {});
const query = callOf("order.status", "QUERY", {});
const open = callOf("openOrders.status", "QUERY", {});

describe("an order that is answered", () => {
  test("is confirmed with what it says, also by its fills", () => {
    const fills = [
      {
        price: "23416.10",
        qty: "0.00100",
        commission: "0.02",
        commissionAsset: "USDT",
        tradeId: 7,
      },
      {
        price: "23416.00",
        qty: "0.00747",
        commission: "0.0000017",
        commissionAsset: "BNB",
        tradeId: 8,
      },
    ];
    const result = { ...ORDER, executedQty: "0.00847", status: "FILLED", fills };
    for (const reply of [http(200, result), framed(200, { result })]) {
      const outcome = orderOutcome(place, reply, INSTRUMENTS);
      expect(outcome).toMatchObject({
        kind: "CONFIRMED",
        value: {
          id: ORDER.clientOrderId,
          venueOrderId: "12569099453",
          status: "FILLED",
          side: "SELL",
          orderLots: 847,
          cumLots: 847,
          priceTicks: 2_341_610,
          updatedUs: 1_660_801_717_945_000,
          fills: [
            { tradeId: "7", lots: 100, fee: { asset: "QUOTE", assetText: "USDT", text: "0.02" } },
            { tradeId: "8", lots: 747, fee: { asset: "OTHER", assetText: "BNB" } },
          ],
        },
      });
    }
  });

  test("to a cancel is the order that was cancelled, by its own id", () => {
    const outcome = orderOutcome(cancel, http(200, CANCELLED), INSTRUMENTS);
    expect(outcome).toMatchObject({
      kind: "CONFIRMED",
      value: { id: ORDER.clientOrderId, status: "CANCELED", cumLots: 100 },
    });
  });

  test("to an amendment is the amended one, as of when that was", () => {
    const { origQty, updateTime, transactTime, ...rest }: Record<string, unknown> = ORDER;
    const amendedOrder = { ...rest, qty: "0.00500", preventedQty: "0.00010" };
    const reply = http(200, { transactTime: 1_741_926_410_255, executionId: 75, amendedOrder });
    const outcome = orderOutcome(
      callOf("order.amend.keepPriority", "REDUCE", {}),
      reply,
      INSTRUMENTS,
    );
    expect(outcome).toMatchObject({
      kind: "CONFIRMED",
      value: { orderLots: 500, preventedLots: 10, updatedUs: 1_741_926_410_255_000 },
    });
  });
});

describe("an outcome that is not known", () => {
  const unknown: readonly (readonly [string, Parameters<typeof orderOutcome>[1], string])[] = [
    ["no answer in time", noReply("TIMEOUT: 10 s"), "NO_ANSWER"],
    [
      "a connection that was reset",
      replyOfHttp({
        status: 0,
        headers: new Headers(),
        body: "",
        failure: { kind: "RESET", message: "reset" },
      }),
      "NO_ANSWER",
    ],
    ["500 without a body", http(500, ""), "SERVER_ERROR"],
    ["502 of a proxy", http(502, "<html>Bad Gateway</html>"), "SERVER_ERROR"],
    ["503 with a code that would refuse", http(503, { code: -2010, msg: "x" }), "SERVER_ERROR"],
    ["a frame with 500", framed(500, { error: { code: -1000, msg: "x" } }), "SERVER_ERROR"],
    ["-1006", http(400, { code: -1006, msg: "Unexpected response" }), "SERVER_ERROR"],
    ["-1007", framed(408, { error: { code: -1007, msg: "Timeout" } }), "SERVER_ERROR"],
    ["-1008", framed(400, { error: { code: -1008, msg: "Overloaded" } }), "SERVER_ERROR"],
    ["403 of a firewall", http(403, "<html>Request blocked</html>"), "UNEXPECTED_STATUS"],
    ["400 without a code", http(400, "bad request"), "UNEXPECTED_STATUS"],
    ["a code that is no error", http(400, { code: 200, msg: "success" }), "UNEXPECTED_STATUS"],
    ["a redirect", http(302, ""), "UNEXPECTED_STATUS"],
    ["200 that is cut off", http(200, JSON.stringify(ORDER).slice(0, 99)), "UNREADABLE"],
    ["200 without an order", http(200, {}), "UNREADABLE"],
    [
      "200 with a quantity off the grid",
      http(200, { ...ORDER, executedQty: "1.0000000001" }),
      "UNREADABLE",
    ],
    ["a frame without a result", framed(200, {}), "UNREADABLE"],
    ["a frame with a result and an error", framed(200, { result: ORDER, error: 7 }), "UNREADABLE"],
    ["an order without its id", http(200, { ...ORDER, clientOrderId: "" }), "UNREADABLE"],
    [
      "that the venue has our id already",
      http(400, { code: -2010, msg: "Duplicate order sent." }),
      "DUPLICATE",
    ],
  ];
  test.each(unknown)("is that of %s", (_name, reply, doubt) => {
    for (const call of [place, cancel, query]) {
      expect(orderOutcome(call, reply, INSTRUMENTS)).toMatchObject({ kind: "AMBIGUOUS", doubt });
    }
    expect(replaceOutcome(replace, reply, INSTRUMENTS)).toMatchObject({ kind: "AMBIGUOUS", doubt });
  });
});

describe("a refusal", () => {
  const refused: readonly (readonly [number, number, string])[] = [
    [400, -2010, "Account has insufficient balance for requested action."],
    [400, -1013, "Filter failure: LOT_SIZE"],
    [400, -1021, "Timestamp for this request is outside of the recvWindow."],
    [400, -1022, "Signature for this request is not valid."],
    [401, -2014, "API-key format invalid."],
    [400, -2011, "Order was not canceled due to cancel restrictions."],
  ];
  test.each(refused)("is %d with %d", (status, code, msg) => {
    for (const reply of refusals(status, code, msg)) {
      expect(orderOutcome(place, reply, INSTRUMENTS)).toEqual({
        kind: "REFUSED",
        code,
        reason: msg,
      });
      expect(orderOutcome(cancel, reply, INSTRUMENTS).kind).toBe("REFUSED");
    }
  });

  test("of an order that is not there is no refusal, and no proof: it is not found", () => {
    for (const reply of refusals(400, -2013, "Order does not exist.")) {
      expect(orderOutcome(query, reply, INSTRUMENTS).kind).toBe("NOT_FOUND");
    }
    for (const reply of refusals(400, -2011, "Unknown order sent.")) {
      expect(orderOutcome(cancel, reply, INSTRUMENTS).kind).toBe("NOT_FOUND");
      // What is placed need not be there before.
      expect(orderOutcome(place, reply, INSTRUMENTS).kind).toBe("REFUSED");
    }
  });

  test("of a query for orders is never an empty list", () => {
    for (const reply of [...refusals(400, -1021, "late"), noReply("reset"), http(200, {})]) {
      expect(ordersOutcome(open, reply, INSTRUMENTS).kind).not.toBe("CONFIRMED");
    }
    expect(ordersOutcome(open, http(200, []), INSTRUMENTS)).toEqual({
      kind: "CONFIRMED",
      value: { items: [], bad: [], drift: [] },
    });
  });
});

describe("too much", () => {
  test("is said with seconds on REST, and with a moment on the WebSocket API", () => {
    const slowed = { code: -1003, msg: "Too much request weight used" };
    expect(
      orderOutcome(place, http(429, slowed, { "Retry-After": "7" }), INSTRUMENTS),
    ).toMatchObject({
      kind: "RATE_LIMITED",
      pause: "SLOWED",
      until: { kind: "DELAY", seconds: 7 },
    });
    const frame = framed(429, { error: { ...slowed, data: { retryAfter: 1_660_801_722_000 } } });
    expect(orderOutcome(place, frame, INSTRUMENTS)).toMatchObject({
      pause: "SLOWED",
      until: { kind: "MOMENT", venueMs: 1_660_801_722_000 },
    });
  });

  test("is a wait when the venue's time stands beside the moment: no clock is needed", () => {
    const limited = (serverTime: unknown) => {
      const data = { serverTime, retryAfter: 1_660_801_722_500 };
      const frame = framed(429, { error: { code: -1003, msg: "Too much", data } });
      return orderOutcome(place, frame, INSTRUMENTS);
    };
    expect(limited(1_660_801_715_000)).toMatchObject({ until: { kind: "DELAY", seconds: 7.5 } });
    // A time behind the moment, or none, tells nothing.
    for (const serverTime of [1_660_801_723_000, "1660801715000", 0]) {
      expect(limited(serverTime)).toMatchObject({
        until: { kind: "MOMENT", venueMs: 1_660_801_722_500 },
      });
    }
  });

  test("is a ban with 418, and until when is in its text too", () => {
    const msg = "Way too much request weight used; IP banned until 1659146400000. Please use...";
    const ban = framed(418, { error: { code: -1003, msg } });
    expect(orderOutcome(query, ban, INSTRUMENTS)).toMatchObject({
      pause: "BANNED",
      until: { kind: "MOMENT", venueMs: 1_659_146_400_000 },
    });
    expect(orderOutcome(query, http(418, ""), INSTRUMENTS)).toMatchObject({
      pause: "BANNED",
      until: { kind: "UNSAID" },
    });
    expect(orderOutcome(query, http(429, { code: -1003, msg }), INSTRUMENTS)).toMatchObject({
      pause: "BANNED",
    });
  });

  test("of orders is of the account, and leaves reading and cancelling", () => {
    const reply = http(429, { code: -1015, msg: "Too many new orders" }, { "Retry-After": "3" });
    expect(orderOutcome(place, reply, INSTRUMENTS)).toMatchObject({
      pause: "ORDERS_FULL",
      isRefusal: true,
      code: -1015,
    });
  });

  test("refuses an order only when the venue says so, and never what changes one", () => {
    const said = http(429, { code: -1003, msg: "Too many requests" });
    const bare = http(429, "slow down");
    const isRefusal = (call: typeof place, reply: typeof said) => {
      const outcome = orderOutcome(call, reply, INSTRUMENTS);
      return outcome.kind === "RATE_LIMITED" ? outcome.isRefusal : outcome.kind;
    };
    expect([isRefusal(place, said), isRefusal(place, bare)]).toEqual([true, false]);
    expect([isRefusal(cancel, said), isRefusal(query, bare)]).toEqual([false, true]);
    const half = replaceOutcome(replace, said, INSTRUMENTS);
    expect(half.kind === "RATE_LIMITED" && half.isRefusal).toBe(false);
  });
});

describe("a replace", () => {
  const placed = { ...ORDER, clientOrderId: "o00001030000000y", executedQty: "0", status: "NEW" };
  const unknown = { code: -2011, msg: "Unknown order sent." };
  const poor = { code: -2010, msg: "Account has insufficient balance for requested action." };
  const partly = (status: number, code: number, data: unknown): readonly ReplaceOutcome[] =>
    refusals(status, code, "Order cancel-replace partially failed.", data).map((reply) =>
      replaceOutcome(replace, reply, INSTRUMENTS),
    );

  test("that went well has both orders", () => {
    const result = {
      cancelResult: "SUCCESS",
      newOrderResult: "SUCCESS",
      cancelResponse: CANCELLED,
      newOrderResponse: placed,
    };
    for (const reply of [http(200, result), framed(200, { result })]) {
      expect(replaceOutcome(replace, reply, INSTRUMENTS)).toMatchObject({
        kind: "CONFIRMED",
        value: {
          cancelled: { id: ORDER.clientOrderId, status: "CANCELED" },
          placed: { id: "o00001030000000y", status: "NEW" },
        },
      });
    }
  });

  test("whose new order failed has cancelled the old one (S31)", () => {
    const data = {
      cancelResult: "SUCCESS",
      newOrderResult: "FAILURE",
      cancelResponse: CANCELLED,
      newOrderResponse: poor,
    };
    for (const outcome of partly(409, -2021, data)) {
      expect(outcome).toMatchObject({
        kind: "PARTIAL",
        cancel: { kind: "CONFIRMED", value: { status: "CANCELED" } },
        place: { kind: "REFUSED", code: -2010 },
      });
    }
  });

  test("whose cancel failed has placed the new one, and the old one is not called gone", () => {
    const data = {
      cancelResult: "FAILURE",
      newOrderResult: "SUCCESS",
      cancelResponse: unknown,
      newOrderResponse: placed,
    };
    for (const outcome of partly(409, -2021, data)) {
      expect(outcome).toMatchObject({
        kind: "PARTIAL",
        cancel: { kind: "NOT_FOUND", code: -2011 },
        place: { kind: "CONFIRMED", value: { status: "NEW" } },
      });
    }
  });

  test("that stopped at the cancel has not tried the new one", () => {
    const data = {
      cancelResult: "FAILURE",
      newOrderResult: "NOT_ATTEMPTED",
      cancelResponse: unknown,
      newOrderResponse: null,
    };
    for (const outcome of partly(400, -2022, data)) {
      expect(outcome).toMatchObject({
        kind: "PARTIAL",
        cancel: { kind: "NOT_FOUND" },
        place: { kind: "NOT_ATTEMPTED" },
      });
    }
  });

  // BR-21: the words of a result that says both are not believed over what it carries.
  const torn: readonly (readonly [string, unknown])[] = [
    ["a success without its order", { cancelResult: "SUCCESS", cancelResponse: unknown }],
    ["a failure without its reason", { cancelResult: "FAILURE", cancelResponse: CANCELLED }],
    ["a word that is not known", { cancelResult: "QUEUED", cancelResponse: CANCELLED }],
    ["a cancel that was not tried", { cancelResult: "NOT_ATTEMPTED", cancelResponse: null }],
  ];
  test.each(torn)("with %s leaves that half open", (_name, half) => {
    const data = { ...(half as object), newOrderResult: "FAILURE", newOrderResponse: poor };
    for (const outcome of partly(409, -2021, data)) {
      expect(outcome).toMatchObject({
        kind: "PARTIAL",
        cancel: { kind: "AMBIGUOUS", doubt: "UNREADABLE" },
        place: { kind: "REFUSED" },
      });
    }
  });

  test("whose half timed out at the venue leaves that half open", () => {
    const data = {
      cancelResult: "SUCCESS",
      newOrderResult: "FAILURE",
      cancelResponse: CANCELLED,
      newOrderResponse: { code: -1007, msg: "Timeout waiting for response from backend server." },
    };
    for (const outcome of partly(409, -2021, data)) {
      expect(outcome).toMatchObject({ kind: "PARTIAL", place: { kind: "AMBIGUOUS" } });
    }
  });

  test("that is told by a server that failed is open as a whole", () => {
    const data = {
      cancelResult: "FAILURE",
      cancelResponse: unknown,
      newOrderResult: "NOT_ATTEMPTED",
    };
    for (const outcome of partly(503, -2022, data)) expect(outcome.kind).toBe("AMBIGUOUS");
  });

  test("that says partly without its parts is open as a whole", () => {
    for (const outcome of partly(409, -2021, undefined)) expect(outcome.kind).toBe("AMBIGUOUS");
  });
});
