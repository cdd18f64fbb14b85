/**
 * What crosses the wires of a desk: which message types are said and understood, and whether both
 * ends mean the same layout by one name.
 */
import type { ActorInspection, MessageInspection } from "../../../runtime/actor/inspection.ts";
import { RUNTIME_TYPES } from "../../../runtime/actor/loop-message.ts";
import { AuditState } from "../../message/audit-state.ts";
import { Durable } from "../../message/durable.ts";
import { Endpoint } from "../../message/endpoint.ts";
import { Gateway } from "../../message/gateway.ts";
import { JournalHalt } from "../../message/journal-halt.ts";
import { Pace } from "../../message/pace.ts";
import { Progress } from "../../message/progress.ts";
import { ToldTrade } from "../../message/told-trade.ts";
import type { ReadPlan } from "../desk-plan.ts";
import { DESK_SPEAKER } from "./desk-voice.ts";

/** An actor as this page needs it. */
export type Speaker = {
  readonly name: string;
  readonly kind: string;
  readonly reads: readonly ReadPlan[];
  readonly inspection: ActorInspection;
};

/** Two ends of one wire that cannot talk. The mistake is shown at the reader's file. */
export type VersionMistake = { readonly reader: string; readonly message: string };

/** Who writes a topic: an actor, or main, which no file speaks for. */
type Writer = {
  readonly name: string;
  readonly inspection: Pick<ActorInspection, "out">;
};

/** Kinds that take every message as it is, whatever its type. `audit` reads no topic. */
const RAW_READERS = new Set(["journal", "message-log", "sink", "console", "bridge"]);

/** What the loop itself says to every actor that listens. */
const OF_THE_LOOP = new Set<string>(RUNTIME_TYPES.map(({ name }) => name));

/**
 * Returns every pair of ends whose message type has one name and two layouts.
 *
 * @param main What main itself says.
 */
export function versionMistakesOf(
  actors: readonly Speaker[],
  main: Writer = DESK_SPEAKER,
): readonly VersionMistake[] {
  const writers = [...actors, main];
  return actors.flatMap((reader) => [
    ...topicMistakes(reader, writers),
    ...boardMistakes(reader, actors),
  ]);
}

/**
 * Returns sentences about messages that nobody sends, or that nobody reads. Main speaks whether
 * somebody listens or not.
 *
 * @param main What main itself says.
 */
export function messageWarningsOf(
  actors: readonly Speaker[],
  main: Writer = DESK_SPEAKER,
): readonly string[] {
  const writers = [...actors, main];
  return actors.flatMap((actor) => [
    ...unsentOf(actor, writers),
    ...unreadOf(actor, actors),
    ...unwrittenOf(actor, actors),
  ]);
}

function topicMistakes(reader: Speaker, writers: readonly Writer[]): readonly VersionMistake[] {
  return writersOf(reader, writers).flatMap((writer) =>
    mismatches(reader, typesOf(reader.inspection.in), writer, typesOf(writer.inspection.out)),
  );
}

function boardMistakes(reader: Speaker, actors: readonly Speaker[]): readonly VersionMistake[] {
  return actors.flatMap((writer) =>
    mismatches(reader, typesOf(reader.inspection.watch), writer, typesOf(writer.inspection.boards)),
  );
}

function mismatches(
  reader: Speaker,
  understood: readonly MessageInspection[],
  writer: Pick<Writer, "name">,
  said: readonly MessageInspection[],
): readonly VersionMistake[] {
  return understood.flatMap((mine) => {
    const theirs = said.find(({ schema }) => schema.name === mine.schema.name);
    if (theirs === undefined || theirs.hash === mine.hash) return [];
    const { name } = mine.schema;
    const [read, sent] = [mine.schema.version, theirs.schema.version];
    const message =
      read === sent
        ? `${writer.name} says another layout of ${name} version ${sent} than ${reader.name} reads`
        : `${writer.name} says ${name} version ${sent}, and ${reader.name} reads version ${read}`;
    return [{ reader: reader.name, message }];
  });
}

function unsentOf(reader: Speaker, writers: readonly Writer[]): readonly string[] {
  const said = new Set(writersOf(reader, writers).flatMap((one) => namesOf(one.inspection.out)));
  return namesOf(reader.inspection.in)
    .filter((name) => !said.has(name) && !OF_THE_LOOP.has(name))
    .map((name) => `${reader.name} understands ${name}, which nobody that it reads sends`);
}

function unreadOf(writer: Speaker, actors: readonly Speaker[]): readonly string[] {
  const readers = actors.filter(({ reads }) => reads.some((read) => read.actor === writer.name));
  const understood = new Set(readers.flatMap((one) => namesOf(one.inspection.in)));
  if (readers.some(({ kind }) => RAW_READERS.has(kind))) return [];
  return namesOf(writer.inspection.out)
    .filter((name) => !understood.has(name))
    .map((name) => `${writer.name} sends ${name}, which nobody reads`);
}

function unwrittenOf(reader: Speaker, actors: readonly Speaker[]): readonly string[] {
  // A feed watches the boards of a venue in this process, if there is one.
  if (reader.kind === "feed" && !actors.some(({ kind }) => kind === "venue")) return [];
  const written = new Set(actors.flatMap(({ inspection }) => namesOf(inspection.boards)));
  for (const { name } of OF_SOME) written.add(name);
  // Who heeds a journal, an audit log or a venue of this process also runs in a desk without one.
  for (const [writer, boards] of OPTIONAL_BOARDS) {
    if (actors.some(({ kind }) => kind === writer)) continue;
    for (const { name } of boards) written.add(name);
  }
  return namesOf(reader.inspection.watch)
    .filter((name) => !written.has(name))
    .map((name) => `${reader.name} watches board ${name}, which nobody writes`);
}

function writersOf(reader: Speaker, writers: readonly Writer[]): readonly Writer[] {
  const names = new Set(reader.reads.map(({ actor }) => actor));
  return writers.filter(({ name }) => names.has(name));
}

/** Boards that some actors of their kind write and others do not: who watches them does without. */
const OF_SOME = [Pace, ToldTrade, Gateway] as const;

/** By the kind that writes them. */
const OPTIONAL_BOARDS = [
  ["journal", [Durable, Progress, JournalHalt]],
  ["audit", [AuditState]],
  ["venue", [Endpoint]],
] as const;

type Messages = Readonly<Record<string, MessageInspection>>;

function typesOf(messages: Messages): readonly MessageInspection[] {
  return Object.values(messages);
}

function namesOf(messages: Messages): readonly string[] {
  return typesOf(messages).map(({ schema }) => schema.name);
}
