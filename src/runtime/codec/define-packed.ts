/**
 * A message that msgpackr packs as it is: for what is said seldom, and for bodies whose fields are
 * not known beforehand.
 */
import { assert } from "../../core/assert.ts";
import type { MessageType, Owned } from "./message-type.ts";
import { packBody, unpackBody } from "./msgpack.ts";
import { createPackedView, VIEW_MEMBERS } from "./packed-view.ts";

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
 */
export function definePacked<Body extends object>(
  name: string,
  version: number,
  options: PackedOptions = {},
): MessageType<Body> {
  const { slots = SLOTS_DEFAULT, slotBytes = SLOT_BYTES_DEFAULT } = options;
  const pack = (body: Body): Uint8Array => {
    assert(
      !VIEW_MEMBERS.some((member) => Object.hasOwn(body, member)),
      `body of ${name} has no field that is named like a member of its view`,
    );
    return packBody(body);
  };
  return {
    name,
    version,
    slots,
    slotBytes,
    schema: { name, version, fields: [] },
    codec: {
      sizeOf: (body) => pack(body).length,
      write(data, offset, body) {
        const bytes = pack(body);
        new Uint8Array(data.buffer, data.byteOffset + offset, bytes.length).set(bytes);
        return bytes.length;
      },
      createView: () => createPackedView<Body>(name),
    },
    of: (body) => Object.freeze(unpackBody(pack(body))) as Owned<Body>,
  };
}
