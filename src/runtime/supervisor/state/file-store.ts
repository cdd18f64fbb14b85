/**
 * State in files: `<folder>/<actor>.<part>`, one written at a time, each under a new name and then
 * renamed, so that a file is the last whole one wherever its writer died.
 *
 * What was written outlives the process, not the machine: nothing is synced to the disk, so that a
 * slow disk is never waited for. Work is done by threads of the system; main goes on meanwhile.
 */
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeStateFile, encodeStateFile } from "./state-file.ts";
import type { Loaded, PartName, StatePart, StateStore } from "./state-part.ts";

/** Its owner reads and writes it, nobody else. */
const MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Behind the name of a file that was not believed. */
const REFUSED_ENDING = "refused";

export class FileStateStore implements StateStore {
  readonly #folder: string;

  /** Makes `folder` when it is not there; throws when it cannot. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    this.#folder = folder;
  }

  load(actor: string, part: PartName): Loaded {
    let file: Uint8Array;
    try {
      file = readFileSync(this.#pathOf(actor, part));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === "ENOENT" ? { kind: "NONE" } : { kind: "REFUSED", reason: message };
    }
    const decoded = decodeStateFile(file, { actor, part });
    return decoded.ok
      ? { kind: "KEPT", part: decoded.value }
      : { kind: "REFUSED", reason: decoded.failure };
  }

  async keep(part: StatePart): Promise<string | null> {
    const path = this.#pathOf(part.actor, part.part);
    try {
      await writeFile(`${path}.new`, encodeStateFile(part), { mode: MODE });
      await rename(`${path}.new`, path);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Renames it to `<actor>.<part>.refused`, for whoever looks what it was. */
  setAside(actor: string, part: PartName): undefined {
    const path = this.#pathOf(actor, part);
    // What is missing was refused, too.
    if (existsSync(path)) renameSync(path, `${path}.${REFUSED_ENDING}`);
  }

  #pathOf(actor: string, part: PartName): string {
    return join(this.#folder, `${actor}.${part}`);
  }
}
