/** `desk.toml`: what concerns all actors of a desk. */
import { WORKERS_MAX } from "../../runtime/ring/lines.ts";
import type { DeskInstruments } from "./desk-instruments.ts";
import { readInstruments } from "./desk-instruments.ts";
import type { Bind, Mode, SupervisorPlan } from "./desk-plan.ts";
import { MODES } from "./desk-plan.ts";
import type { ConfigFile } from "./toml/config-file.ts";
import { shown, TableReader } from "./toml/table-reader.ts";

export type DeskSettings = {
  readonly mode: Mode;
  readonly console: Bind;
  readonly spinTokensMax: number | null;
  readonly instruments: DeskInstruments;
  readonly supervisors: readonly SupervisorPlan[];
};

const LATER_MODES = ["backtest", "live"];
const LATER_STRATEGIES = ["one_for_all", "rest_for_one"];
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const DEFAULT_BIND: Bind = { hostname: "127.0.0.1", port: 7070 };

const NOTHING: DeskSettings = {
  mode: "paper",
  console: DEFAULT_BIND,
  spinTokensMax: null,
  instruments: { whole: [], names: [] },
  supervisors: [],
};

/** Longest duration that a file may say: an hour. Milliseconds. */
export const DURATION_MS_MAX = 3_600_000;

/** Reads `desk.toml` and reports its mistakes in the file. */
export function readDeskFile(file: ConfigFile): DeskSettings {
  if (file.broken) return NOTHING;
  const table = new TableReader(file);
  const mode = readMode(table);
  const bind = readConsole(table.table("console"));
  const spinTokensMax = readSpinTokensMax(table.table("runtime"));
  const instruments = readInstruments(table.table("instruments"));
  const supervisors = readSupervisors(table.table("supervisors"));
  table.close();
  return { mode, console: bind, spinTokensMax, instruments, supervisors };
}

function readMode(table: TableReader): Mode {
  const value = table.take("mode");
  if (typeof value === "string" && LATER_MODES.includes(value)) {
    table.mistake("mode", `${value} is not available yet`, [
      'this version trades on paper: mode = "paper" or mode = "replay"',
    ]);
    return "paper";
  }
  if (value === undefined) table.missing("mode", '"paper"');
  return table.oneOf("mode", MODES, "paper");
}

function readConsole(table: TableReader | null): Bind {
  if (table === null) return DEFAULT_BIND;
  const text = table.text("bind");
  table.close();
  if (text === undefined) return DEFAULT_BIND;
  const [, hostname = "", port = ""] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (hostname === "" || Number(port) > 65_535) {
    table.mistake("bind", `must be host:port with a port from 0 to 65535: found ${shown(text)}`, [
      'default: bind = "127.0.0.1:7070"',
    ]);
    return DEFAULT_BIND;
  }
  if (!LOOPBACK.has(hostname)) {
    table.mistake("bind", `must be a loopback address: found ${hostname}`, [
      "any other address needs TLS and tokens, which are not available yet",
    ]);
  }
  return { hostname, port: Number(port) };
}

function readSpinTokensMax(table: TableReader | null): number | null {
  const value = table?.take("spinTokensMax");
  table?.close();
  if (value === undefined) return null;
  const tokens = Number.isSafeInteger(value) ? Number(value) : -1;
  if (tokens >= 0 && tokens <= WORKERS_MAX) return tokens;
  table?.mistake(
    "spinTokensMax",
    `must be a whole number from 0 to ${WORKERS_MAX}: found ${shown(value)}`,
    ["default: all that the machine has, two less than its cores; none on three cores or fewer"],
  );
  return null;
}

function readSupervisors(table: TableReader | null): readonly SupervisorPlan[] {
  if (table === null) return [];
  const supervisors: SupervisorPlan[] = [];
  for (const name of table.keys) {
    const entry = table.table(name);
    if (entry !== null) supervisors.push(readSupervisor(name, entry));
  }
  return supervisors;
}

function readSupervisor(name: string, table: TableReader): SupervisorPlan {
  const ms = { min: 1, max: DURATION_MS_MAX, unit: "ms" };
  const strategy = table.take("strategy");
  if (typeof strategy === "string" && LATER_STRATEGIES.includes(strategy)) {
    table.mistake("strategy", `${strategy} is not available yet`, ['use "one_for_one"']);
  } else {
    table.oneOf("strategy", ["one_for_one"], "one_for_one");
  }
  const children = table.texts("children", '["feed-*"]');
  if (children === null) table.missing("children", '["feed-*", "strategy-*"]');
  const plan: SupervisorPlan = {
    name,
    strategy: "one_for_one",
    children: children ?? [],
    restartsMax: table.whole("restartsMax", { min: 0, max: 1_000, unit: "restarts", fallback: 3 }),
    periodMs: table.whole("periodMs", { ...ms, fallback: 30_000 }),
    onExceeded: table.oneOf("onExceeded", ["quarantine", "escalate"], "quarantine"),
    backoffMs: readBackoff(table),
  };
  table.close();
  return plan;
}

function readBackoff(table: TableReader): readonly [number, number] {
  const value = table.take("backoffMs");
  if (value === undefined) return [100, 10_000];
  const [base, cap] = Array.isArray(value) && value.length === 2 ? value : [];
  const whole = Number.isSafeInteger(base) && Number.isSafeInteger(cap);
  if (whole && base >= 1 && base <= cap && cap <= DURATION_MS_MAX) return [base, cap];
  table.mistake(
    "backoffMs",
    `must be [shortest, longest] in whole milliseconds from 1 to ${DURATION_MS_MAX}`,
    ["default: backoffMs = [100, 10_000]"],
  );
  return [100, 10_000];
}
