/** What the fuzzer begins with: messages of every type of the project, and files of them. */
import { resolve } from "node:path";
import { Prng } from "../../src/core/prng.ts";
import { RUNTIME_TYPES } from "../../src/runtime/actor/loop-message.ts";
import { schemaEntryOf } from "../../src/runtime/codec/file-entry.ts";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import { packBody } from "../../src/runtime/codec/msgpack.ts";
import { RecordFrames } from "../../src/runtime/codec/record-frames.ts";
import {
  numberTypes,
  TYPE_ACTOR,
  TYPE_INSTRUMENT,
  TYPE_SCHEMA,
  type TypeEntry,
} from "../../src/runtime/codec/type-table.ts";
import { writeBody } from "../runtime/codec/judge-message.ts";
import { type RandomBody, randomBody } from "../runtime/codec/random-message.ts";

export type AnyType = MessageType<RandomBody>;

const CATALOGUE = resolve(import.meta.dir, "../../src/desk/message");
const BODIES_EACH = 4;
const PACKED: readonly RandomBody[] = [
  { url: "http://127.0.0.1:7070", ended: false },
  { level: "warn", text: "größer", fields: { a: [1, -0, null], b: { c: 2n ** 60n } } },
  {
    name: "risk",
    kind: "risk",
    number: 1,
    state: "ATTACHED",
    incarnation: 2,
    about: { limits: [] },
  },
  { from: "feed", missed: 7 },
  { window: [0.5, -0, Number.NaN, 1e300] },
];

function isMessageType(value: unknown): value is AnyType {
  return typeof value === "object" && value !== null && "schema" in value && "codec" in value;
}

/** Every message type of the catalogue and of the runtime. */
export async function readTypes(): Promise<readonly AnyType[]> {
  const files = [...new Bun.Glob("*.ts").scanSync(CATALOGUE)].toSorted();
  const modules = await Promise.all(files.map((file) => import(resolve(CATALOGUE, file))));
  const own = modules.flatMap((module) => Object.values(module)).filter(isMessageType);
  return [...own, ...(RUNTIME_TYPES as readonly unknown[] as readonly AnyType[])];
}

/** Some messages of each of `types`, as their writers write them. */
export function messagesOf(types: readonly AnyType[]): readonly Uint8Array[] {
  const prng = new Prng(1);
  return types.flatMap((type) =>
    Array.from({ length: BODIES_EACH }, () => writeBody(type, bodyOf(prng, type))),
  );
}

/** Values of the kinds that packed messages have. */
export function packedBodies(): readonly Uint8Array[] {
  return PACKED.map((body) => packBody(body).slice());
}

/** The table of a desk that has `types`. */
export function entriesOf(types: readonly AnyType[]): readonly TypeEntry[] {
  const outcome = numberTypes(
    types.map(({ schema }) => schema),
    [],
  );
  if (!outcome.ok) throw new Error(`two layouts of ${outcome.failure.name}`);
  return outcome.value;
}

/** Payloads of entries: one of each type, an actor and an instrument. */
export function entryPayloads(types: readonly AnyType[]): readonly Uint8Array[] {
  const actor = { number: 3, name: "feed-binance", kind: "feed", incarnation: 1 };
  const instrument = { number: 0, name: "BTC-USDT@binance", tick: "0.01" };
  const entries = [...entriesOf(types).map(schemaEntryOf), actor, instrument];
  return entries.map((entry) => packBody(entry).slice());
}

/** Files of a few records and the entries that explain them, without and with checksums. */
export function filesOf(types: readonly AnyType[]): readonly Uint8Array[] {
  const prng = new Prng(2);
  return Array.from({ length: 12 }, (_, index) => {
    const frames = new RecordFrames({ checksums: index % 3 === 0 });
    frames.addEntry(TYPE_INSTRUMENT, { number: 0, name: "BTC-USDT@binance" }, 1);
    frames.addEntry(TYPE_ACTOR, { number: 3, name: "feed", kind: "feed", incarnation: 1 }, 1);
    for (const type of [prng.pick(types), prng.pick(types)]) {
      const entry = entriesOf(types).find(({ name }) => name === type.name);
      if (entry === undefined) continue;
      frames.addEntry(TYPE_SCHEMA, schemaEntryOf(entry), 1);
      const payload = writeBody(type, bodyOf(prng, type));
      frames.add(
        {
          type: entry.number,
          version: type.version,
          sequence: index,
          committedAt: 1e9,
          actor: 3,
          flags: 0,
          wallMicros: 1.7e15,
        },
        new DataView(payload.buffer),
      );
    }
    return frames.take().slice();
  });
}

/** A body that the type takes, whatever it says. */
function bodyOf(prng: Prng, type: AnyType): RandomBody {
  if (type.schema.fields.length === 0) return prng.pick(PACKED);
  return randomBody(prng, type.schema.fields);
}
