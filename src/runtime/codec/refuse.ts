/**
 * What the generated code calls when a value does not fit its field: each names the message and the
 * field, and throws. Out of the way, so that the code that is run stays short.
 *
 * Callers on the hot path throw what these return, which is nothing: the compiler then sees that no
 * way leads back, and need not look again at memory that the call might have changed.
 */
import { AssertionError } from "../../core/assert.ts";
import { MSGPACK_FAULTS, type MsgpackFault } from "./check-msgpack.ts";

export function refuseNumber(label: string, value: unknown): never {
  throw new AssertionError(`Invariant: ${label} is a number: current value is ${show(value)}`);
}

export function refuseInt32(label: string, value: unknown): never {
  throw new AssertionError(
    `Invariant: ${label} is an integer within 32 bits: current value is ${show(value)}`,
  );
}

/** The value is not one of `names`, on its way to the wire. */
export function refuseName(label: string, names: readonly string[], value: unknown): never {
  throw new AssertionError(
    `Invariant: ${label} is one of ${names.join(", ")}: current value is ${show(value)}`,
  );
}

/** The byte is not the place of one of `names`, on its way from the wire. */
export function refuseIndex(label: string, names: readonly string[], index: number): never {
  throw new AssertionError(
    `Invariant: ${label} is 0 to ${names.length - 1} on the wire: current value is ${index}`,
  );
}

export function refuseBytes(message: string, bytes: number): never {
  throw new AssertionError(
    `Invariant: record has the layout of ${message}: current ${bytes} bytes have not`,
  );
}

/** The bytes are not one value of plain msgpack, on their way from the wire. */
export function refuseMsgpack(message: string, bytes: number, { code, at }: MsgpackFault): never {
  throw new AssertionError(
    `Invariant: record has the layout of ${message}: current ${bytes} bytes have not, as ${MSGPACK_FAULTS[code]}, at byte ${at} (${code})`,
  );
}

/** The bytes of a text are none, on their way from the wire. */
export function refuseUtf8(label: string): never {
  throw new AssertionError(`Invariant: ${label} is UTF-8 on the wire`);
}

/** The value at a field's place is of another kind, on its way from the wire. */
export function refuseKind(label: string, kind: string): never {
  throw new AssertionError(`Invariant: ${label} is of kind ${kind}`);
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
