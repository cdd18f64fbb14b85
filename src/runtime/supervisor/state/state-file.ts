/**
 * The bytes of a kept part, and back. They are believed only whole: any changed byte, any missing
 * one and any more is refused with the reason.
 *
 * ```text
 *   +-----------+-------------+------------+---------+---------------------------------------+
 *   | magic u32 | version u32 | bytes u32  | CRC u32 | body: msgpack of actor, part, tables  |
 *   +-----------+-------------+------------+---------+---------------------------------------+
 *   bytes are those of the body; the CRC is that of the three words before it and of the body
 *
 *   values of a table, one after the other:  | key u32 | bytes u32 | value |
 * ```
 */
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { crc32c } from "../../codec/crc32c.ts";
import { packBody, unpackBody } from "../../codec/msgpack.ts";
import type { PartName, StatePart, StateTable } from "./state-part.ts";

const MAGIC = 0x4f43_5354;
const FORMAT_VERSION = 1;
const HEAD_BYTES = 16;
const CRC_OFFSET = 12;
const VALUE_HEAD_BYTES = 8;

type PackedTable = Omit<StateTable, "values"> & { readonly values: Uint8Array };

/** Returns the file of `part`. */
export function encodeStateFile({ actor, part, tables }: StatePart): Uint8Array<ArrayBuffer> {
  const packed = tables.map((table) => ({ ...table, values: packValues(table.values) }));
  const body = packBody({ actor, part, tables: packed });
  const file = new Uint8Array(HEAD_BYTES + body.length);
  const head = new DataView(file.buffer);
  head.setUint32(0, MAGIC);
  head.setUint32(4, FORMAT_VERSION);
  head.setUint32(8, body.length);
  file.set(body, HEAD_BYTES);
  head.setUint32(CRC_OFFSET, sumOf(file));
  return file;
}

/**
 * Returns the part that `file` holds, or why it is not believed.
 *
 * @param wanted What its name says that it holds.
 */
export function decodeStateFile(
  file: Uint8Array,
  wanted: { readonly actor: string; readonly part: PartName },
): Result<StatePart, string> {
  if (file.length < HEAD_BYTES) return failWith(`it is cut: it has ${file.length} bytes`);
  const head = new DataView(file.buffer, file.byteOffset, file.length);
  if (head.getUint32(0) !== MAGIC) return failWith("it is no file of state");
  const version = head.getUint32(4);
  if (version !== FORMAT_VERSION) return failWith(`its format is version ${version}`);
  const bytes = HEAD_BYTES + head.getUint32(8);
  if (bytes !== file.length) return failWith(`it has ${file.length} bytes of ${bytes}`);
  if (head.getUint32(CRC_OFFSET) !== sumOf(file)) return failWith("its checksum is wrong");
  const part = unpackPart(file.subarray(HEAD_BYTES));
  if (part === null) return failWith("its body is none of ours");
  const isWanted = part.actor === wanted.actor && part.part === wanted.part;
  return isWanted ? succeed(part) : failWith(`it holds ${part.part} of ${part.actor}`);
}

/** Null when it is not what {@link encodeStateFile} makes, although its checksum is right. */
function unpackPart(body: Uint8Array): StatePart | null {
  try {
    const { tables, ...part } = unpackBody("state", body) as Omit<StatePart, "tables"> & {
      readonly tables: readonly PackedTable[];
    };
    const unpack = (table: PackedTable) => ({ ...table, values: unpackValues(table.values) });
    return { ...part, tables: tables.map(unpack) };
  } catch {
    return null;
  }
}

/** Of all but the checksum itself. */
function sumOf(file: Uint8Array): number {
  const before = crc32c(file, 0, CRC_OFFSET);
  return (before ^ crc32c(file, HEAD_BYTES, file.length)) >>> 0;
}

function packValues(values: StateTable["values"]): Uint8Array {
  let size = 0;
  for (const value of values.values()) size += VALUE_HEAD_BYTES + value.length;
  const packed = new Uint8Array(size);
  const data = new DataView(packed.buffer);
  let at = 0;
  for (const [key, value] of values) {
    data.setUint32(at, key);
    data.setUint32(at + 4, value.length);
    packed.set(value, at + VALUE_HEAD_BYTES);
    at += VALUE_HEAD_BYTES + value.length;
  }
  return packed;
}

function unpackValues(packed: Uint8Array): StateTable["values"] {
  const values = new Map<number, Uint8Array>();
  const data = new DataView(packed.buffer, packed.byteOffset, packed.length);
  for (let at = 0; at < packed.length; ) {
    const start = at + VALUE_HEAD_BYTES;
    const end = start + data.getUint32(at + 4);
    if (end > packed.length) throw new RangeError("a value lies in its table");
    // A copy: what Buffer calls a slice is a view.
    values.set(data.getUint32(at), new Uint8Array(packed.subarray(start, end)));
    at = end;
  }
  return values;
}
