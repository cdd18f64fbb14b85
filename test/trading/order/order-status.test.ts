/** What an order is reported as, when more than one thing is true of it. */
import { describe, expect, test } from "bun:test";
import type { OrderBase } from "../../../src/trading/order/order.ts";
import type { OrderEvent } from "../../../src/trading/order/order-event.ts";
import { statusOf } from "../../../src/trading/order/order-status.ts";
import { ask, fold, orderAt, trade } from "./order-kit.ts";

const cancel: OrderEvent = { kind: "CANCEL_REQUESTED" };

describe("statusOf", () => {
  test.each<[OrderBase, OrderEvent[], string]>([
    ["NEW", [], "NEW"],
    ["NEW", [cancel], "PENDING_CANCEL"],
    ["NEW", [ask("Y", 5)], "PENDING_REPLACE"],
    ["NEW", [ask("Y", 5), cancel], "PENDING_CANCEL"],
    ["PARTIAL", [cancel, trade("t2", 1_000)], "PENDING_CANCEL"],
    ["PARTIAL", [ask("Y", 5_000), trade("t2", 6_000)], "PENDING_REPLACE"],
    ["PARTIAL", [cancel, { kind: "DONE_FOR_DAY" }], "PENDING_CANCEL"],
    ["PARTIAL", [cancel, { kind: "CANCELED" }], "CANCELED"],
    ["PARTIAL", [cancel, { kind: "EXPIRED" }], "EXPIRED"],
    ["NEW", [cancel, ask("Y", 5), { kind: "REJECTED" }], "REJECTED"],
    ["FILLED", [cancel], "FILLED"],
  ])("%s after %o is reported as %s", (base, events, status) => {
    expect(statusOf(fold(orderAt(base), ...events).order)).toBe(status as never);
  });

  test("is the base while nothing is pending", () => {
    for (const base of ["INIT", "DENIED", "UNKNOWN", "SUSPENDED", "DFD", "FILLED"] as const) {
      expect(statusOf(orderAt(base))).toBe(base);
    }
  });
});
