/**
 * A desk of another day: its message types in version 1, and a message log that the real log actor
 * wrote of them. The bytes are committed in `version-one.records`, so that a change of the framing,
 * of the layouts or of the table is seen; `OLD_FILE=write bun test test/desk/cli/old` writes them
 * anew.
 */
import messageLog from "../../../../actors/message-log.ts";
import { defineMessage } from "../../../../src/runtime/codec/define-message.ts";
import { definePacked } from "../../../../src/runtime/codec/define-packed.ts";
import {
  type Fields,
  float64,
  int32,
  levels,
  oneOf,
  text,
} from "../../../../src/runtime/codec/field.ts";
import type { MessageType } from "../../../../src/runtime/codec/message-type.ts";
import { numberTypes, type TypeEntry } from "../../../../src/runtime/codec/type-table.ts";
import { ActorWorld, PlayedActor } from "../../../actors/actor-kit.ts";
import { FACTS } from "../../../actors/desk-kit.ts";

export type OldBody = Readonly<Record<string, unknown>>;
type OldType = MessageType<OldBody>;

const define = (name: string, version: number, fields: Fields) =>
  defineMessage(name, version, fields) as unknown as OldType;

/** The types as they were. */
export const V1 = {
  quote: define("quote", 1, {
    bidTicks: float64("ticks"),
    askTicks: float64("ticks"),
    venueTimeUs: float64("us"),
    state: oneOf("LIVE", "STALE"),
  }),
  fill: define("fill", 1, {
    side: oneOf("BUY", "SELL"),
    lots: float64("lots"),
    count: int32("fills"),
    orderId: text(),
    tradeId: text(),
  }),
  book: define("book", 1, { depth: int32("levels"), levels: levels("ticks, lots") }),
  note: definePacked<OldBody>("note", 1),
} as const;

/** The same types as the code of today has them, each changed in another way. */
export const V2 = {
  /** Retyped and reordered, at the same size but for one field. */
  quote: define("quote", 2, {
    askTicks: float64("ticks"),
    bidTicks: float64("ticks"),
    venueTimeUs: int32("ms"),
    state: oneOf("STALE", "LIVE", "GONE"),
  }),
  /** A field removed, one added. */
  fill: define("fill", 2, {
    side: oneOf("BUY", "SELL"),
    lots: float64("lots"),
    feeMinor: float64("minor"),
    count: int32("fills"),
    orderId: text(),
  }),
  /** Another unit, and not another byte. */
  book: define("book", 2, { depth: int32("levels"), levels: levels("lots, ticks") }),
  note: definePacked<OldBody>("note", 2),
} as const;

/** What was said on that day, in its order. */
export const SAID: readonly (readonly [keyof typeof V1, OldBody])[] = [
  ["quote", { bidTicks: 100.5, askTicks: -0, venueTimeUs: 2 ** 53, state: "STALE" }],
  ["note", { level: "warn", text: "größer", fields: { a: [1, -0, null], big: 2n ** 60n } }],
  ["fill", { side: "SELL", lots: Number.NaN, count: -(2 ** 31), orderId: "r1a2", tradeId: "" }],
  ["book", { depth: 2, levels: [100, 5, 101, 0.5] }],
  ["quote", { bidTicks: 1, askTicks: 2, venueTimeUs: 3, state: "LIVE" }],
  ["fill", { side: "BUY", lots: 1, count: 1, orderId: "x".repeat(31), tradeId: "日本" }],
];

/** The table of that day's desk. */
export const V1_TYPES: readonly TypeEntry[] = numbered(Object.values(V1));
/** The table of today's, in which nothing has the number that it had. */
export const V2_TYPES: readonly TypeEntry[] = numbered([
  define("approved", 1, { lots: float64("lots") }),
  ...Object.values(V2),
]);

function numbered(types: readonly { readonly schema: TypeEntry["schema"] }[]) {
  const outcome = numberTypes(
    types.map(({ schema }) => schema),
    [],
  );
  return outcome.ok ? outcome.value : [];
}

/** The log, as the actor that keeps it writes it. A type is explained at its first record. */
export function writeLog(): Uint8Array {
  // An instrument as this file has it, not as the desk of today describes one.
  const instruments = [{ number: 0, name: "BTC-USDT@binance" }];
  const facts = { ...FACTS, instruments } as unknown as typeof FACTS;
  const world = new ActorWorld({ name: "log", number: 4, kind: "message-log", facts });
  world.types = V1_TYPES;
  const actor = new PlayedActor(messageLog, world, { file: "messages.log", fileMiBMax: 256 });
  const peer = { name: "feed", kind: "feed", number: 5, state: "ATTACHED", incarnation: 1 };
  actor.handle("peer", peer, "feed");
  for (const [index, [name, body]] of SAID.entries()) {
    const { codec } = V1[name];
    const data = new DataView(new ArrayBuffer(codec.sizeOf(body)));
    const payloadBytes = codec.write(data, 0, body);
    const type = V1_TYPES.find((entry) => entry.name === name)?.number ?? -1;
    const head = { type, version: 1, sequence: index + 1, committedAt: 1e9 + index };
    actor.record({ ...head, data, offset: 0, payloadBytes }, "feed");
    actor.settle();
  }
  return new Uint8Array(Buffer.concat(world.writes));
}
