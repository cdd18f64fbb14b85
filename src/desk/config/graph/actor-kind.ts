/** The kinds of actors: what a kind reads, and how its readers take it, follows from it alone. */
import type { Lane } from "../../../runtime/actor/worker-start.ts";
import { DESK } from "../../message/desk-types.ts";
import type { Mode } from "../desk-plan.ts";

export const ACTOR_KINDS = [
  "feed",
  "strategy",
  "risk",
  "execution",
  "venue",
  "journal",
  "audit",
  "message-log",
  "sink",
  "bridge",
  "console",
] as const;

/** First segment of an actor's `use`. */
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Kind of whoever has a topic. */
export type WriterKind = ActorKind | typeof DESK;

/** `GATE`: the writer waits for this reader. `EVICT`: it cuts it off. */
export type Subscription = "GATE" | "EVICT";

/** Whose topics a kind reads when its file does not say. */
export type DefaultRead = {
  readonly writer: WriterKind | "ANY";
  readonly subscription: Subscription;
  /** Only writers that share an instrument with the reader. */
  readonly ofInstruments: boolean;
};

const all = (writer: DefaultRead["writer"], subscription: Subscription): DefaultRead => ({
  writer,
  subscription,
  ofInstruments: false,
});

const shared = (writer: ActorKind, subscription: Subscription): DefaultRead => ({
  writer,
  subscription,
  ofInstruments: true,
});

/** A gateway on paper fills against the book of its feeds; a real venue needs no book of ours. */
const PAPER_READS = [shared("feed", "EVICT")];

const READS: Readonly<Record<ActorKind, readonly DefaultRead[]>> = {
  feed: [],
  strategy: [shared("feed", "EVICT"), all("risk", "EVICT"), shared("execution", "EVICT")],
  risk: [all("strategy", "GATE"), all("execution", "GATE"), all("feed", "EVICT")],
  execution: [all("risk", "GATE")],
  venue: [],
  // It gates main too, which never waits: what is refused waits with main, and is tried again.
  journal: [all("risk", "GATE"), all("execution", "GATE"), all(DESK, "GATE")],
  // It follows the journal's files.
  audit: [],
  "message-log": [all("ANY", "EVICT")],
  sink: [all("ANY", "EVICT")],
  bridge: [],
  console: [all("ANY", "EVICT")],
};

const REQUIRED: ReadonlySet<ActorKind> = new Set(["risk", "execution", "feed"]);
/** What main says is little, and among it is why orders stop: it never waits behind market data. */
const ORDERS: ReadonlySet<WriterKind> = new Set(["risk", "execution", "strategy", "journal", DESK]);
const TRADES: ReadonlySet<WriterKind> = new Set(["feed", "strategy", "execution"]);

/** Whose topics an actor of `kind` reads when its file does not say. */
export function defaultReadsOf(kind: ActorKind, mode: Mode): readonly DefaultRead[] {
  const onPaper = kind === "execution" && (mode === "paper" || mode === "replay");
  return onPaper ? [...READS[kind], ...PAPER_READS] : READS[kind];
}

/** How an actor of kind `reader` reads one of kind `writer`, also when `reads` names it. */
export function subscriptionOf(reader: ActorKind, writer: WriterKind, mode: Mode): Subscription {
  const read = defaultReadsOf(reader, mode).find((one) => one.writer === writer);
  return read?.subscription ?? "EVICT";
}

/** The lane of the topic of a writer of `kind`. */
export function laneOf(kind: WriterKind): Lane {
  return ORDERS.has(kind) ? "ORDERS" : "MARKET";
}

/** Whether the desk is unready without an actor of `kind`, unless its file says otherwise. */
export function isRequired(kind: ActorKind): boolean {
  return REQUIRED.has(kind);
}

/** Whether the file of an actor of `kind` must name instruments. */
export function needsInstruments(kind: WriterKind): boolean {
  return TRADES.has(kind);
}
