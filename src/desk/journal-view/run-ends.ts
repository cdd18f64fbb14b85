/** The runs of a journal, how each of them ended, and who writes it now. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, isForeign, readBootId } from "../../runtime/io/process-mark.ts";
import { sequenceIn } from "../../runtime/journal/format/file-names.ts";
import { type HaltRecord, readHalt } from "../../runtime/journal/write/halt.ts";
import type { JournalView } from "./journal-view.ts";

/**
 * `ENDED`: by its own word. `HALTED`: its disk failed. `CRASHED`: without a word. `RUNNING`: a process
 * that lives writes it. `UNKNOWN`: where its end would stand cannot be read.
 */
export type RunEndKind = "ENDED" | "HALTED" | "CRASHED" | "RUNNING" | "UNKNOWN";

/**
 * Process that holds the journal's lock and lives; null when there is none. One of another PID namespace
 * cannot be seen, and may live: it is taken for one that does.
 */
export function writerOf(path: string): number | null {
  try {
    const card: unknown = JSON.parse(readFileSync(join(path, "writer.lock"), "utf8"));
    if (typeof card !== "object" || card === null) return null;
    const { pid, bootId = null, ...rest } = card as Readonly<Record<string, unknown>>;
    if (typeof pid !== "number") return null;
    if (bootId !== null && bootId !== readBootId()) return null;
    const startTicks = typeof rest.startTicks === "number" ? rest.startTicks : null;
    const namespace = typeof rest.namespace === "string" ? rest.namespace : null;
    const mark = { pid, startTicks, namespace };
    return isForeign(mark) || isAlive(mark) ? pid : null;
  } catch {
    // Nobody has it, or what is there is no lock: the journal's own records say what happened.
    return null;
  }
}

/** Halt records by the run that they are of, hexadecimal. */
export function haltsOf(view: JournalView): ReadonlyMap<string, HaltRecord> {
  const halts = new Map<string, HaltRecord>();
  const runs = view.segments.flatMap(({ header }) => header?.run.id ?? []);
  for (const name of view.names) {
    if (sequenceIn("halt", name) === null) continue;
    const bytes = view.folder.readAll(name);
    for (const id of runs) {
      const halt = readHalt(bytes, id);
      if (halt !== null) halts.set(id.toHex(), halt);
    }
  }
  return halts;
}

/** What is known of a run's end. */
export type RunFacts = {
  readonly hasEnded: boolean;
  readonly isHalted: boolean;
  /** Whether its last segment is the journal's. */
  readonly isLast: boolean;
  readonly isReadable: boolean;
  readonly hasWriter: boolean;
};

export function runEndOf(facts: RunFacts): RunEndKind {
  if (facts.isHalted) return "HALTED";
  if (facts.hasEnded) return "ENDED";
  if (!facts.isReadable) return "UNKNOWN";
  return facts.isLast && facts.hasWriter ? "RUNNING" : "CRASHED";
}
