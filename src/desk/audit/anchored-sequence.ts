/**
 * Up to where the journal is under a checkpoint that an anchor has taken: what may be retired. An anchor
 * over a network takes one later than it is signed, when more was written already.
 */
import type { AuditAnchor } from "../../runtime/journal/audit/anchor/audit-anchor.ts";

type Signed = { readonly note: string; readonly journalSequence: number };

/** An anchor is behind by no more checkpoints than are signed within its deadline. */
const WAITING_MAX = 1_000;

export class AnchoredSequence {
  readonly #anchors: readonly AuditAnchor[];
  /** Checkpoints that no anchor has taken yet, oldest first. */
  #waiting: Signed[] = [];
  #journalSequence = 0;

  /** @param anchors One of them is enough. Without any a checkpoint counts as it is signed. */
  constructor(anchors: readonly AuditAnchor[]) {
    this.#anchors = anchors;
  }

  /** Journal sequence; 0 before the first. It never goes back. */
  get journalSequence(): number {
    return this.#journalSequence;
  }

  /** The checkpoint `note` covers all records of the journal up to that one. May be told again. */
  signed(note: string, journalSequence: number): undefined {
    if (this.#waiting.at(-1)?.note === note) this.#waiting.pop();
    this.#waiting.push({ note, journalSequence });
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
  }

  /** Looks at what anchors have taken since. */
  look(): undefined {
    const taken = this.#anchors.map((anchor) => anchor.taken());
    const isTaken = ({ note }: Signed) => this.#anchors.length === 0 || taken.includes(note);
    const at = this.#waiting.findLastIndex(isTaken);
    const found = this.#waiting[at];
    if (found === undefined) return;
    this.#journalSequence = Math.max(this.#journalSequence, found.journalSequence);
    this.#waiting = this.#waiting.slice(at + 1);
  }
}
