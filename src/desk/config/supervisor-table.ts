/** `[supervisors.<name>]` of `desk.toml`: what each of them says of itself. */
import {
  ROOT,
  ROOT_DEFAULTS,
  SUPERVISOR_DEFAULTS,
  type SupervisorPlace,
  type SupervisorSettings,
} from "../../runtime/supervisor/tree/supervisor-spec.ts";
import { DURATION_MS_MAX } from "./duration-bounds.ts";
import { shown, type TableReader } from "./toml/table-reader.ts";

/** A supervisor as its table has it. */
export type SupervisorTable = SupervisorSettings &
  SupervisorPlace & {
    readonly name: string;
    /** Names and patterns of actors, and `supervisors.<name>`, in start order. */
    readonly patterns: readonly string[];
  };

/** What a file may say: a pool has children that no file names. */
const STRATEGIES = ["one_for_one", "one_for_all", "rest_for_one"] as const;
const RESTART_TYPES = ["permanent", "transient", "temporary"] as const;
const AUTO_SHUTDOWNS = ["never", "any_significant", "all_significant"] as const;
const NAME = /^[a-z0-9-]+$/;

const DEFAULT_ROOT: SupervisorTable = { ...ROOT_DEFAULTS, name: ROOT, patterns: [] };

/** Returns them in the file's order, the root first, whether it has a table or not. */
export function readSupervisors(table: TableReader | null): readonly SupervisorTable[] {
  let root = DEFAULT_ROOT;
  const supervisors: SupervisorTable[] = [];
  for (const name of table?.keys ?? []) {
    const entry = table?.table(name) ?? null;
    if (entry === null) continue;
    if (name === ROOT) root = readRoot(entry);
    else supervisors.push(readSupervisor(name, entry));
  }
  return [root, ...supervisors];
}

/** What every file may say of a child, be it an actor or a supervisor. */
export function readChildLife(
  table: TableReader,
): Pick<SupervisorPlace, "restart" | "significant"> {
  const restart = table.oneOf("restart", RESTART_TYPES, SUPERVISOR_DEFAULTS.restart);
  const significant = table.flag("significant", SUPERVISOR_DEFAULTS.significant);
  if (significant && restart === "permanent") {
    const message =
      "a permanent child is restarted after every end, so none of them is significant";
    table.mistake("significant", message, ['say restart = "transient" or restart = "temporary"']);
  }
  return { restart, significant };
}

function readRoot(table: TableReader): SupervisorTable {
  const settings = readSettings(table, ROOT_DEFAULTS);
  const above = "nothing stands above the root";
  table.close({
    children: "every supervisor that no other one names is a child of the root",
    restart: above,
    significant: above,
    stopDeadlineMs: above,
  });
  return { ...DEFAULT_ROOT, ...settings };
}

function readSupervisor(name: string, table: TableReader): SupervisorTable {
  if (!NAME.test(name)) {
    const message = `supervisors.${name}: a supervisor must have a name of a-z, 0-9 and -`;
    table.file.report({ path: table.path, part: "KEY", message, help: [] });
  }
  const children = table.texts("children", '["feed-*"]');
  if (children === null) table.missing("children", '["feed-*", "strategy-*"]');
  const supervisor: SupervisorTable = {
    name,
    patterns: children ?? [],
    ...readSettings(table, SUPERVISOR_DEFAULTS),
    ...readChildLife(table),
    stopDeadlineMs: readMs(table, "stopDeadlineMs"),
  };
  table.close();
  return supervisor;
}

function readSettings(table: TableReader, defaults: SupervisorSettings): SupervisorSettings {
  const strategy = table.oneOf("strategy", STRATEGIES, "one_for_one");
  return {
    strategy,
    restartsMax: table.whole("restartsMax", {
      min: 0,
      max: 1_000,
      unit: "restarts",
      fallback: defaults.restartsMax,
    }),
    periodMs: table.whole("periodMs", {
      min: 1,
      max: DURATION_MS_MAX,
      unit: "ms",
      fallback: defaults.periodMs,
    }),
    onExceeded: readOnExceeded(table, strategy, defaults),
    backoffMs: readBackoff(table),
    backoffResetMs: readMs(table, "backoffResetMs"),
    autoShutdown: table.oneOf("autoShutdown", AUTO_SHUTDOWNS, defaults.autoShutdown),
  };
}

function readOnExceeded(
  table: TableReader,
  strategy: SupervisorSettings["strategy"],
  defaults: SupervisorSettings,
): SupervisorSettings["onExceeded"] {
  const isGroup = strategy !== "one_for_one";
  const fallback = isGroup ? "escalate" : defaults.onExceeded;
  const onExceeded = table.oneOf("onExceeded", ["quarantine", "escalate"], fallback);
  if (isGroup && onExceeded === "quarantine") {
    table.mistake(
      "onExceeded",
      `quarantine leaves one child down, and ${strategy} restarts several`,
      ['use onExceeded = "escalate", or strategy = "one_for_one"'],
    );
  }
  return onExceeded;
}

/** A duration, or null where nothing is said. */
function readMs(table: TableReader, key: string): number | null {
  const value = table.take(key);
  if (value === undefined) return null;
  const ms = Number.isSafeInteger(value) ? Number(value) : 0;
  if (ms >= 1 && ms <= DURATION_MS_MAX) return ms;
  const message = `must be a whole number from 1 to ${DURATION_MS_MAX}: found ${shown(value)}`;
  table.mistake(key, message, [`example: ${key} = 5_000 (ms)`]);
  return null;
}

function readBackoff(table: TableReader): readonly [number, number] {
  const value = table.take("backoffMs");
  if (value === undefined) return SUPERVISOR_DEFAULTS.backoffMs;
  const [base, cap] = Array.isArray(value) && value.length === 2 ? value : [];
  const whole = Number.isSafeInteger(base) && Number.isSafeInteger(cap);
  if (whole && base >= 1 && base <= cap && cap <= DURATION_MS_MAX) return [base, cap];
  table.mistake(
    "backoffMs",
    `must be [shortest, longest] in whole milliseconds from 1 to ${DURATION_MS_MAX}`,
    ["default: backoffMs = [100, 10_000]"],
  );
  return SUPERVISOR_DEFAULTS.backoffMs;
}
