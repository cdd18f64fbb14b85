/**
 * Reads the parameters of one call as the venue does, and remembers the first thing that is wrong.
 *
 * Each read returns something of its type, also of what is wrong: whoever reads looks at `end()` once,
 * before anything is done. `end()` also finds what was sent and not asked for.
 */
import {
  badValue,
  emptyParam,
  illegalCharacters,
  missingParam,
  needlessParam,
  overflow,
  tooManyParams,
  tooPrecise,
  unreadParams,
  VENUE_ERRORS,
  type VenueError,
} from "./venue-error.ts";

const INTEGER = "^[0-9]{1,20}$";
const DECIMAL = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
const SYMBOL = "^[A-Z0-9-_.]{1,20}$";
const CLIENT_ID = "^[a-zA-Z0-9-_]{1,36}$";
const PATTERNS: ReadonlyMap<string, RegExp> = new Map(
  [INTEGER, DECIMAL, SYMBOL, CLIENT_ID].map((range) => [range, new RegExp(range)]),
);
const PLACES_MAX = 8;
/** From here on a time is microseconds: in milliseconds it would be the year 5138. */
const MICROSECONDS_FROM = 1e14;

/** What belongs to no call, and comes with each that is signed. */
const OF_THE_SIGNATURE = ["timestamp", "recvWindow", "signature", "apiKey"] as const;

export class ParamReader {
  readonly #sent: ReadonlyMap<string, string>;
  readonly #read = new Set<string>();
  #failure: VenueError | null = null;

  /** @param sent By name, decoded. */
  constructor(sent: ReadonlyMap<string, string>) {
    this.#sent = sent;
  }

  /** Whether it was sent, perhaps empty. It does not count as read. */
  has(name: string): boolean {
    return this.#sent.has(name);
  }

  /** Remembers `failure` when nothing was wrong before. */
  fail(failure: VenueError): undefined {
    this.#failure ??= failure;
  }

  /** Refuses a parameter that does not go with the others. */
  refuse(...names: readonly string[]): undefined {
    for (const name of names) {
      if (!this.#sent.has(name)) continue;
      this.#read.add(name);
      this.fail(needlessParam(name));
    }
  }

  /** The text, not empty; null when it was not sent. */
  text(name: string): string | null {
    const value = this.#sent.get(name);
    if (value === undefined) return null;
    this.#read.add(name);
    if (value !== "") return value;
    this.fail(emptyParam(name));
    return null;
  }

  /** The text; "" when it is missing, which is wrong. */
  requiredText(name: string): string {
    const value = this.#sent.get(name) ?? "";
    this.#read.add(name);
    if (value === "") this.fail(missingParam(name));
    return value;
  }

  /** Whether it is listed is not asked here. */
  symbol(): string {
    return this.#checked("symbol", this.requiredText("symbol"), SYMBOL);
  }

  /** "" when it was not sent. */
  optionalSymbol(): string {
    return this.#checked("symbol", this.text("symbol") ?? "", SYMBOL);
  }

  /** "" when it was not sent. */
  clientId(name: string): string {
    return this.#checked(name, this.text(name) ?? "", CLIENT_ID);
  }

  /** One of `words`; `fallback` when it was not sent. Without a fallback it is mandatory. */
  word<const Word extends string>(
    name: string,
    words: readonly Word[],
    { fallback, error }: { readonly fallback?: Word; readonly error?: VenueError },
  ): Word {
    const first = words[0] as Word;
    const text = fallback === undefined ? this.requiredText(name) : (this.text(name) ?? fallback);
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    this.fail(error ?? badValue(name));
    return fallback ?? first;
  }

  /** A whole number within 2^53; NaN when it was not sent. */
  integer(name: string): number {
    const text = this.#checked(name, this.text(name) ?? "", INTEGER);
    if (text === "") return Number.NaN;
    const value = Number(text);
    if (Number.isSafeInteger(value)) return value;
    this.fail(overflow(name));
    return Number.NaN;
  }

  /** How many are wanted: what is beyond `max` is cut to it. */
  limit({ fallback, max }: { readonly fallback: number; readonly max: number }): number {
    const value = this.integer("limit");
    if (Number.isNaN(value)) return fallback;
    if (value === 0) this.fail(badValue("limit"));
    return Math.min(value, max);
  }

  /** A time in wall microseconds, sent in milliseconds or microseconds; NaN when it was not sent. */
  time(name: string): number {
    const value = this.integer(name);
    return value < MICROSECONDS_FROM ? value * 1_000 : value;
  }

  /** Plain decimal text of up to eight places; null when it was not sent. */
  decimal(name: string): string | null {
    const text = this.#checked(name, this.text(name) ?? "", DECIMAL);
    if (text === "") return null;
    const places = (text.split(".")[1] ?? "").replace(/0+$/, "");
    if (places.length <= PLACES_MAX) return text;
    this.fail(tooPrecise(name));
    return null;
  }

  flag(name: string, fallback: boolean): boolean {
    const text = this.text(name)?.toLowerCase() ?? `${fallback}`;
    if (text !== "true" && text !== "false") this.fail(badValue(name));
    return text === "true";
  }

  /**
   * A JSON list of symbols; null when it was not sent.
   *
   * @param name Of the parameter.
   */
  symbols(name: string): readonly string[] | null {
    const text = this.text(name);
    if (text === null) return null;
    if (!/^\["[A-Z0-9\-_.]{1,20}"(?:,"[A-Z0-9\-_.]{1,20}")*\]$/.test(text)) {
      this.fail(illegalCharacters(name, `^\\["[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}\\]$`));
      return [];
    }
    const symbols = text.slice(2, -2).split('","');
    if (new Set(symbols).size < symbols.length) this.fail(VENUE_ERRORS.duplicateSymbols);
    return symbols;
  }

  /** Of a call that takes nothing: what is wrong when something was sent. */
  none(): VenueError | null {
    return this.#sent.size === 0 ? null : tooManyParams(0, this.#sent.size);
  }

  /** Returns the first thing that is wrong; null when all that was sent was read, and is right. */
  end(): VenueError | null {
    if (this.#failure !== null) return this.#failure;
    for (const name of OF_THE_SIGNATURE) if (this.#sent.has(name)) this.#read.add(name);
    const read = [...this.#read].filter((name) => this.#sent.has(name)).length;
    return read === this.#sent.size ? null : unreadParams(read, this.#sent.size);
  }

  #checked(name: string, text: string, range: string): string {
    if (text === "" || PATTERNS.get(range)?.test(text)) return text;
    this.fail(illegalCharacters(name, range));
    return "";
  }
}
