/** An actor's own file: what it says before its module was looked at. */

import { IDLE_STRATEGIES, type IdleStrategy } from "../../../runtime/ring/idle-strategy.ts";
import type { ChildSpec } from "../../../runtime/supervisor/child-spec.ts";
import type { DeskInstruments } from "../desk-instruments.ts";
import { DURATION_MS_MAX } from "../duration-bounds.ts";
import type { ActorKind } from "../graph/actor-kind.ts";
import { ACTOR_KINDS, isRequired } from "../graph/actor-kind.ts";
import { suggestion } from "../suggest.ts";
import { readChildLife } from "../supervisor-table.ts";
import type { ConfigFile } from "../toml/config-file.ts";
import { shown, TableReader } from "../toml/table-reader.ts";
import { type ChildBounds, readChildBounds } from "./child-bounds.ts";
import type { NamedInstruments } from "./named-instruments.ts";
import { readNamedInstruments } from "./named-instruments.ts";

export type ActorFile = NamedInstruments & {
  readonly file: ConfigFile;
  readonly name: string;
  readonly use: string;
  readonly kind: ActorKind;
  /** Null: what the kind reads by default. */
  readonly reads: readonly string[] | null;
  readonly required: boolean;
  readonly topicBytes: number;
  readonly thread: string | null;
  readonly idle: IdleStrategy;
  readonly snapshotEveryMs: number;
  readonly life: Pick<ChildSpec, "restart" | "significant">;
  readonly bounds: ChildBounds;
  readonly args: TableReader | null;
  readonly limits: TableReader | null;
};

const TOPIC_BYTES = 1_048_576;
const TOPIC_BYTES_MIN = 4_096;
const TOPIC_BYTES_MAX = 1_073_741_824;
const NAME = /^[a-z0-9-]+$/;

/**
 * Reads what every actor's file may say, or null when its `use` names no kind.
 *
 * @param desk Instruments of the desk; null when its own file is mistaken, so that nobody knows.
 */
export function readActorFile(file: ConfigFile, desk: DeskInstruments | null): ActorFile | null {
  const table = new TableReader(file);
  const use = table.needText("use", '"strategy/market-maker"');
  const kind = use === undefined ? null : kindOf(table, use);
  const read = {
    file,
    name: file.name,
    ...readNamedInstruments(table, kind, desk),
    reads: table.texts("reads", '["feed-*"]'),
    required: table.flag("required", kind !== null && isRequired(kind)),
    topicBytes: readTopicBytes(table),
    thread: readThread(table),
    idle: table.oneOf("idle", IDLE_STRATEGIES, "park"),
    snapshotEveryMs: readMs(table, "snapshotEveryMs", 10_000),
    life: readChildLife(table),
    bounds: readChildBounds(table),
    args: table.table("args"),
    limits: kind === null || kind === "strategy" ? table.table("limits") : null,
  };
  table.close({
    deliveryLog: "a delivery log is not available yet",
    limits: `only a strategy has limits, and this actor is a ${kind ?? ""}`,
  });
  return use === undefined || kind === null ? null : { ...read, use, kind };
}

function kindOf(table: TableReader, use: string): ActorKind | null {
  const [first = "", ...rest] = use.split("/");
  const kind = ACTOR_KINDS.find((name) => name === first);
  if (kind === undefined) {
    const message = `must begin with a kind of actor: found ${shown(first)}`;
    table.mistake("use", message, suggestion(first, ACTOR_KINDS));
    return null;
  }
  if (!rest.every((segment) => NAME.test(segment))) {
    table.mistake("use", "must be names of a-z, 0-9 and - with / between them", [
      'example: use = "strategy/market-maker" for actors/strategy/market-maker.ts',
    ]);
    return null;
  }
  return kind;
}

function readTopicBytes(table: TableReader): number {
  const value = table.take("topicBytes") ?? TOPIC_BYTES;
  const bytes = Number.isSafeInteger(value) ? Number(value) : 0;
  const inRange = bytes >= TOPIC_BYTES_MIN && bytes <= TOPIC_BYTES_MAX;
  if (inRange && Number.isInteger(Math.log2(bytes))) return bytes;
  table.mistake(
    "topicBytes",
    `must be a power of two from ${TOPIC_BYTES_MIN} to ${TOPIC_BYTES_MAX}: found ${shown(value)}`,
    [`default: topicBytes = ${TOPIC_BYTES} (bytes)`],
  );
  return TOPIC_BYTES;
}

function readThread(table: TableReader): string | null {
  const thread = table.text("thread");
  if (thread === undefined) return null;
  if (!NAME.test(thread)) {
    table.mistake("thread", `must be a name of a-z, 0-9 and -: found ${shown(thread)}`);
  }
  return thread;
}

function readMs(table: TableReader, key: string, fallback: number): number {
  return table.whole(key, { min: 1, max: DURATION_MS_MAX, unit: "ms", fallback });
}
