/**
 * A message that msgpackr packs as it is: for what is said seldom, and for bodies whose fields are
 * not known beforehand.
 */
import { AssertionError, assert } from "../../core/assert.ts";
import { findMsgpackFault } from "./check-msgpack.ts";
import { checkIdentity } from "./message-layout.ts";
import type { MessageType, Owned } from "./message-type.ts";
import { isMap, packBody } from "./msgpack.ts";
import { createPackedView, unpackFields, VIEW_MEMBERS } from "./packed-view.ts";
import { refuseMsgpack } from "./refuse.ts";

const SLOTS_DEFAULT = 64;
const SLOT_BYTES_DEFAULT = 4_096;

export type PackedOptions = {
  /** Slots of a board of this type; 64 without it. */
  readonly slots?: number;
  /** Largest body on a board of this type; 4,096 without it. In a ring there is no such bound. */
  readonly slotBytes?: number;
};

/**
 * Returns the message type `name`. Its schema has no fields: the body says its own names.
 *
 * @param version Of the body's shape: a changed one needs a new version. 1 up.
 * @throws {AssertionError} When the name or the version is not allowed.
 */
export function definePacked<Body extends object>(
  name: string,
  version: number,
  options: PackedOptions = {},
): MessageType<Body> {
  checkIdentity(name, version);
  const { slots = SLOTS_DEFAULT, slotBytes = SLOT_BYTES_DEFAULT } = options;
  const write = (data: DataView, offset: number, body: Body): number => {
    const bytes = packFields(name, body);
    // What its readers would refuse is refused here, where it can be helped.
    const fault = findMsgpackFault(bytes);
    if (fault !== null) refuseMsgpack(name, bytes.length, fault);
    new Uint8Array(data.buffer, data.byteOffset + offset, bytes.length).set(bytes);
    return bytes.length;
  };
  return {
    name,
    version,
    slots,
    slotBytes,
    isDurable: false,
    schema: { name, version, fields: [] },
    codec: {
      sizeOf: (body) => packFields(name, body).length,
      boundOf: (body) => packFields(name, body).length,
      write,
      store: (data, offset, body) => write(data, offset, body),
      createView: () => createPackedView<Body>(name),
    },
    of: (body) => Object.freeze(unpackFields(name, packFields(name, body))) as Owned<Body>,
  };
}

/** @throws {AssertionError} When the body is no object of named fields, or cannot be packed. */
function packFields(name: string, body: object): Uint8Array {
  assert(
    !VIEW_MEMBERS.some((member) => Object.hasOwn(body, member)),
    `body of ${name} has no field that is named like a member of its view`,
  );
  let bytes: Uint8Array;
  try {
    bytes = packBody(body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AssertionError(`Invariant: body of ${name} is plain data: ${why}`);
  }
  assert(isMap(bytes[0]), `body of ${name} is an object of named fields`);
  return bytes;
}
