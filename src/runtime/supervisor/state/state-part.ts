/**
 * What is kept for a next process, as plain data: one part of one actor. The values of a table are
 * the bytes that lie in a slot of a board, and nobody here knows what they mean.
 */

/** `boards`: the durable boards. `snapshot`: the last one. `lives`: of all actors together. */
export type PartName = "boards" | "snapshot" | "lives";

/** Values of one type, by key, in the order of their keys. */
export type StateTable = {
  /** Of the board; of a snapshot, that of its type. */
  readonly name: string;
  readonly type: string;
  readonly version: number;
  /** Of the layout: other bytes are not believed. */
  readonly hash: string;
  readonly values: ReadonlyMap<number, Uint8Array>;
  /** An actor without such a board does without it. */
  readonly isOptional?: boolean;
};

export type StatePart = {
  readonly actor: string;
  readonly part: PartName;
  readonly tables: readonly StateTable[];
};

/** What a store has of one part. */
export type Loaded =
  | { readonly kind: "NONE" }
  | { readonly kind: "KEPT"; readonly part: StatePart }
  /** It is there and is not believed. */
  | { readonly kind: "REFUSED"; readonly reason: string };

/** Where the state of a desk is kept: in files of main's own, or by a journal. */
export type StateStore = {
  /** Before the first actor starts. */
  load(actor: string, part: PartName): Loaded;
  /** Replaces what is kept of the part, whole or not at all. Returns why not; null when it is kept. */
  keep(part: StatePart): Promise<string | null>;
  /**
   * Kind of the actor that has on its disk what is kept, where one has: what it was told in a life that
   * ended may be lost, so all is kept once more in its next.
   */
  readonly keptBy?: string;
  /** That actor's next life began: what it was told may be lost, and comes once more. */
  forgetKept?(): undefined;
  /** What is not believed is put out of the way of what is kept next. */
  setAside(actor: string, part: PartName): undefined;
};
