/** What each strategy holds of each instrument, by the fills of a journal: each of them counts once. */
import type { SeenRecord } from "../journal-view/journal-reader.ts";
import { instrumentText } from "../journal-view/text/field-text.ts";

/** Fills that are remembered so that one which comes again is known. */
const REMEMBERED_MAX = 65_536;

export class FillSums {
  readonly #lots = new Map<string, number>();
  /** The newest ones, oldest first. */
  readonly #seen = new Set<string>();

  /** Takes an order event. Those that are no fill, or came before, change nothing. */
  take({ actor, record, names, decode }: SeenRecord): undefined {
    const { body } = decode();
    if (body?.kind !== "FILL") return;
    const { deltaLots, side, strategy, instrument } = body;
    if (typeof deltaLots !== "number") return;
    if (this.#isAgain(`${actor} ${record.sequence} ${record.committedAt}`)) return;
    const pair = keyOf(names.actorNamed(strategy), instrumentText(names.table, instrument).name);
    const signed = side === "BUY" ? deltaLots : -deltaLots;
    this.#lots.set(pair, (this.#lots.get(pair) ?? 0) + signed);
  }

  /** Lots, positive is long. */
  heldBy(strategy: string, instrument: string): number {
    return this.#lots.get(keyOf(strategy, instrument)) ?? 0;
  }

  /** A journal that was started again may have its last records twice: same topic, sequence and time. */
  #isAgain(fill: string): boolean {
    if (this.#seen.has(fill)) return true;
    this.#seen.add(fill);
    if (this.#seen.size > REMEMBERED_MAX) {
      const [oldest = ""] = this.#seen;
      this.#seen.delete(oldest);
    }
    return false;
  }
}

function keyOf(strategy: string, instrument: string): string {
  return `${strategy} ${instrument}`;
}
