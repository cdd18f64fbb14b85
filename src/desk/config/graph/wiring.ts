/** Who reads whom: from kinds and instruments, or from `reads` where a file says it. */
import type { ActorFile } from "../actor/actor-file.ts";
import type { DeskInstruments } from "../desk-instruments.ts";
import type { Mode, ReadPlan } from "../desk-plan.ts";
import { suggestion } from "../suggest.ts";
import type { DefaultRead, WriterKind } from "./actor-kind.ts";
import { defaultReadsOf, laneOf, subscriptionOf } from "./actor-kind.ts";
import { DESK_WRITER } from "./desk-voice.ts";
import { isPattern, matchesPattern } from "./name-pattern.ts";

type WriterFile = Pick<ActorFile, "name" | "instruments"> & { readonly kind: WriterKind };

/**
 * Returns what `reader` reads, in the order of `writers`, main last. Nobody reads itself.
 *
 * @param writers All actors of the desk.
 */
export function readsOf(
  reader: ActorFile,
  writers: readonly ActorFile[],
  mode: Mode,
): readonly ReadPlan[] {
  const others: readonly WriterFile[] = [
    ...writers.filter((writer) => writer.name !== reader.name),
    DESK_WRITER,
  ];
  const defaults = defaultReadsOf(reader.kind, mode);
  const read = others.filter((writer) =>
    reader.reads === null
      ? defaults.some((one) => isRead(reader, writer, one))
      : reader.reads.some((pattern) => matchesPattern(pattern, writer.name)),
  );
  return read.map((writer) => ({
    actor: writer.name,
    subscription: defaults.some((one) => one.writer === "ANY")
      ? "EVICT"
      : subscriptionOf(reader.kind, writer.kind, mode),
    lane: laneOf(writer.kind),
  }));
}

/** Reports each of `reads` that stands for no actor of these names, and not for main. */
export function checkReads(reader: ActorFile, actors: readonly string[]): undefined {
  const names = [...actors, DESK_WRITER.name];
  for (const [index, pattern] of (reader.reads ?? []).entries()) {
    if (names.some((name) => name !== reader.name && matchesPattern(pattern, name))) continue;
    const what = isPattern(pattern) ? "matches" : "is named";
    const self = pattern === reader.name ? " but the reader itself" : "";
    const message = `reads: no actor${self} ${what} ${pattern}`;
    const help = self === "" ? suggestion(pattern, names) : [];
    reader.file.report({ path: ["reads", index], part: "VALUE", message, help });
  }
}

/**
 * Reports what a strategy cannot trade without: exactly one execution and at least one feed for
 * each of its instruments, and the one risk actor of the desk.
 */
export function checkTradable(actors: readonly ActorFile[]): undefined {
  const risks = actors.filter(({ kind }) => kind === "risk");
  for (const extra of risks.slice(1)) {
    const message = `use: a desk has one risk actor: ${risks[0]?.name ?? ""} is it already`;
    extra.file.report({ path: ["use"], part: "VALUE", message, help: [] });
  }
  for (const strategy of actors.filter(({ kind }) => kind === "strategy")) {
    if (risks.length === 0) {
      const message = "use: a strategy needs a risk actor, and the desk has none";
      const help = ['add risk.toml with: use = "risk"'];
      strategy.file.report({ path: ["use"], part: "VALUE", message, help });
    }
    checkInstruments(strategy, actors);
  }
}

/** A gateway cancels all that it has open or nothing: its instruments must agree on which. */
export function checkDrain(actor: ActorFile, { left }: DeskInstruments): undefined {
  if (actor.kind !== "execution") return;
  const policy = ({ number }: { readonly number: number }) =>
    left.includes(number) ? "leave" : "cancel";
  const [first] = actor.instruments;
  const other = actor.instruments.find(
    (one) => first !== undefined && policy(one) !== policy(first),
  );
  if (first === undefined || other === undefined) return;
  actor.file.report({
    path: ["instruments"],
    part: "VALUE",
    message: `instruments: openOrders is ${policy(first)} for ${first.name} and ${policy(other)} for ${other.name}: an execution has one`,
    help: [
      "name them in the files of two executions, or give both the same openOrders in desk.toml",
    ],
  });
}

function checkInstruments(strategy: ActorFile, actors: readonly ActorFile[]): undefined {
  for (const [index, instrument] of strategy.instruments.entries()) {
    const of = (kind: ActorFile["kind"]) =>
      actors.filter((one) => one.kind === kind && one.instruments.includes(instrument));
    const report = (message: string, help: readonly string[]) =>
      strategy.file.report({ path: ["instruments", index], part: "VALUE", message, help });
    if (of("feed").length === 0) {
      report(`instruments: no feed of the desk has ${instrument.name}`, [
        `name it in the file of a feed: instruments = ["${instrument.name}"]`,
      ]);
    }
    const executions = of("execution").map(({ name }) => name);
    if (executions.length === 0) {
      report(`instruments: no execution of the desk has ${instrument.name}`, [
        `name it in the file of an execution: instruments = ["${instrument.name}"]`,
      ]);
    } else if (executions.length > 1) {
      const all = executions.join(" and ");
      report(`instruments: ${instrument.name} must have one execution: it has ${all}`, [
        "take it out of all but one of them",
      ]);
    }
  }
}

function isRead(reader: ActorFile, writer: WriterFile, read: DefaultRead): boolean {
  if (read.writer !== "ANY" && read.writer !== writer.kind) return false;
  if (!read.ofInstruments) return true;
  return writer.instruments.some((instrument) => reader.instruments.includes(instrument));
}
