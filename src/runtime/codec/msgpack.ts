/**
 * The one configuration of msgpackr: no records, whose readers must have seen the first of them,
 * and no views into memory that somebody else will write to. Nothing is decoded that
 * `check-msgpack.ts` has not looked at.
 */
import { addExtension, Packr } from "msgpackr";
import { findMsgpackFault } from "./check-msgpack.ts";
import { NegativeZero, plainValue } from "./plain-value.ts";
import { refuseMsgpack } from "./refuse.ts";

const FLOAT64 = 0xcb;
const FLOAT64_BYTES = 9;

const packr = new Packr({ useRecords: false, copyBuffers: true });

type Room = {
  readonly target: Uint8Array;
  readonly targetView: DataView;
  readonly position: number;
};

// msgpackr writes -0 as the integer 0. This writes a number and never the extension that msgpackr
// wants a type for, and which no reader of ours would take.
addExtension({
  Class: NegativeZero,
  type: 1,
  pack(_: NegativeZero, makeRoom: (bytes: number) => Room): undefined {
    const { target, targetView, position } = makeRoom(FLOAT64_BYTES);
    target[position] = FLOAT64;
    targetView.setFloat64(position + 1, -0);
  },
} as unknown as Parameters<typeof addExtension>[0]);

/**
 * The bytes lie in memory of the packer: copy them before the next call.
 *
 * @throws {Error} When the body holds what msgpack has no word for, or lies too deep.
 */
export function packBody(body: unknown): Uint8Array {
  return packr.pack(plainValue(body));
}

/**
 * @param name Of the message, for the error.
 * @throws {AssertionError} When the bytes are not one value of plain msgpack.
 */
export function unpackBody(name: string, bytes: Uint8Array): unknown {
  const fault = findMsgpackFault(bytes);
  if (fault !== null) refuseMsgpack(name, bytes.length, fault);
  return packr.unpack(bytes);
}

/** Whether a value that begins with this byte is a map, which fields come back from. */
export function isMap(token: number | undefined): boolean {
  return token !== undefined && ((token & 0xf0) === 0x80 || token === 0xde || token === 0xdf);
}
