/** Reads the fields of a JSON body, and keeps the first that is wrong. */
import { isRecord, type JsonRecord, shown } from "../../../binance/json.ts";

/** What is wrong, and what to do about it. */
export type BodyMistake = { readonly error: string; readonly next: string };

export class BodyReader {
  readonly #body: JsonRecord;
  readonly #read = new Set<string>();
  #mistake: BodyMistake | null = null;

  /** @param body What the JSON said; undefined where it was none. */
  constructor(body: unknown) {
    this.#body = isRecord(body) ? body : {};
    if (!isRecord(body)) this.#fail("the body must be a JSON object", "send an object: {...}");
  }

  text(name: string, otherwise: string): string {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    if (typeof value === "string") return value;
    this.#fail(`${name} must be text: found ${shown(value)}`, `put ${name} in quotes`);
    return otherwise;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    if (typeof value === "boolean") return value;
    this.#fail(
      `${name} must be true or false: found ${shown(value)}`,
      `set ${name} to true or false`,
    );
    return otherwise;
  }

  oneOf<const Word extends string | number>(
    name: string,
    words: readonly Word[],
    otherwise: Word | null,
  ): Word | null {
    const value = this.#take(name);
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    if (value === undefined && otherwise !== null) return otherwise;
    this.#fail(
      `${name} must be one of those known: found ${shown(value)}`,
      `set ${name} to one of: ${words.join(", ")}`,
    );
    return otherwise;
  }

  /** A whole number. `by` is what it is when it is not said. */
  count(
    name: string,
    {
      from,
      to = Number.MAX_SAFE_INTEGER,
      by,
    }: { readonly from: number; readonly to?: number; readonly by: number },
  ): number {
    const value = this.#take(name);
    if (value === undefined) return by;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= from && value <= to) {
      return value;
    }
    this.#fail(
      `${name} must be a whole number from ${from} to ${to}: found ${shown(value)}`,
      `set ${name} within its range`,
    );
    return by;
  }

  /** Whole numbers from 1; [] when they are not said. */
  counts(name: string): readonly number[] {
    const value = this.#take(name);
    if (value === undefined) return [];
    const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) > 0;
    if (Array.isArray(value) && value.every(isCount)) return value as number[];
    this.#fail(
      `${name} must be a list of whole numbers from 1: found ${shown(value)}`,
      "send [1, 2]",
    );
    return [];
  }

  /** Null when it is not said. */
  object(name: string): BodyReader | null {
    const value = this.#take(name);
    return value === undefined ? null : new BodyReader(value);
  }

  /** Null when all is right, and nothing was said that nobody reads. */
  end(): BodyMistake | null {
    const unread = Object.keys(this.#body).filter((name) => !this.#read.has(name));
    if (unread.length > 0) {
      this.#fail(`nothing is called ${unread.join(", ")}`, `use: ${[...this.#read].join(", ")}`);
    }
    return this.#mistake;
  }

  /** Takes over what is wrong in a part of the body. */
  join(part: BodyReader | null): undefined {
    const mistake = part?.end() ?? null;
    if (mistake !== null) this.#fail(mistake.error, mistake.next);
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.#body, name) ? this.#body[name] : undefined;
  }

  #fail(error: string, next: string): undefined {
    this.#mistake ??= { error, next };
  }
}
