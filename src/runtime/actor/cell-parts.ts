/** What the cell of one incarnation is made of; `build-cell.ts` puts it together. */
import type { IdleStrategy } from "../ring/idle-strategy.ts";
import type { TelemetryWriter } from "../telemetry/telemetry-writer.ts";
import type { BoardShelf } from "./board-shelf.ts";
import type { CellContext } from "./cell-context.ts";
import type { ControlBlock } from "./control-block.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import type { DeskBoards } from "./desk-boards.ts";
import type { HandlerTable } from "./handler-table.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Outbox } from "./outbox.ts";
import type { Recorder } from "./recorder.ts";
import type { SnapshotStore } from "./snapshot-store.ts";
import type { Witness } from "./witness.ts";

export type CellParts = {
  readonly definition: AnyActorDefinition;
  readonly state: unknown;
  readonly idle: IdleStrategy;
  readonly block: ControlBlock;
  readonly desk: DeskBoards;
  readonly ctx: CellContext;
  readonly outbox: Outbox;
  readonly mailbox: Mailbox;
  readonly handlers: HandlerTable;
  readonly shelves: readonly BoardShelf<never>[];
  readonly snapshots: SnapshotStore<unknown> | null;
  readonly telemetry: TelemetryWriter;
  readonly clock: () => number;
  readonly snapshotEveryNs: number;
  readonly witness: Witness | null;
  readonly recorder: Recorder | null;
};
