/**
 * One writer a folder: a file that only one process can create, and that says which. It is left behind
 * by a process that is killed, so who finds it asks whether that process still lives: by its number,
 * the boot it belongs to and when it was started.
 *
 * A dead one's lock is moved away before a new one is created. Of two that find it at once, the later
 * one may move the lock that the earlier has just taken; it sees that by the words in it, puts it back
 * and is refused.
 *
 * A thread that is killed leaves the lock to its process, which lives. So the card says which actor
 * took it, in which life, and a later life of that actor takes it over.
 */
import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, ownMark, type ProcessMark, readBootId } from "../process-mark.ts";
import { fileFailure } from "./file-failure.ts";
import type { LockHolder, WriterLife } from "./storage.ts";

const NAME = "writer.lock";

type LockCard = LockHolder &
  ProcessMark & { readonly actor: string | null; readonly incarnation: number };

export class WriterLock {
  readonly #path: string;
  readonly #life: WriterLife | null;
  #own: string | null = null;

  /**
   * @param folder Path.
   * @param life Who would write; null takes no lock over within this process.
   */
  constructor(folder: string, life: WriterLife | null) {
    this.#path = join(folder, NAME);
    this.#life = life;
  }

  /** Null when it is taken, else who has it. Throws what `node:fs` throws. */
  take(): LockHolder | null {
    const token = randomUUID();
    const { actor = null, incarnation = 0 } = this.#life ?? {};
    const own = JSON.stringify({ ...ownMark(), bootId: readBootId(), token, actor, incarnation });
    for (;;) {
      if (this.#create(own, token)) {
        this.#own = own;
        return null;
      }
      const found = this.#read();
      if (found === null) continue;
      const holder = holderOf(found, this.#life);
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
function holderOf(text: string, life: WriterLife | null): LockHolder | null {
  const card = readCard(text);
  if (card === null) return null;
  const bootId = readBootId();
  if (bootId !== null && card.bootId !== null && bootId !== card.bootId) return null;
  if (card.pid === process.pid && isBefore(card, life)) return null;
  return isAlive(card) ? { pid: card.pid, bootId: card.bootId } : null;
}

/** Whether an earlier life of the same actor took it, and no life before this one runs any more. */
function isBefore({ actor, incarnation }: LockCard, life: WriterLife | null): boolean {
  if (life === null || !life.isSuccessor) return false;
  return actor === life.actor && incarnation < life.incarnation;
}

function readCard(text: string): LockCard | null {
  try {
    const card = JSON.parse(text) as Partial<LockCard>;
    const { pid = 0, startTicks = null, bootId = null } = card;
    // A card that names no life is before none.
    const { actor = null, incarnation = Number.POSITIVE_INFINITY } = card;
    if (!Number.isSafeInteger(card.pid)) return null;
    return { pid, startTicks, bootId, actor, incarnation };
  } catch {
    return null;
  }
}
