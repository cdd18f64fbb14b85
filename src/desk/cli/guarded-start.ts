/** `bun run start` without `--no-guard`: the guard, in a process that stays small. */
import { resolve } from "node:path";
import { monotonicNs } from "../../core/clock.ts";
import { runGuard } from "../../runtime/supervisor/guard/guard.ts";
import type { GuardRules } from "../../runtime/supervisor/guard/guard-core.ts";
import { BUDGET_DEFAULTS } from "../../runtime/supervisor/guard/life-budget.ts";
import { readInherited } from "../config/secret/inherited.ts";
import { descriptorsNamedIn } from "../config/secret/named-descriptors.ts";
import { ERROR_NAMES, EXIT, type ExitCode, FINAL_EXITS } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { parseStartArguments } from "./start-arguments.ts";

const RULES: GuardRules = {
  ...BUDGET_DEFAULTS,
  warnMs: 3_000,
  lateMs: 8_000,
  firstWordMs: 30_000,
  // A drain takes at most 30 s.
  stopMs: 40_000,
  isFinal: (exit) => FINAL_EXITS.includes(exit),
};

/** Ends with the code of the desk's process. */
export async function runGuarded(given: readonly string[]): Promise<number> {
  const output = new Output("start", given.includes("--json"));
  const main = process.argv[1] ?? "";
  let readyAtMs = Number.NaN;
  const nowMs = () => monotonicNs() / 1e6;
  const inherited = inheritedBy(given);
  const end = await runGuard({
    rules: RULES,
    inherited,
    commandOf: (_life, folder) => [
      ...[process.execPath, main, "start", ...argumentsOf(given, folder), "--no-guard"],
      ...(Number.isNaN(readyAtMs) ? [] : ["--ran", String(Math.round(nowMs() - readyAtMs))]),
    ],
    onReady: () => {
      if (Number.isNaN(readyAtMs)) readyAtMs = nowMs();
    },
    note: (text) => output.note(text),
  });
  // A process that was killed has said nothing, and one that might have lived again no document.
  if (!FINAL_EXITS.includes(end.exit)) {
    const message = `the desk ended with ${end.exit}${end.spent === null ? "" : `: ${end.spent}`}`;
    output.fail({ exit: isExitCode(end.exit) ? end.exit : EXIT.ERROR, message });
  }
  return end.exit;
}

/** Those of a life: each but the first goes on with the run's folder, also if the first one did. */
export function argumentsOf(given: readonly string[], folder: string | null): readonly string[] {
  if (folder === null) return given;
  const rest = given.filter(
    (text, index) => !/^--resume(=|$)/.test(text) && given[index - 1] !== "--resume",
  );
  return [...rest, "--resume", folder, "--again"];
}

/** What was handed over for the desk's files, read here: a pipe is empty after the first life. */
function inheritedBy(given: readonly string[]): ReadonlyMap<number, Uint8Array> {
  const parsed = parseStartArguments(given);
  const numbers = parsed.ok ? descriptorsNamedIn(resolve(parsed.value.desk)) : [];
  return new Map(
    numbers.flatMap((number) => {
      const read = readInherited(number);
      return read.ok ? [[number, read.value] as const] : [];
    }),
  );
}

function isExitCode(exit: number): exit is Exclude<ExitCode, 0> {
  return Object.hasOwn(ERROR_NAMES, exit);
}
