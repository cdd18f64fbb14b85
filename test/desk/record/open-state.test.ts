/** Where an order stands on the board of open orders, behind each event. */
import { describe, expect, test } from "bun:test";
import { openStateAfter } from "../../../src/desk/record/open-state.ts";
import { OrderImage } from "../../../src/desk/record/order-image.ts";
import { orderEventOf } from "../../kit/order-event.ts";

describe("openStateAfter", () => {
  test("an order of unknown outcome stands as such until the venue names it", () => {
    expect(openStateAfter("SENT", { kind: "UNKNOWN", leavesLots: 10 })).toBe("UNKNOWN");
    expect(openStateAfter("UNKNOWN", { kind: "CANCEL_REJECTED", leavesLots: 10 })).toBe("UNKNOWN");
    expect(openStateAfter("UNKNOWN", { kind: "ACK", leavesLots: 10 })).toBe("WORKING");
    expect(openStateAfter("UNKNOWN", { kind: "FILL", leavesLots: 1 })).toBe("WORKING");
    expect(openStateAfter("UNKNOWN", { kind: "REJECTED", leavesLots: 0 })).toBe("FREE");
  });

  test("what can still be filled is never shown as free", () => {
    for (const kind of ["SENT", "ACK", "FILL", "CANCEL_REJECTED", "UNKNOWN"] as const) {
      for (const before of ["FREE", "SENT", "WORKING", "UNKNOWN"] as const) {
        expect(openStateAfter(before, { kind, leavesLots: 1 })).not.toBe("FREE");
      }
    }
  });
});

describe("OrderImage", () => {
  const event = (kind: "SENT" | "UNKNOWN" | "ACK" | "REJECTED", leavesLots: number) =>
    orderEventOf({ kind, orderId: "o1", sentAt: 1, leavesLots });

  test("an order in doubt keeps its slot and its lots", () => {
    const image = new OrderImage();
    image.take({ sequence: 1, event: event("SENT", 10) });
    image.take({ sequence: 2, event: event("UNKNOWN", 10) });
    expect(image.orders).toMatchObject([{ orderId: "o1", state: "UNKNOWN", cumLots: 0 }]);
  });

  test("an order that its gateway found at the venue, or that came back from its end, is open", () => {
    const image = new OrderImage();
    image.take({ sequence: 1, event: event("ACK", 10) });
    expect(image.orders).toMatchObject([{ orderId: "o1", state: "WORKING" }]);
    image.take({ sequence: 2, event: event("REJECTED", 0) });
    image.take({ sequence: 3, event: event("ACK", 10) });
    expect(image.orders).toMatchObject([{ orderId: "o1", state: "WORKING", sequence: 3 }]);
  });

  test("what never left opens nothing", () => {
    const image = new OrderImage();
    image.take({ sequence: 1, event: event("REJECTED", 0) });
    expect(image.orders).toEqual([]);
  });
});
