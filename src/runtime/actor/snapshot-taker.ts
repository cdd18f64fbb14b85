/** When the state of one incarnation is kept, and that it is kept under the name of its handler. */
import type { CellParts } from "./cell-parts.ts";
import { SNAPSHOT } from "./handler-names.ts";
import { guard } from "./tripwire.ts";

export class SnapshotTaker {
  readonly #parts: CellParts;
  #takenAt: number;
  /** Whether a handler ran since the last one. */
  isDirty = false;

  constructor(parts: CellParts) {
    this.#parts = parts;
    this.#takenAt = parts.clock();
  }

  /** A snapshot if one is due and a handler ran since the last. */
  takeIfDue(nowNs: number): undefined {
    if (!this.isDirty || nowNs - this.#takenAt < this.#parts.snapshotEveryNs) return;
    this.#takenAt = nowNs;
    this.isDirty = false;
    this.take();
  }

  /** False when it is larger than its slot: the last one stays. */
  take(): boolean {
    const { definition, state, snapshots, block, ctx, outbox } = this.#parts;
    if (definition.snapshot === undefined || snapshots === null) return true;
    block.handler = SNAPSHOT;
    const fits = snapshots.write(guard(() => definition.snapshot?.(state)));
    if (!fits) {
      ctx.log("warn", "snapshot is larger than its slot");
      outbox.publish();
    }
    block.handler = -1;
    return fits;
  }
}
