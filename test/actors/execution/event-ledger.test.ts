/** The ledger of a gateway: orders, their slots on the board, and what comes back from its end. */
import { describe, expect, test } from "bun:test";
import { EventLedger, type LedgerOrder } from "../../../actors/execution/event-ledger.ts";
import paper from "../../../actors/execution/paper.ts";
import { ActorWorld } from "../actor-kit.ts";
import { FACTS } from "../desk-kit.ts";

function orderOf(id: string): LedgerOrder {
  const about = { side: "BUY", strategy: 3, instrument: 0, priceTicks: 100 } as const;
  return { ...about, id, orderLots: 8, cumLots: 0, sentAt: 1 };
}

function ledgerOf() {
  const options = { name: "paper", number: 2, kind: "execution", facts: FACTS };
  const world = new ActorWorld({ ...options, encoded: paper });
  const ledger = new EventLedger<LedgerOrder>();
  const say = (order: LedgerOrder, kind: "SENT" | "ACK" | "CANCELED") =>
    ledger.say(order, { kind }, world.ctx as never);
  return { world, ledger, say };
}

describe("EventLedger", () => {
  test.each(["SENT", "ACK"] as const)(
    "an order that comes back from its end by %s is open again, in its own slot",
    (kind) => {
      const { world, ledger, say } = ledgerOf();
      const [order, other] = [orderOf("o1"), orderOf("o2")];
      for (const each of [order, other]) {
        ledger.add(each);
        say(each, "SENT");
      }
      say(order, "CANCELED");
      expect(ledger.has("o1")).toBe(false);
      expect(world.on("openOrder", 0)).toMatchObject({ orderId: "o1", state: "FREE" });
      say(order, kind);
      expect(ledger.get("o1")).toBe(order);
      expect(world.on("openOrder", 0)).toMatchObject({ orderId: "o1" });
      expect(world.on("openOrder", 0)).not.toMatchObject({ state: "FREE" });
      expect(ledger.count).toBe(2);
    },
  );

  test("one that comes back once another has its slot takes a slot of its own", () => {
    const { world, ledger, say } = ledgerOf();
    const [order, other] = [orderOf("o1"), orderOf("o2")];
    ledger.add(order);
    say(order, "SENT");
    say(order, "CANCELED");
    ledger.add(other);
    say(other, "SENT");
    say(order, "ACK");
    expect(world.on("openOrder", 0)).toMatchObject({ orderId: "o2", state: "SENT" });
    expect(world.on("openOrder", 1)).toMatchObject({ orderId: "o1", state: "WORKING" });
  });
});
