/** Settings as an actor's file says them, checked as the file of a desk is, with the same words. */
import type { Setting } from "../../runtime/actor/setting.ts";
import type { Instrument } from "../../trading/market/instrument.ts";
import { readArgs } from "../config/actor/actor-args.ts";
import { readLimits } from "../config/actor/actor-limits.ts";
import { ConfigFile, type TomlTable } from "../config/toml/config-file.ts";
import { TableReader } from "../config/toml/table-reader.ts";
import type { FileLimits } from "../message/desk-facts.ts";
import { TestMistake } from "./test-mistake.ts";

/** `[limits]` of a strategy's file: exact decimal text, or a number where the file has one. */
export type TestLimits = {
  readonly position?: string;
  readonly orderSize?: string;
  readonly orderRatePerS?: number;
};

/** What a file would say. */
export type FileSays = {
  /** Of the actor, for what is wrong. */
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
  readonly args: TomlTable;
  readonly limits: TestLimits;
  readonly instruments: readonly Instrument[];
};

/** What its worker would get. */
export type Checked = {
  readonly args: Readonly<Record<string, unknown>>;
  readonly limits: FileLimits;
};

/**
 * Returns what the actor's worker would get.
 *
 * @throws {TestMistake} With every mistake, as `check` shows it for a file.
 */
export async function checkSettings(says: FileSays): Promise<Checked> {
  const file = new ConfigFile(says.name, [], { environment: {} });
  const { instruments } = says;
  const tableOf = (name: string, values: object) =>
    new TableReader(file, [name], values as TomlTable);
  const read = { file, instruments, gridUnknown: false, kind: null };
  const args = readArgs({ ...read, args: tableOf("args", says.args) }, says.settings, []);
  const limits = readLimits({ instruments, limits: tableOf("limits", says.limits) });
  const mistakes = await file.mistakes();
  if (mistakes.length === 0) return { args, limits };
  const texts = mistakes.map(({ message, help }) =>
    [message, ...help.map((sentence) => `    help: ${sentence}`)].join("\n"),
  );
  throw new TestMistake(`Cannot play ${says.name}:\n  ${texts.join("\n  ")}`);
}
