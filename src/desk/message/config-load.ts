/** Said by main of the desk's files as they are put in force: at the start, and at each change. */
import { definePacked } from "../../runtime/codec/define-packed.ts";
import type { FileLimits } from "./desk-facts.ts";

/** One file of the desk's folder. */
export type LoadedFile = {
  readonly file: string;
  /** Hex. Files name secrets by reference only, so neither text nor hash holds one. */
  readonly sha256: string;
};

export type ConfigLoadBody = {
  /** SHA-256 over all files, hex. */
  readonly hash: string;
  readonly files: readonly LoadedFile[];
  /** Of each strategy, as in force. */
  readonly limits: Readonly<Record<string, FileLimits>>;
  /** What is other than before: `strategy-a: limits.positionLots.0 100 > 200`. Empty at the start. */
  readonly changes: readonly string[];
};

export const ConfigLoad = definePacked<ConfigLoadBody>("config-load", 1);
