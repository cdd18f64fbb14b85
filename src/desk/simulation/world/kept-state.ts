/** State that outlives a simulated process: kept after a while, and what was being kept is lost with it. */

import type { Owner } from "../../../runtime/simulation/engine/agenda.ts";
import type { Engine } from "../../../runtime/simulation/engine/engine.ts";
import type {
  Loaded,
  PartName,
  StatePart,
  StateStore,
} from "../../../runtime/supervisor/state/state-part.ts";

/** Until a part lies under its name. Nanoseconds. */
const KEEP_NS = { low: 1e5, high: 5e6 };

export class KeptState {
  readonly #engine: Engine;
  readonly #parts = new Map<string, StatePart>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** As one process sees it. */
  storeOf(process: Owner): StateStore {
    const key = (actor: string, part: PartName) => `${actor}.${part}`;
    const parts = this.#parts;
    const engine = this.#engine;
    return {
      load(actor, part): Loaded {
        const kept = parts.get(key(actor, part));
        return kept === undefined ? { kind: "NONE" } : { kind: "KEPT", part: kept };
      },
      keep: (part) =>
        new Promise((resolve) => {
          const ns = engine.random.between(KEEP_NS.low, KEEP_NS.high);
          engine.laterAsync(ns, process, () => {
            parts.set(key(part.actor, part.part), part);
            resolve(null);
          });
        }),
      setAside(actor, part) {
        parts.delete(key(actor, part));
      },
    };
  }
}
