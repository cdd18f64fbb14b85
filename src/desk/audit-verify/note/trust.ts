/**
 * Which keys may sign. It begins with those that are trusted from outside, and grows by those that the
 * log announces: a key counts as soon as a checkpoint of a trusted one covers its announcement. So
 * whoever trusts the first key can follow every rotation.
 */
import { tampered, unreadable } from "../verdict.ts";
import { checkSignatures, type Signed, type SignedCheckpoint } from "./signed-checkpoint.ts";
import { parseVerifierKey, type VerifierKey } from "./verifier-key.ts";

export class Trust {
  readonly #keys: VerifierKey[];
  readonly #announced: string[] = [];
  /** Which keys sign, from which record on. */
  readonly #signing: { readonly sequence: number; readonly keys: readonly string[] }[] = [];
  #waiting: { readonly key: VerifierKey; readonly sequence: number }[] = [];

  /** @param keys Trusted from the beginning. */
  constructor(keys: readonly VerifierKey[]) {
    this.#keys = [...keys];
  }

  /** All keys that the log has announced, in order. */
  get announced(): readonly string[] {
    return this.#announced;
  }

  /** Who signed a note, by the keys that are trusted now. */
  judge(note: SignedCheckpoint): Signed {
    return checkSignatures(note, this.#keys);
  }

  /** A run begins, and these are the keys that sign. @throws Broken when one is none. */
  begin(keys: readonly string[], sequence: number): undefined {
    for (const key of keys) this.#announce(key, sequence);
    this.#signing.push({ sequence, keys });
  }

  /** A key signs as well. @throws Broken when it is none. */
  add(key: string, sequence: number): undefined {
    this.#announce(key, sequence);
    this.#signing.push({ sequence, keys: [...this.#signingAt(sequence), key] });
  }

  /** A key signs no more. */
  retire(key: string, sequence: number): undefined {
    const keys = this.#signingAt(sequence).filter((one) => one !== key);
    this.#signing.push({ sequence, keys });
  }

  #signingAt(size: number): readonly string[] {
    return this.#signing.findLast(({ sequence }) => sequence < size)?.keys ?? [];
  }

  #announce(text: string, sequence: number): undefined {
    if (this.#announced.includes(text)) return;
    const key = parseVerifierKey(text);
    if (key === null) {
      throw tampered({ sequence, what: "announced key", expected: "a verifier key", actual: text });
    }
    this.#announced.push(text);
    if (!this.#keys.some((known) => known.text === text)) this.#waiting.push({ key, sequence });
  }

  /**
   * Checks the signatures of a checkpoint whose root was found to be true. Keys that were announced
   * in what it covers are trusted from then on.
   * @throws Broken for a bad signature, when no known key has signed, and when one that was to sign
   * did not.
   */
  accept(note: SignedCheckpoint, where: string): undefined {
    const signed = this.judge(note);
    if (signed === "BAD") {
      const what = `signature of ${where}`;
      throw tampered({ sequence: note.size, what, expected: "a true one", actual: "a bad one" });
    }
    if (signed === "UNKNOWN") {
      const names = note.signatures.map(({ name, id }) => `${name}+${id}`).join(", ");
      throw unreadable(`signature of ${where}`, "one of a known key", names);
    }
    for (const key of this.#signingAt(note.size)) {
      const isThere = note.signatures.some(({ name, id }) => key.startsWith(`${name}+${id}+`));
      const what = `signatures of ${where}`;
      if (!isThere) {
        throw tampered({ sequence: note.size, what, expected: `one of ${key}`, actual: "none" });
      }
    }
    const covered = this.#waiting.filter(({ sequence }) => sequence < note.size);
    this.#keys.push(...covered.map(({ key }) => key));
    this.#waiting = this.#waiting.filter((one) => !covered.includes(one));
  }
}
