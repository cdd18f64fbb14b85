/** An engine that says what it does in lines, and orders for it. */
import { MatchingEngine } from "../../../../../src/trading/venue/simulated/engine/matching-engine.ts";
import type { NewOrder } from "../../../../../src/trading/venue/simulated/engine/new-order.ts";
import { Ledger } from "./ledger.ts";
import { orderOf } from "./random-commands.ts";

/** An engine with a ledger as its sink, whose words are those since the last `say`. */
export function start() {
  const ledger = new Ledger();
  const engine = new MatchingEngine(ledger);
  const submit = (order: Partial<NewOrder>) => {
    const whole = orderOf(order);
    ledger.open(whole);
    ledger.said = [];
    return engine.submit(whole);
  };
  const said = () => ledger.said.filter((line) => !line.startsWith("accepted"));
  return { engine, ledger, submit, said };
}

/** Three orders to sell of another owner: 11 with 5 lots at 101, 12 with 5 there, 13 with 5 at 103. */
export function withAsks(owner = 9) {
  const desk = start();
  for (const [number, priceTicks] of [[11, 101] as const, [12, 101] as const, [13, 103] as const]) {
    desk.submit({ number, owner, side: "SELL", priceTicks, lots: 5 });
  }
  return desk;
}

/** Who rests at a price, in turn: number, shown and hidden lots. */
export function queueAt(
  engine: MatchingEngine,
  side: "BUY" | "SELL",
  priceTicks: number,
): string[] {
  const found: string[] = [];
  engine.forEachOrderAt(side, priceTicks, (number, shown, hidden) => {
    found.push(`${number}: ${shown} + ${hidden}`);
    return true;
  });
  return found;
}
