/** State in the memory of this process: for a desk that has no folder. It ends with its process. */
import type { Loaded, PartName, StatePart, StateStore } from "./state-part.ts";

export class MemoryStateStore implements StateStore {
  readonly #parts = new Map<string, StatePart>();

  load(actor: string, part: PartName): Loaded {
    const kept = this.#parts.get(`${actor}.${part}`);
    return kept === undefined ? { kind: "NONE" } : { kind: "KEPT", part: kept };
  }

  async keep(part: StatePart): Promise<string | null> {
    this.#parts.set(`${part.actor}.${part.part}`, part);
    return null;
  }

  setAside(actor: string, part: PartName): undefined {
    this.#parts.delete(`${actor}.${part}`);
  }
}
