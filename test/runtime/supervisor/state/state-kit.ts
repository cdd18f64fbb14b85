/** Parts of state that tests keep, and a folder that ends with the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StatePart, StateTable } from "../../../../src/runtime/supervisor/state/state-part.ts";
import { atEnd } from "../../../kit/at-end.ts";

/** Gone with the test. */
export function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), "outcry-state-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function tableOf(
  name: string,
  values: readonly (readonly [number, number[]])[],
): StateTable {
  const bytes = values.map(([key, value]) => [key, Uint8Array.from(value)] as const);
  return { name, type: name, version: 1, hash: "0123456789abcdef", values: new Map(bytes) };
}

export const PART: StatePart = {
  actor: "risk",
  part: "boards",
  tables: [
    tableOf("trading", [[0, [1, 2, 3]]]),
    tableOf("position", [
      [0, [4]],
      [7, []],
    ]),
  ],
};
