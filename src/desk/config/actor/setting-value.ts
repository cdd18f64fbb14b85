/** One value of `[args]`: from what the file says to what the worker gets, or what is wrong. */
import type { Result } from "../../../core/result.ts";
import { failWith, succeed } from "../../../core/result.ts";
import type { Setting } from "../../../runtime/actor/setting.ts";
import type { Instrument } from "../../../trading/market/instrument.ts";
import { suggestion } from "../suggest.ts";
import { shown } from "../toml/table-reader.ts";
import { stepsFromText } from "./exact-text.ts";

export type SettingMistake = { readonly message: string; readonly help: readonly string[] };

type AnySetting = Setting<unknown>;
type Outcome = Result<unknown, SettingMistake>;

/**
 * Returns the value that the actor's worker gets for `raw`.
 *
 * @param key Name of the setting, for the examples.
 * @param instrument First instrument of the actor's file: its steps are those of quantity and price.
 */
export function settingValue(
  key: string,
  setting: AnySetting,
  raw: unknown,
  instrument: Instrument | null,
): Outcome {
  switch (setting.kind) {
    case "quantity":
    case "price":
      return exactValue(key, setting, raw, instrument);
    case "count":
    case "bps":
    case "ratio":
    case "milliseconds":
      return numberValue(key, setting, raw);
    case "flag":
      return typeof raw === "boolean"
        ? succeed(raw)
        : refuse(`must be true or false: found ${shown(raw)}`, helpOf(key, setting));
    case "text":
      return textValue(key, setting, raw);
    case "url":
      return urlValue(key, setting, raw);
    case "secret":
      // Whatever it is, it is not shown.
      return typeof raw === "string"
        ? textValue(key, setting, raw)
        : refuse("must be text", helpOf(key, setting));
    case "choice":
      return choiceValue(key, setting, raw);
    case "texts":
      return textsValue(key, setting, raw);
  }
}

/** A line of TOML that says `key` as its setting wants it. */
function exampleOf(key: string, setting: AnySetting): string {
  const { fallback, min } = setting;
  switch (setting.kind) {
    case "quantity":
    case "price":
      return `${key} = "0.01"`;
    case "text":
    case "choice":
      return `${key} = ${JSON.stringify(fallback ?? setting.names?.[0] ?? "...")}`;
    case "url":
      return `${key} = "${setting.names?.[0] ?? "https"}://example.com/path"`;
    case "secret":
      return `${key} = "\${file:/run/secrets/${key}}"`;
    case "texts":
      return `${key} = ${JSON.stringify(fallback ?? ["..."])}`;
    case "flag":
      return `${key} = ${String(fallback ?? true)}`;
    default:
      return `${key} = ${String(fallback ?? min ?? 1)}`;
  }
}

function refuse(message: string, help: readonly string[]): Outcome {
  return failWith({ message, help });
}

/** Returns the accepted range, the default and an example: as far as there are any. */
export function helpOf(key: string, setting: AnySetting): readonly string[] {
  const { fallback, kind } = setting;
  const exact = kind === "quantity" || kind === "price";
  const range = rangeOf(setting);
  return [
    ...(range === null ? [] : [`accepts ${range}`]),
    ...(fallback === undefined || exact ? [] : [`default: ${defaultText(setting)}`]),
    `example: ${exampleOf(key, setting)}`,
  ];
}

function defaultText({ fallback, unit }: AnySetting): string {
  const isNone = fallback === "" || (Array.isArray(fallback) && fallback.length === 0);
  return isNone ? "none" : `${String(fallback)}${unit === "1" ? "" : ` (${unit})`}`;
}

function rangeOf({ min, max, unit, kind }: AnySetting): string | null {
  const word =
    kind === "text" || kind === "secret" ? " characters" : unit === "1" ? "" : ` ${unit}`;
  if (min !== undefined && max !== undefined) return `${min} to ${max}${word}`;
  if (min !== undefined) return `at least ${min}${word}`;
  return max === undefined ? null : `at most ${max}${word}`;
}

/** Written so that NaN is outside. */
function isWithin(value: number, { min, max }: AnySetting): boolean {
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

function numberValue(key: string, setting: AnySetting, raw: unknown): Outcome {
  const whole = setting.kind === "count";
  if (typeof raw !== "number" || !Number.isFinite(raw) || (whole && !Number.isSafeInteger(raw))) {
    const wanted = whole ? "a whole number" : "a number";
    return refuse(`must be ${wanted}: found ${shown(raw)}`, helpOf(key, setting));
  }
  const floor = setting.kind === "milliseconds" ? 0 : -Infinity;
  if (!(raw >= floor) || !isWithin(raw, setting)) {
    return refuse(`must be in range: found ${raw}`, helpOf(key, setting));
  }
  return succeed(raw);
}

function exactValue(
  key: string,
  setting: AnySetting,
  raw: unknown,
  instrument: Instrument | null,
): Outcome {
  if (instrument === null) {
    const needs = `a ${setting.kind} needs the file's first instrument`;
    return refuse(needs, ['example: instruments = ["BTC-USDT@binance"]']);
  }
  const kind = setting.kind === "price" ? "PRICE" : "QUANTITY";
  const steps = stepsFromText(key, raw, { instrument, kind });
  if (!steps.ok) return steps;
  return isWithin(steps.value, setting)
    ? steps
    : refuse(`must be in range: found ${steps.value} ${setting.unit}`, helpOf(key, setting));
}

function textValue(key: string, setting: AnySetting, raw: unknown): Outcome {
  if (typeof raw !== "string") {
    return refuse(`must be text: found ${shown(raw)}`, helpOf(key, setting));
  }
  return isWithin(raw.length, setting)
    ? succeed(raw)
    : refuse(`must be in range: found ${raw.length} characters`, helpOf(key, setting));
}

/** What was found is not shown: whoever has the URL of a hook may use it. */
function urlValue(key: string, setting: AnySetting, raw: unknown): Outcome {
  const { names = [], fallback } = setting;
  if (typeof raw === "string" && raw === fallback) return succeed(raw);
  const parsed = typeof raw === "string" ? URL.parse(raw) : null;
  if (parsed !== null && names.includes(parsed.protocol.slice(0, -1))) return succeed(raw);
  const begins = names.map((name) => `${name}://`).join(" or ");
  return refuse(`must be a URL that begins with ${begins}`, helpOf(key, setting));
}

function choiceValue(key: string, setting: AnySetting, raw: unknown): Outcome {
  const names = setting.names ?? [];
  if (typeof raw === "string" && names.includes(raw)) return succeed(raw);
  return refuse(`must be one of ${names.join(", ")}: found ${shown(raw)}`, [
    ...suggestion(String(raw), names),
    ...helpOf(key, setting),
  ]);
}

function textsValue(key: string, setting: AnySetting, raw: unknown): Outcome {
  if (!Array.isArray(raw) || !raw.every((element) => typeof element === "string")) {
    return refuse(`must be a list of texts: found ${shown(raw)}`, helpOf(key, setting));
  }
  return isWithin(raw.length, setting)
    ? succeed(raw)
    : refuse(`must be in range: found ${raw.length} texts`, helpOf(key, setting));
}
