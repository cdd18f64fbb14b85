/** `instruments = [...]` of an actor's file: names, or patterns where the kind allows them. */
import type { Instrument } from "../../../trading/market/instrument.ts";
import type { DeskInstruments } from "../desk-instruments.ts";
import type { ActorKind } from "../graph/actor-kind.ts";
import { needsInstruments } from "../graph/actor-kind.ts";
import { isPattern, matchesPattern } from "../graph/name-pattern.ts";
import { suggestion } from "../suggest.ts";
import type { TableReader } from "../toml/table-reader.ts";

export type NamedInstruments = {
  /** In the file's order. */
  readonly instruments: readonly Instrument[];
  /** A mistake is in the way of one of them: steps of the first are not to be judged by. */
  readonly gridUnknown: boolean;
};

const EXAMPLE = "BTC-USDT@binance";

/** @param desk Null when the desk's own file is mistaken, so that nobody knows. */
export function readNamedInstruments(
  table: TableReader,
  kind: ActorKind | null,
  desk: DeskInstruments | null,
): NamedInstruments {
  const said = table.texts("instruments", `["${EXAMPLE}"]`) ?? [];
  const missing = said.length === 0 && kind !== null && needsInstruments(kind);
  if (missing) table.missing("instruments", `["${desk?.names[0] ?? EXAMPLE}"]`);
  if (desk === null) return { instruments: [], gridUnknown: true };
  const named = new Set<string>();
  for (const [index, pattern] of said.entries()) {
    const found = desk.names.filter((name) => matchesPattern(pattern, name));
    for (const name of found) named.add(name);
    const mistake = mistakeOf(pattern, found, kind, desk.names);
    if (mistake !== null) table.mistake(["instruments", index], mistake.message, mistake.help);
  }
  const instruments = [...named].flatMap(
    (name) => desk.whole.find((one) => one.name === name) ?? [],
  );
  const someUnknown = instruments.length < named.size || (said.length > 0 && named.size === 0);
  return { instruments, gridUnknown: missing || someUnknown };
}

type NameMistake = { readonly message: string; readonly help: readonly string[] };

function mistakeOf(
  pattern: string,
  found: readonly string[],
  kind: ActorKind | null,
  names: readonly string[],
): NameMistake | null {
  if (isPattern(pattern) && kind === "strategy") {
    const matches = found.map((name) => `"${name}"`).join(", ") || "none of the desk's";
    return { message: "a strategy names each of its instruments", help: [`${matches} match`] };
  }
  if (found.length > 0) return null;
  const help = [...suggestion(pattern, names), "instruments are defined in desk.toml"];
  return { message: `no instrument of the desk is ${pattern}`, help };
}
