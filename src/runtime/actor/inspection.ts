/**
 * What an actor's file says, as plain data: read by the inspector worker, because main never
 * imports an actor's file.
 */
import type { Schema } from "../codec/message-type.ts";
import type { Setting } from "./setting.ts";

export type BoardInspection = {
  readonly schema: Schema;
  readonly hash: string;
  readonly slots: number;
  readonly slotBytes: number;
  /** Whether main keeps it for a next process. */
  readonly isDurable: boolean;
};

export type MessageInspection = { readonly schema: Schema; readonly hash: string };

export type ActorInspection = {
  readonly args: Readonly<Record<string, Setting<unknown>>>;
  readonly in: Readonly<Record<string, MessageInspection>>;
  readonly out: Readonly<Record<string, MessageInspection>>;
  readonly boards: Readonly<Record<string, BoardInspection>>;
  readonly watch: Readonly<Record<string, MessageInspection>>;
  readonly keep: MessageInspection | null;
  readonly answers: Readonly<Record<string, MessageInspection>>;
  /** Names of all its handlers; the control block tells by index which one runs. */
  readonly handlers: readonly string[];
};

/** `module` failed to import, or its default export is not a definition. */
export type InspectionFailure = {
  readonly message: string;
  /** Path and place in the source, where the error names one. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly stack: string;
};

/** Code that does not change any more, whatever becomes of its sources. */
export type PinnedCode = {
  /** Of the bundle's text, without its source map: 12 hex digits. */
  readonly hash: string;
  /** Its name in the folder of a run's code. */
  readonly file: string;
};

export type InspectionOutcome =
  | {
      readonly ok: true;
      readonly inspection: ActorInspection;
      /** The bundle that says so; null where the source itself was inspected. */
      readonly code: PinnedCode | null;
    }
  | { readonly ok: false; readonly failure: InspectionFailure };
