/**
 * Desks for tests: the fixture desk in a temporary project, with files changed, and an inspector
 * that knows its modules without loading them.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Result } from "../../../src/core/result.ts";
import type { ConfigMistake } from "../../../src/desk/config/config-mistake.ts";
import type { DeskPlan } from "../../../src/desk/config/desk-plan.ts";
import { loadDesk } from "../../../src/desk/config/load-desk.ts";
import type {
  ActorInspection,
  BoardInspection,
  InspectionOutcome,
  MessageInspection,
} from "../../../src/runtime/actor/inspection.ts";
import { bps, quantity, text } from "../../../src/runtime/actor/setting.ts";

const FIXTURE = resolve(import.meta.dir, "desks/paper");

/** What a test changes in the fixture desk: new text, a change of the old one, or no such file. */
export type Changes = Readonly<Record<string, string | ((text: string) => string) | null>>;

/** What a module is: what its inspection says, or how it fails. */
export type Modules = Readonly<Record<string, InspectionOutcome>>;

/** Loads the fixture desk with `changes`, against `modules`. Paths begin with `config/paper/`. */
export async function loadChanged(
  changes: Changes = {},
  modules: Modules = MODULES,
): Promise<Result<DeskPlan, readonly ConfigMistake[]>> {
  const root = mkdtempSync(join(tmpdir(), "outcry-desk-"));
  try {
    writeProject(root, changes, modules);
    const inspect = (url: string) => {
      const use = fileURLToPath(url).slice(join(root, "actors/").length, -".ts".length);
      return Promise.resolve(modules[use] ?? failed(`no module ${use}`));
    };
    return await loadDesk(join(root, "config/paper"), { inspect, root });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Loads as {@link loadChanged} and returns the mistakes, as `file:line:column message`. */
export async function mistakesOf(changes: Changes, modules?: Modules): Promise<readonly string[]> {
  const desk = await loadChanged(changes, modules);
  if (desk.ok) return [];
  return desk.failure.map(
    ({ file, line, column, message }) =>
      `${file.replace("config/paper/", "")}:${line}:${column} ${message}`,
  );
}

/** Loads as {@link loadChanged} a desk that must have no mistake. */
export async function planOf(changes: Changes = {}, modules?: Modules): Promise<DeskPlan> {
  const desk = await loadChanged(changes, modules);
  if (desk.ok) return desk.value;
  throw new Error(desk.failure.map(({ file, message }) => `${file}: ${message}`).join("\n"));
}

/** A type of message that has only a name and a version. */
export function messageNamed(name: string, version = 1): MessageInspection {
  return { schema: { name, version, fields: [] }, hash: `${name}-${version}` };
}

export function module(inspection: Partial<ActorInspection>): InspectionOutcome {
  const nothing = { args: {}, in: {}, out: {}, boards: {}, watch: {}, answers: {} };
  const whole = { ...nothing, keep: null, handlers: [], ...inspection };
  return { ok: true, inspection: whole, code: null };
}

export function failed(why: string, place: Partial<{ file: string; line: number }> = {}) {
  const { file = null, line = null } = place;
  return { ok: false, failure: { message: why, file, line, column: 5, stack: "" } } as const;
}

const board = (name: string): BoardInspection => ({
  ...messageNamed(name),
  slots: 1,
  slotBytes: 8,
  isDurable: false,
});

const MODULES: Modules = {
  risk: module({
    in: {
      intent: messageNamed("intent"),
      event: messageNamed("order-event"),
      quote: messageNamed("quote"),
    },
    out: { approved: messageNamed("approved") },
  }),
  "execution/paper": module({
    in: { approved: messageNamed("approved"), quote: messageNamed("quote") },
    out: { event: messageNamed("order-event") },
  }),
  "venue/replay": module({}),
  "feed/binance": module({
    args: { endpoint: text({ fallback: "" }) },
    out: { quote: messageNamed("quote") },
    boards: { book: board("book") },
  }),
  "message-log": module({}),
  "strategy/maker": module({
    args: {
      halfSpreadBps: bps({ min: 0, max: 100, fallback: 3 }),
      clip: quantity({ min: 1 }),
    },
    in: { quote: messageNamed("quote"), event: messageNamed("order-event") },
    out: { intent: messageNamed("intent") },
    watch: { book: messageNamed("book") },
  }),
};

export { MODULES };

function writeProject(root: string, changes: Changes, modules: Modules): undefined {
  for (const use of Object.keys(modules)) write(join(root, "actors", `${use}.ts`), "");
  const files = new Map<string, string>();
  for (const name of readdirSync(FIXTURE)) {
    files.set(name, readFileSync(join(FIXTURE, name), "utf8"));
  }
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) files.delete(name);
    else files.set(name, typeof change === "string" ? change : change(files.get(name) ?? ""));
  }
  for (const [name, content] of files) write(join(root, "config/paper", name), content);
}

function write(path: string, content: string): undefined {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
