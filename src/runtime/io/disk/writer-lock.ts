/**
 * One writer a folder: a file that only one process can create, and that says which. It is left behind
 * by a process that is killed, so who finds it asks whether that process still lives: by its number,
 * the boot it belongs to and when it was started.
 *
 * A dead one's lock is moved away before a new one is created. Of two that find it at once, the later
 * one may move the lock that the earlier has just taken; it sees that by the words in it, puts it back
 * and is refused.
 */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileFailure } from "./file-failure.ts";
import { isAlive, ownMark, type ProcessMark, readBootId } from "./process-mark.ts";
import type { LockHolder } from "./storage.ts";

const NAME = "writer.lock";

type LockCard = LockHolder & ProcessMark;

export class WriterLock {
  readonly #path: string;
  readonly #isSuccessor: boolean;
  #own: string | null = null;

  /**
   * @param folder Path.
   * @param isSuccessor Whether a lock of this very process is one of a thread that has ended.
   */
  constructor(folder: string, isSuccessor: boolean) {
    this.#path = join(folder, NAME);
    this.#isSuccessor = isSuccessor;
  }

  /** Null when it is taken, else who has it. Throws what `node:fs` throws. */
  take(): LockHolder | null {
    const token = randomUUID();
    const own = JSON.stringify({ ...ownMark(), bootId: readBootId(), token });
    for (;;) {
      if (this.#create(own, token)) {
        this.#own = own;
        return null;
      }
      const found = this.#read();
      if (found === null) continue;
      const holder = holderOf(found, this.#isSuccessor);
      if (holder !== null) return holder;
      this.#moveAway(found, token);
    }
  }

  giveBack(): undefined {
    if (this.#own !== null && this.#read() === this.#own) rmSync(this.#path, { force: true });
    this.#own = null;
  }

  /** Whole or not at all, so that nobody reads half a card. */
  #create(own: string, token: string): boolean {
    const card = `${this.#path}.${token}.new`;
    writeFileSync(card, own, { mode: 0o600 });
    try {
      linkSync(card, this.#path);
      return true;
    } catch (error) {
      if (fileFailure(error).code !== "EEXIST") throw error;
      return false;
    } finally {
      rmSync(card, { force: true });
    }
  }

  #read(): string | null {
    try {
      return readFileSync(this.#path, "utf8");
    } catch (error) {
      if (fileFailure(error).code !== "ENOENT") throw error;
      return null;
    }
  }

  #moveAway(found: string, token: string): undefined {
    const away = `${this.#path}.${token}.dead`;
    try {
      renameSync(this.#path, away);
    } catch (error) {
      if (fileFailure(error).code !== "ENOENT") throw error;
      return;
    }
    if (readFileSync(away, "utf8") === found) rmSync(away, { force: true });
    else renameSync(away, this.#path);
  }
}

/** Who holds it, or null when nobody lives who does. A card that cannot be read was never whole. */
function holderOf(text: string, isSuccessor: boolean): LockHolder | null {
  const card = readCard(text);
  if (card === null) return null;
  const bootId = readBootId();
  if (bootId !== null && card.bootId !== null && bootId !== card.bootId) return null;
  if (isSuccessor && card.pid === process.pid) return null;
  return isAlive(card) ? { pid: card.pid, bootId: card.bootId } : null;
}

function readCard(text: string): LockCard | null {
  try {
    const { pid, startTicks, bootId } = JSON.parse(text) as Partial<LockCard>;
    if (!Number.isSafeInteger(pid)) return null;
    return { pid: pid ?? 0, startTicks: startTicks ?? null, bootId: bootId ?? null };
  } catch {
    return null;
  }
}
