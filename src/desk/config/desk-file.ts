/** `desk.toml`: what concerns all actors of a desk. */
import { WORKERS_MAX } from "../../runtime/ring/lines.ts";
import type { DeskInstruments } from "./desk-instruments.ts";
import { readInstruments } from "./desk-instruments.ts";
import type { Bind, DrainPlan, Durability, Mode } from "./desk-plan.ts";
import { DURABILITIES, MODES } from "./desk-plan.ts";
import { DRAIN_DEFAULTS, readDrain } from "./drain-table.ts";
import { suggestion } from "./suggest.ts";
import { readSupervisors, type SupervisorTable } from "./supervisor-table.ts";
import type { ConfigFile } from "./toml/config-file.ts";
import { shown, TableReader } from "./toml/table-reader.ts";

export type DeskSettings = {
  readonly mode: Mode;
  readonly console: Bind;
  readonly spinTokensMax: number | null;
  readonly deliveryLog: boolean;
  /** Null when the file does not say. */
  readonly durability: Durability | null;
  readonly instruments: DeskInstruments;
  readonly drain: DrainPlan;
  /** The root first. */
  readonly supervisors: readonly SupervisorTable[];
};

const LATER_MODES = ["backtest"];
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const DEFAULT_BIND: Bind = { hostname: "127.0.0.1", port: 7070 };

const NOTHING: DeskSettings = {
  mode: "paper",
  console: DEFAULT_BIND,
  spinTokensMax: null,
  deliveryLog: false,
  durability: null,
  instruments: { whole: [], names: [], left: [] },
  drain: { unhealthyAfterMs: DRAIN_DEFAULTS.unhealthyAfterMs, left: [] },
  supervisors: [],
};

/** Reads `desk.toml` and reports its mistakes in the file. */
export function readDeskFile(file: ConfigFile): DeskSettings {
  if (file.broken) return NOTHING;
  const table = new TableReader(file);
  const mode = readMode(table);
  const deliveryLog = table.flag("deliveryLog", false);
  const durability = readDurability(table);
  const bind = readConsole(table.table("console"));
  const spinTokensMax = readSpinTokensMax(table.table("runtime"));
  const { openOrders, unhealthyAfterMs } = readDrain(table.table("drain"));
  const instruments = readInstruments(table.table("instruments"), openOrders);
  const drain = { unhealthyAfterMs, left: instruments.left };
  const supervisors = readSupervisors(table.table("supervisors"));
  table.close();
  const settings = { mode, console: bind, durability, spinTokensMax, deliveryLog };
  return { ...settings, instruments, drain, supervisors };
}

function readDurability(table: TableReader): Durability | null {
  const value = table.take("durability");
  if (value === undefined) return null;
  if (DURABILITIES.some((one) => one === value)) return value as Durability;
  const help = suggestion(String(value), DURABILITIES);
  const message = `must be one of ${DURABILITIES.join(", ")}: found ${shown(value)}`;
  table.mistake("durability", message, help);
  return null;
}

function readMode(table: TableReader): Mode {
  const value = table.take("mode");
  if (typeof value === "string" && LATER_MODES.includes(value)) {
    table.mistake("mode", `${value} is not available yet`, [
      'this version trades: mode = "paper", mode = "replay" or mode = "live"',
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
