/** `[args]` of an actor's file, checked against what its module says of its settings. */
import { failWith, succeed } from "../../../core/result.ts";
import type { Setting } from "../../../runtime/actor/setting.ts";
import type { ActorKind } from "../graph/actor-kind.ts";
import { suggestion } from "../suggest.ts";
import { TableReader } from "../toml/table-reader.ts";
import type { ActorFile } from "./actor-file.ts";
import { secretMistake } from "./secret-setting.ts";
import { helpOf, settingValue } from "./setting-value.ts";

/** A text that names an actor of the same desk: `endpoint = "actor:venue-replay"`. */
const ACTOR_REFERENCE = "actor:";

/** What the settings are read from. */
type SettledFile = Pick<ActorFile, "args" | "file" | "gridUnknown" | "instruments"> & {
  /** Null: its settings are given by code, and not by a file. */
  readonly kind: ActorKind | null;
};

/**
 * Returns the values that the worker gets; what the file leaves out is the setting's fallback.
 *
 * @param actors Names of all actors of the desk.
 */
export function readArgs(
  actor: SettledFile,
  settings: Readonly<Record<string, Setting<unknown>>>,
  actors: readonly string[],
): Readonly<Record<string, unknown>> {
  const table = actor.args ?? new TableReader(actor.file, ["args"], {});
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const raw = table.take(key);
    if (raw === undefined) {
      if (setting.fallback === undefined) reportMissing(table, key, setting);
      values[key] = setting.fallback;
      continue;
    }
    if (actor.gridUnknown && isOnGrid(setting)) continue;
    const value = takenValue(key, setting, raw, actor);
    if (value.ok) values[key] = value.value;
    else table.mistake(key, value.failure.message, value.failure.help);
    if (typeof raw === "string") checkReference(table, key, raw, actors);
  }
  table.close();
  return values;
}

function takenValue(
  key: string,
  setting: Setting<unknown>,
  raw: unknown,
  { kind, file, instruments }: SettledFile,
): ReturnType<typeof settingValue> {
  if (setting.kind === "url" && isUnresolved(raw)) return succeed(raw);
  const isSecret = setting.kind === "secret" && kind !== null && !isUnresolved(raw);
  const refused = isSecret ? secretMistake(key, { kind, file }) : null;
  if (refused !== null) return failWith({ message: refused, help: helpOf(key, setting) });
  return settingValue(key, setting, raw, instruments[0] ?? null);
}

/** A reference that could not be followed was told of already. */
function isUnresolved(raw: unknown): boolean {
  return typeof raw === "string" && raw.includes("$" + "{");
}

/** Whether the value is in steps of an instrument. */
function isOnGrid({ kind }: Setting<unknown>): boolean {
  return kind === "quantity" || kind === "price";
}

function reportMissing(table: TableReader, key: string, setting: Setting<unknown>): undefined {
  table.missing(key, helpOf(key, setting));
}

function checkReference(
  table: TableReader,
  key: string,
  raw: string,
  actors: readonly string[],
): undefined {
  if (!raw.startsWith(ACTOR_REFERENCE)) return;
  const name = raw.slice(ACTOR_REFERENCE.length);
  if (actors.includes(name)) return;
  const message = `no actor of the desk is named ${name}`;
  table.mistake(key, message, suggestion(name, actors));
}
