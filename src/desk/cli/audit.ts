/**
 * `bun run audit verify <dir>`: whether an audit log is what was written, by the verifier alone. And
 * `prove` and `consistency`: what somebody gets who does not have the log; `key`: a key to sign with.
 *
 * The exit codes are the verifier's own. A wrong argument, too, ends with 4: nothing was verified, and
 * no caller may take that for a log that was cut.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { AuditExit } from "../audit-verify/verdict.ts";
import { type NamedText, type VerifyOptions, verifyLog } from "../audit-verify/verify-log.ts";
import { suggestion } from "../config/suggest.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { runAuditKey } from "./audit-key.ts";
import { AuditOutput } from "./audit-output.ts";
import { provedConsistency, provedRecord } from "./audit-proof.ts";
import { verdictData, verdictText } from "./audit-text.ts";
import { outliveItsReader } from "./broken-pipe.ts";

const SHAPE = {
  positionalsMax: 4,
  flags: { anchor: "VALUES", keys: "VALUE", from: "VALUE", to: "VALUE", json: "SWITCH" },
} as const;
/** What each verb takes of them; all take `json`. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  verify: ["anchor", "keys", "from", "to"],
  prove: ["keys"],
  consistency: ["keys"],
  key: [],
};
/** A log has one of these, whatever somebody took out of it. */
const FILES = ["checkpoint", "keys", "tail", "tile"];
const DIGITS = /^\d{1,15}$/;
const EXAMPLES: Readonly<Record<string, string>> = {
  verify: "bun run audit verify run/latest/audit --anchor anchors.txt",
  prove: "bun run audit prove run/latest/audit 1234",
  consistency: "bun run audit consistency run/latest/audit 1000 2000",
  key: "bun run audit key audit.key outcry.example/desk",
};

/** Runs the verb. Exits by `AUDIT_EXIT`. */
export async function runAudit(given: readonly string[]): Promise<AuditExit> {
  outliveItsReader();
  const output = new AuditOutput(given.includes("--json"));
  const parsed = parseArguments(given, SHAPE);
  if (!parsed.ok) return output.refuse(parsed.failure.message, parsed.failure.help);
  const [what = "", named, ...rest] = parsed.value.positionals;
  const example = EXAMPLES[what];
  if (example === undefined) {
    const help = [...suggestion(what, Object.keys(EXAMPLES)), ...Object.values(EXAMPLES)];
    return output.refuse(what === "" ? "verify what?" : `audit has no ${what}`, help);
  }
  const flag = Object.keys(SHAPE.flags).find(
    (name) => name !== "json" && parsed.value.has(name) && !FLAGS[what]?.includes(name),
  );
  if (flag !== undefined) return output.refuse(`audit ${what} takes no --${flag}`, []);
  if (what === "key") return runAuditKey(parsed.value.positionals.slice(1), output);
  const numbers = rest.map(wholeNumber);
  const isComplete = numbers.length === { verify: 0, prove: 1, consistency: 2 }[what];
  if (named === undefined || !isComplete || numbers.some(Number.isNaN)) {
    return output.refuse(`audit ${what} takes other arguments`, [`example: ${example}`]);
  }
  const folder = logIn(named);
  if (folder === null) {
    return output.refuse(`there is no audit log in ${named}`, [`example: ${example}`]);
  }
  try {
    const keys = parsed.value.value("keys");
    const trusted = keys === null ? null : readNamed(keys);
    const [first = Number.NaN, second = Number.NaN] = numbers;
    if (what === "prove") return output.prove(provedRecord(folder, first, trusted));
    if (what === "consistency") {
      const sizes = { oldSize: first, newSize: second };
      return output.prove(provedConsistency(folder, sizes, trusted));
    }
    return verify(folder, parsed.value, output);
  } catch (thrown) {
    // Also a mistake of ours: it says nothing of the log.
    return output.refuse(thrown instanceof Error ? thrown.message : String(thrown), []);
  }
}

/** The log in that folder, or in the run's folder that it is; null where nothing of a log is. */
function logIn(folder: string): string | null {
  const isLog = (path: string) => FILES.some((file) => existsSync(join(path, file)));
  if (isLog(folder)) return folder;
  const ofRun = join(folder, "audit");
  return isLog(ofRun) ? ofRun : null;
}

function verify(folder: string, flags: Arguments, output: AuditOutput): AuditExit {
  const keys = flags.value("keys");
  const [from, to] = [flags.value("from"), flags.value("to")].map((text) =>
    text === null ? null : wholeNumber(text),
  );
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return output.refuse("--from and --to take the sequence of a record", []);
  }
  if ((from ?? 0) > (to ?? Number.POSITIVE_INFINITY)) {
    return output.refuse("--from is not behind --to: no record would be read", []);
  }
  const options: VerifyOptions = {
    anchors: flags.values("anchor").map(readNamed),
    ...(keys === null ? {} : { keys: readNamed(keys) }),
    ...(from === null || from === undefined ? {} : { from }),
    ...(to === null || to === undefined ? {} : { to }),
  };
  const startedAt = Bun.nanoseconds();
  const verdict = verifyLog(folder, options);
  const seconds = (Bun.nanoseconds() - startedAt) / 1e9;
  return output.judge(verdict, verdictData(verdict, seconds), verdictText(verdict, seconds));
}

function readNamed(path: string): NamedText {
  return { name: basename(path), text: readFileSync(path, "utf8") };
}

/** NaN for what is none. */
function wholeNumber(text: string): number {
  return DIGITS.test(text) ? Number(text) : Number.NaN;
}
