/**
 * One writer a folder. That no other process writes is the kernel's word: `writer.held` is locked, and
 * free when its process ends, in whatever namespace that ran. `writer.lock` is a card that says who it
 * is. Where the kernel has no such lock, the card alone decides: by the number of the process, the boot
 * it belongs to and when it was started; one of another PID namespace is taken for alive.
 *
 * A dead one's card is moved away before a new one is created. Of two that find it at once, the later
 * one may move the card that the earlier has just made; it sees that by the words in it, puts it back
 * and is refused.
 *
 * A thread that is killed leaves the lock to its process, which lives. So the card says which actor
 * took it, and in which life: a later life of that actor takes it over.
 */
import { randomUUID } from "node:crypto";
import { closeSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, isForeign, ownMark, type ProcessMark, readBootId } from "../../process-mark.ts";
import { fileFailure } from "../file-failure.ts";
import type { LockHolder, WriterLife } from "../storage.ts";
import { type NoLock, ownKernelLock, takeKernelLock } from "./kernel-lock.ts";

const CARD = "writer.lock";
const HELD = "writer.held";

type LockCard = ProcessMark & {
  readonly bootId: string | null;
  readonly actor: string | null;
  readonly incarnation: number;
};

export class WriterLock {
  readonly #path: string;
  readonly #heldPath: string;
  readonly #life: WriterLife | null;
  readonly #lock: (path: string) => number | NoLock;
  #own: string | null = null;
  #handle: number | null = null;

  /**
   * @param folder Path.
   * @param life Who would write; null takes no lock over within this process.
   * @param lock The kernel's, of a path.
   */
  constructor(folder: string, life: WriterLife | null, lock = takeKernelLock) {
    this.#path = join(folder, CARD);
    this.#heldPath = join(folder, HELD);
    this.#life = life;
    this.#lock = lock;
  }

  /** Null when it is taken, else who has it. Throws what `node:fs` throws. */
  take(): LockHolder | null {
    const taken = this.#lock(this.#heldPath);
    try {
      // A thread that was killed has left it to this process: which of its lives has it the card says.
      const kernel = taken === "HELD" ? (ownKernelLock(this.#heldPath) ?? taken) : taken;
      let answer: LockHolder | "AGAIN" | null;
      do answer = this.#takeCard(kernel);
      while (answer === "AGAIN");
      return answer;
    } finally {
      if (this.#own === null && typeof taken === "number") closeSync(taken);
    }
  }

  giveBack(): undefined {
    // Under another card it is a later life's, and so is the handle.
    if (this.#own !== null && this.#read() === this.#own) {
      if (this.#handle !== null) closeSync(this.#handle);
      rmSync(this.#path, { force: true });
    }
    this.#own = null;
    this.#handle = null;
  }

  #takeCard(kernel: number | NoLock): LockHolder | "AGAIN" | null {
    const found = this.#read();
    const card = found === null ? null : readCard(found);
    const holder = holderOf(card, kernel);
    const isLeft = kernel !== "HELD" && card !== null && isBefore(card, this.#life);
    if (holder !== null && !isLeft) return holder;
    const token = randomUUID();
    if (found !== null) this.#moveAway(found, token);
    const { actor = null, incarnation = 0 } = this.#life ?? {};
    const life = { bootId: readBootId(), token, actor, incarnation };
    const own = JSON.stringify({ ...ownMark(), ...life });
    // Another one was quicker.
    if (!this.#create(own, token)) return "AGAIN";
    this.#own = own;
    this.#handle = typeof kernel === "number" ? kernel : null;
    return null;
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
function holderOf(card: LockCard | null, kernel: number | NoLock): LockHolder | null {
  const bootId = readBootId();
  const isOfBoot =
    card !== null && !(bootId !== null && card.bootId !== null && bootId !== card.bootId);
  const isSeen = isOfBoot && !isForeign(card) && isAlive(card);
  if (isSeen) return { pid: card.pid, bootId: card.bootId };
  const mayLive = kernel === "HELD" || (kernel === "UNKNOWN" && isOfBoot && isForeign(card));
  return mayLive ? { pid: null, bootId } : null;
}

/** Whether an earlier life of the same actor took it in this process, and no life before this one runs any more. */
function isBefore(card: LockCard, life: WriterLife | null): boolean {
  if (life === null || !life.isSuccessor || !isOwnProcess(card)) return false;
  return card.actor === life.actor && card.incarnation < life.incarnation;
}

function isOwnProcess(card: LockCard): boolean {
  const { pid, startTicks } = ownMark();
  const isSame = card.pid === pid && (card.startTicks ?? startTicks) === startTicks;
  return isSame && !isForeign(card) && card.bootId === readBootId();
}

function readCard(text: string): LockCard | null {
  try {
    const card = JSON.parse(text) as Partial<LockCard>;
    const { pid = 0, startTicks = null, bootId = null, namespace = null } = card;
    // A card that names no life is before none.
    const { actor = null, incarnation = Number.POSITIVE_INFINITY } = card;
    if (!Number.isSafeInteger(card.pid)) return null;
    return { pid, startTicks, bootId, namespace, actor, incarnation };
  } catch {
    return null;
  }
}
