/**
 * Records that went past an actor and that it will never handle: told from the sequences of its places
 * in topics, which main can read whether the actor lives or not.
 */
import { lostRecords, unreadRecords } from "../../ring/topic-slots.ts";
import type { Child, ReadSlot } from "../roster/child.ts";
import type { DeadLetters } from "./dead-letters.ts";

type Reader = Pick<Child, "name" | "reads">;

/** Counts each record once, when the actor comes back, or gives up its place. */
export class SkippedRecords {
  readonly #letters: DeadLetters;
  /** Of each place, how many of the present loss are counted already. */
  readonly #counted = new WeakMap<ReadSlot, number>();

  constructor(letters: DeadLetters) {
    this.#letters = letters;
  }

  /** Lost by `child` since it was last looked at, and not counted yet: it is down, or suspended. */
  pending(child: Reader): number {
    return child.reads.reduce((sum, place) => sum + this.#lostAt(place), 0);
  }

  /** `child` goes on: what it lost is counted, for each writer. Before its loop turns again. */
  settle(child: Reader, nowMs: number): undefined {
    for (const place of child.reads) {
      const lost = this.#lostAt(place);
      this.#counted.set(place, lostRecords(place.topic, place.slot));
      this.#note(child, place, { lost, nowMs });
    }
  }

  /** `child` reads at `places` no more: what it had not read is lost. */
  abandon(child: Pick<Child, "name">, places: readonly ReadSlot[], nowMs: number): undefined {
    for (const place of places) {
      this.#note(child, place, { lost: unreadRecords(place.topic, place.slot), nowMs });
    }
  }

  #lostAt(place: ReadSlot): number {
    const lost = lostRecords(place.topic, place.slot);
    const counted = this.#counted.get(place) ?? 0;
    // A smaller loss is another one: the reader has rejoined since.
    return lost >= counted ? lost - counted : lost;
  }

  #note(
    child: Pick<Child, "name">,
    { actor }: ReadSlot,
    of: { lost: number; nowMs: number },
  ): undefined {
    const { lost: count, nowMs } = of;
    const what = `${count} records of ${actor} went past it`;
    this.#letters.note({ actor: child.name, cause: "RECORD", what, count }, nowMs);
  }
}
