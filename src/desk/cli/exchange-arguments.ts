/** `exchange [--port N] [--seed N] [--symbol "BTC-USDT 0.01 0.00001"]... [--futures "BTC-USDT 0.1 0.001"]... [--capture FILE]... [--account NAME]... [--tls] [--data DIR] [--unlimited] [--for 10s] [--json]`. */
import { failWith, type Result, succeed } from "../../core/result.ts";
import { parseListing } from "../../trading/venue/simulated/spot/listing.ts";
import { parseArguments, type UsageMistake } from "./arguments.ts";
import { parseDuration } from "./duration.ts";

export type ExchangeArguments = {
  /** 0 takes any that is free. */
  readonly port: number;
  readonly seed: number;
  /** "base-quote tick lot" each. */
  readonly symbols: readonly string[];
  /** The same, of contracts. None: spot alone. */
  readonly futures: readonly string[];
  readonly captures: readonly string[];
  /** Names of accounts; their keys follow from them. */
  readonly accounts: readonly string[];
  readonly tls: boolean;
  /** Whether clients are told to wait when they ask too much. */
  readonly hasLimits: boolean;
  /** Folder of what it remembers; null: it forgets all at its end. */
  readonly dataFolder: string | null;
  /** Milliseconds; null runs until it is stopped. */
  readonly forMs: number | null;
  readonly json: boolean;
};

const SHAPE = {
  positionalsMax: 0,
  flags: {
    port: "VALUE",
    seed: "VALUE",
    symbol: "VALUES",
    futures: "VALUES",
    capture: "VALUES",
    account: "VALUES",
    tls: "SWITCH",
    unlimited: "SWITCH",
    data: "VALUE",
    for: "VALUE",
    json: "SWITCH",
  },
} as const;

const PORT = 9_000;
const PORT_MAX = 65_535;
const SEED_MAX = 2 ** 31 - 1;
const ACCOUNTS_MAX = 16;
const NAME = /^[a-z0-9-]{1,32}$/;

/** What is listed when nothing is named. */
const SYMBOLS = ["BTC-USDT 0.01 0.00001", "ETH-USDT 0.01 0.0001"];
/** Beside a recorded day: old orders of the venue are finer than its present lots. */
const RECORDED_SYMBOLS = ["BTC-USDT 0.01 0.000001", "ETH-USDT 0.01 0.00001"];

/** Returns what `exchange` was asked to do. */
export function parseExchangeArguments(
  given: readonly string[],
): Result<ExchangeArguments, UsageMistake> {
  const parsed = parseArguments(given, SHAPE);
  if (!parsed.ok) return parsed;
  const { value, values, has } = parsed.value;
  const port = wholeOf(value("port"), PORT, PORT_MAX);
  const seed = wholeOf(value("seed"), 1, SEED_MAX);
  const forText = value("for");
  const forMs = forText === null ? null : parseDuration(forText);
  const usual = values("capture").length > 0 ? RECORDED_SYMBOLS : SYMBOLS;
  const symbols = values("symbol").length > 0 ? values("symbol") : usual;
  const futures = values("futures");
  const accounts = values("account").length > 0 ? values("account") : ["demo"];
  const mistakes = [
    port === null ? `--port must be a whole number from 0 to ${PORT_MAX}` : null,
    seed === null ? `--seed must be a whole number from 0 to ${SEED_MAX}` : null,
    forText !== null && forMs === null ? "--for must be a duration, as in 10s" : null,
    symbolMistake("--symbol", symbols),
    symbolMistake("--futures", futures),
    futures.every((contract) => contract.includes("-USDT "))
      ? null
      : "--futures: a contract is in USDT",
    accountMistake(accounts),
  ];
  const message = mistakes.find((mistake) => mistake !== null) ?? null;
  if (message !== null || port === null || seed === null) {
    return failWith({ message: message ?? "", help: ["bun run exchange --port 9000 --seed 1"] });
  }
  return succeed({
    port,
    seed,
    symbols,
    futures,
    captures: values("capture"),
    accounts,
    tls: has("tls"),
    hasLimits: !has("unlimited"),
    dataFolder: value("data"),
    forMs,
    json: has("json"),
  });
}

function wholeOf(text: string | null, fallback: number, max: number): number | null {
  if (text === null) return fallback;
  return /^\d{1,10}$/.test(text) && Number(text) <= max ? Number(text) : null;
}

function symbolMistake(flag: string, symbols: readonly string[]): string | null {
  for (const symbol of symbols) {
    const listing = parseListing(symbol);
    if (!listing.ok) return `${flag}: ${listing.failure}`;
  }
  const names = symbols.map((symbol) => symbol.split(" ")[0]);
  return new Set(names).size === names.length ? null : `${flag}: each is listed once`;
}

function accountMistake(accounts: readonly string[]): string | null {
  const wrong = accounts.find((name) => !NAME.test(name));
  if (wrong !== undefined) {
    return `--account is a name of lower case letters, digits and hyphens: found ${wrong}`;
  }
  if (!(accounts.length <= ACCOUNTS_MAX)) return `--account: at most ${ACCOUNTS_MAX}`;
  return new Set(accounts).size === accounts.length ? null : "--account: each has its own name";
}
