/**
 * What is fuzzed: each place where the project decodes bytes that it may not have written itself.
 * A target says whether it took the bytes or refused them by name, and throws when it did neither,
 * or took them for something that they do not say.
 */
import { AssertionError } from "../../src/core/assert.ts";
import type { Prng } from "../../src/core/prng.ts";
import { openLog, recordJson, recordsOf, recordText } from "../../src/desk/cli/record-lines.ts";
import { decodeRecord } from "../../src/runtime/codec/decode-record.ts";
import { definePacked } from "../../src/runtime/codec/define-packed.ts";
import { FileTable } from "../../src/runtime/codec/file-table.ts";
import { unpackBody } from "../../src/runtime/codec/msgpack.ts";
import { type FileRecord, RecordFile } from "../../src/runtime/codec/record-file.ts";
import { RecordFrames } from "../../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "../../src/runtime/codec/type-table.ts";
import { isTaken } from "../runtime/codec/judge-message.ts";
import { judgeMsgpack } from "../runtime/codec/reference-msgpack.ts";
import { isSame } from "../runtime/codec/same-value.ts";
import { readWire, SAMPLES } from "../trading/venue/binance/wire-readers.ts";
import type { AnyType } from "./corpus.ts";
import { entryPayloads, filesOf, messagesOf, packedBodies } from "./corpus.ts";
import { mutate } from "./mutate.ts";

export type Outcome = "TAKEN" | "REFUSED";

export type Target = {
  readonly name: string;
  /** A new input, most often one that is almost right. */
  next(prng: Prng): Uint8Array;
  /** @throws {Error} When the bytes were neither taken for what they say nor refused by name. */
  run(bytes: Uint8Array): Outcome;
};

/** All targets, over the message types of the project. */
export function targetsOf(types: readonly AnyType[]): readonly Target[] {
  const compiled = types.filter(({ schema }) => schema.fields.length > 0);
  const entries = entryPayloads(types);
  const files = filesOf(types);
  const values = [...packedBodies(), ...messagesOf(compiled), ...entries];
  const from = (corpus: readonly Uint8Array[]) => (prng: Prng) =>
    prng.between(0, 9) === 0 ? Uint8Array.from(prng.pick(corpus)) : mutate(prng, corpus);
  return [
    { name: "msgpack", next: from(values), run: runMsgpack },
    {
      name: "compiled view",
      next: from(messagesOf(compiled)),
      run: (bytes) => runViews(compiled, bytes),
    },
    { name: "packed view", next: from(packedBodies()), run: runPacked },
    { name: "decode by schema", next: from(values), run: (bytes) => runSchemas(types, bytes) },
    { name: "file table", next: from(entries), run: runTable },
    { name: "record file", next: from(files), run: runFile },
    { name: "record frames", next: from(values), run: runFrames },
    { name: "venue answers", next: from(VENUE_TEXTS), run: runVenue },
    { name: "inspect", next: (prng) => logOf(prng, files, values), run: runInspect },
  ];
}

const VENUE_TEXTS = SAMPLES.map((text) => new TextEncoder().encode(text));

/** The venue's text never throws: a frame is one, or it is bad. */
function runVenue(bytes: Uint8Array): Outcome {
  return readWire(new TextDecoder().decode(bytes)) ? "TAKEN" : "REFUSED";
}

/** The outcome of `work`, whose refusal must be ours and must name `name`. */
function outcomeOf(name: string, work: () => unknown): Outcome {
  try {
    work();
    return "TAKEN";
  } catch (error) {
    if (error instanceof AssertionError && error.message.includes(name)) return "REFUSED";
    throw error;
  }
}

function runMsgpack(bytes: Uint8Array): Outcome {
  const judged = judgeMsgpack(bytes);
  const outcome = outcomeOf("layout of thing", () => {
    const value = unpackBody("thing", bytes);
    if (judged === null || !isSame(value, judged.value)) throw new Error("misread");
    // Each value took a byte at least, each text and run of bytes its own length.
    if (!(weightOf(value) <= bytes.length)) throw new Error("more was made than there were bytes");
  });
  if (outcome === "REFUSED" && judged !== null) throw new Error("refused what is right");
  expectNoPollution();
  return outcome;
}

/** Fewest bytes that could have said so much. Keys apart, of which equal ones are one. */
function weightOf(value: unknown): number {
  if (typeof value === "string") return 1 + value.length;
  if (value instanceof Uint8Array) return 2 + value.length;
  if (typeof value !== "object" || value === null || value instanceof Date) return 1;
  return Object.values(value).reduce((sum: number, each) => sum + weightOf(each), 1);
}

function runViews(types: readonly AnyType[], bytes: Uint8Array): Outcome {
  const taken = likelyOf(types, bytes).filter((type) => isTaken(type, bytes));
  return taken.length > 0 ? "TAKEN" : "REFUSED";
}

const Peer = definePacked<object>("peer", 1);

function runPacked(bytes: Uint8Array): Outcome {
  const view = Peer.codec.createView();
  const outcome = outcomeOf("layout of peer", () => {
    view.bind(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
    const body = view.toJSON();
    const judged = judgeMsgpack(bytes)?.value;
    if (!isSame(body, judged) || !isSame({ ...view.copy() }, judged)) throw new Error("misread");
    if (Object.getPrototypeOf(body) !== Object.prototype) throw new Error("another prototype");
    Object.keys(view);
    JSON.stringify(view, bigintText);
  });
  expectNoPollution();
  return outcome;
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}

function runSchemas(types: readonly AnyType[], bytes: Uint8Array): Outcome {
  let outcome: Outcome = "REFUSED";
  for (const { name, schema } of likelyOf(types, bytes)) {
    const one = outcomeOf(` of ${name}`, () => {
      const body = decodeRecord(schema, bytes) as object;
      const names = schema.fields.map((field) => field.name);
      const isWhole = names.length === 0 || isSame(Object.keys(body), names);
      if (!isWhole) throw new Error(`fields of ${name} are missing`);
    });
    if (one === "TAKEN") outcome = "TAKEN";
  }
  return outcome;
}

/** The types that the bytes may be of, and one of which they are not. */
function likelyOf(types: readonly AnyType[], bytes: Uint8Array): readonly AnyType[] {
  const other = bytes.length % types.length;
  return types.filter(
    ({ schema }, index) => index === other || headOf(schema.fields.length) === bytes[0],
  );
}

/** First byte of a message of so many fields. */
function headOf(fields: number): number {
  if (fields === 0) return 0xde;
  return fields < 16 ? 0x90 + fields : 0xdc;
}

const HEAD = { version: 1, sequence: 0, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };

function runTable(bytes: Uint8Array): Outcome {
  const table = new FileTable();
  const record = (type: number): FileRecord => ({ ...HEAD, type, payload: bytes });
  const outcomes = [
    // Named by what the entry calls itself.
    outcomeOf("", () => table.take(record(TYPE_SCHEMA))),
    outcomeOf("actor", () => table.take(record(TYPE_ACTOR))),
    outcomeOf("instrument", () => table.take(record(TYPE_INSTRUMENT))),
  ];
  for (const [number, schema] of table.types) {
    const head = { ...HEAD, type: number, version: schema.version };
    outcomeOf(schema.name, () => table.decode({ ...head, payload: bytes }));
    if (schema.fields.some(({ kind }) => typeof kind !== "string")) throw new Error("no kind");
  }
  for (const { name } of table.actors.values()) name.padEnd(20);
  expectNoPollution();
  return outcomes.includes("TAKEN") ? "TAKEN" : "REFUSED";
}

function runFile(bytes: Uint8Array): Outcome {
  const file = new RecordFile(bytes);
  let [count, position] = [0, 0];
  for (const { payload } of file) {
    const end = payload.byteOffset - bytes.byteOffset + payload.length;
    const isInside =
      file.position <= bytes.length && end <= file.position && file.position - end < 8;
    if (!isInside || file.position < position + 48) throw new Error(`frame at ${position}`);
    position = file.position;
    count += 1;
  }
  const isTorn = file.tornAt !== null;
  if (isTorn !== file.position < bytes.length) throw new Error("torn and whole");
  return count > 0 ? "TAKEN" : "REFUSED";
}

/** The bytes as payloads of frames, which must come back as they went. */
function runFrames(bytes: Uint8Array): Outcome {
  for (const checksums of [false, true]) {
    const frames = new RecordFrames({ checksums });
    const payloads = [bytes, bytes.subarray(0, bytes.length >> 1), bytes.subarray(0, 0)];
    for (const [index, payload] of payloads.entries()) {
      const head = { ...HEAD, type: index + 1, version: 0x7fff, sequence: 2 ** 53, actor: -1 };
      frames.add(head, new DataView(payload.buffer, payload.byteOffset, payload.length));
    }
    const file = new RecordFile(frames.take());
    const read = [...file].map(({ payload }) => payload);
    if (file.tornAt !== null || !isSame(read, payloads)) throw new Error("not what was written");
  }
  return "TAKEN";
}

/** A damaged file, or a whole one of damaged payloads: a damaged frame hides what lies behind it. */
function logOf(
  prng: Prng,
  files: readonly Uint8Array[],
  values: readonly Uint8Array[],
): Uint8Array {
  if (prng.between(0, 2) === 0) return mutate(prng, files);
  const frames = new RecordFrames();
  for (const record of new RecordFile(prng.pick(files))) {
    const isDamaged = prng.between(0, 2) === 0;
    const payload = isDamaged ? mutate(prng, [record.payload, prng.pick(values)]) : record.payload;
    frames.add(record, new DataView(payload.buffer, payload.byteOffset, payload.length));
  }
  return frames.take().slice();
}

function runInspect(bytes: Uint8Array): Outcome {
  let refused = 0;
  for (const record of recordsOf(openLog(bytes))) {
    if ((record.body === null) === (record.refused === null)) throw new Error("no reason");
    if (record.refused !== null) refused += 1;
    const text = recordText(record);
    if ([...text].some(isControl)) throw new Error("a terminal would obey");
    JSON.parse(recordJson(record));
  }
  expectNoPollution();
  return refused > 0 ? "REFUSED" : "TAKEN";
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

function expectNoPollution(): undefined {
  for (const _ in {}) throw new Error("a prototype was changed");
  if (Object.getOwnPropertyNames(Object.prototype).length !== PROTOTYPE_MEMBERS) {
    throw new Error("a prototype was changed");
  }
}

const PROTOTYPE_MEMBERS = Object.getOwnPropertyNames(Object.prototype).length;
