/** Keys of user data streams: one an account, good for an hour from its last use. */
import { Prng } from "../../../../../../core/prng.ts";

const LIFE_US = 3_600_000_000;
const LENGTH = 64;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

type Key = { readonly text: string; readonly account: number; until: number };

export class ListenKeys {
  readonly #keys = new Map<string, Key>();
  readonly #prng = new Prng(0x1157e4);

  /** When the first one ends. Wall microseconds; infinite without keys. */
  get nextAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { until } of this.#keys.values()) next = Math.min(next, until);
    return next;
  }

  /** Returns the account's key, good for another hour; a new one when it has none. */
  open(account: number, at: number): string {
    const key = this.#of(account, at) ?? this.#make(account);
    key.until = at + LIFE_US;
    return key.text;
  }

  /** The account's key is good for another hour. Null when it has none. */
  keep(account: number, at: number): string | null {
    const key = this.#of(account, at);
    if (key === null) return null;
    key.until = at + LIFE_US;
    return key.text;
  }

  /** Ends the account's key. False when it has none. */
  close(account: number, at: number): boolean {
    const key = this.#of(account, at);
    return key !== null && this.#keys.delete(key.text);
  }

  /** NaN when there is no such key, or not any more. */
  accountOf(text: string): number {
    return this.#keys.get(text)?.account ?? Number.NaN;
  }

  /** Ends those whose time is up, and returns them. */
  expire(at: number): readonly { readonly text: string; readonly account: number }[] {
    const over = [...this.#keys.values()].filter(({ until }) => until <= at);
    for (const { text } of over) this.#keys.delete(text);
    return over;
  }

  #of(account: number, at: number): Key | null {
    const found = [...this.#keys.values()].find((key) => key.account === account);
    return found !== undefined && found.until > at ? found : null;
  }

  #make(account: number): Key {
    let text = "";
    while (text.length < LENGTH) text += LETTERS[this.#prng.between(0, LETTERS.length - 1)] ?? "";
    const key = { text, account, until: 0 };
    this.#keys.set(text, key);
    return key;
  }
}
