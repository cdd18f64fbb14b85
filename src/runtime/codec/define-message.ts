/**
 * A message with a compiled layout: for what is said often. Valid msgpack, an array of its fields'
 * values in the order in which they are declared, at the cost of a struct.
 */
import { assert } from "../../core/assert.ts";
import { compileView } from "./compile-view.ts";
import { compileWriter } from "./compile-writer.ts";
import type { BodyOfFields, Fields } from "./field.ts";
import { levelsBytes } from "./levels-field.ts";
import { type MessageLayout, planLayout } from "./message-layout.ts";
import type { Codec, MessageType, Owned, Schema } from "./message-type.ts";
import { TEXT_BYTES_MAX } from "./text-field.ts";

const SLOTS_DEFAULT = 64;
/** Largest durable board: main writes all of it when it changed. Bytes. */
const DURABLE_BYTES_MAX = 2 ** 20;
const SLOT_ALIGN_BYTES = 8;

export type MessageOptions = {
  /** Slots of a board of this type; 64 without it. */
  readonly slots?: number;
  /** Most levels, a pair of numbers each, of one body. Without it a board holds none. */
  readonly levelsMax?: number;
  /** Whether a board of this type outlives the process, so that it is small; false without it. */
  readonly isDurable?: boolean;
};

/**
 * Returns the message type `name`, whose layout is `fields` in their order.
 *
 * @param version Of the layout: a changed one needs a new version. 1 up.
 * @throws {AssertionError} When a name or the order of the fields is not allowed, or a durable board
 *   would be too large.
 */
export function defineMessage<const Given extends Fields>(
  name: string,
  version: number,
  fields: Given,
  options: MessageOptions = {},
): MessageType<BodyOfFields<Given>> {
  type Body = BodyOfFields<Given>;
  const { slots = SLOTS_DEFAULT, levelsMax, isDurable = false } = options;
  const schema: Schema = {
    name,
    version,
    fields: Object.entries(fields).map(([field, kind]) => ({ name: field, ...kind })),
  };
  const layout = planLayout(schema);
  const numbersMax = levelsMax === undefined ? undefined : 2 * levelsMax;
  const createView = compileView<Body>(layout);
  const codec: Codec<Body> = { ...compileWriter<Body>(layout, numbersMax), createView };
  const slotBytes = slotBytesOf(layout, numbersMax ?? 0);
  assert(
    !isDurable || slots * slotBytes <= DURABLE_BYTES_MAX,
    `a durable board has <= ${DURABLE_BYTES_MAX} bytes: ${name} has ${slots * slotBytes}`,
  );
  return {
    name,
    version,
    slots,
    slotBytes,
    isDurable,
    codec,
    schema,
    of: (body) => through(codec, body),
  };
}

/** The body as a reader would get it: written and read back, which also checks it. */
function through<Body>(codec: Codec<Body>, body: Body): Owned<Body> {
  const data = new DataView(new ArrayBuffer(codec.sizeOf(body)));
  const view = codec.createView();
  view.bind(data, 0, codec.write(data, 0, body));
  return view.copy();
}

function slotBytesOf({ fixedBytes, texts, levels }: MessageLayout, numbers: number): number {
  const tailBytes = levels === null ? 0 : levelsBytes(numbers);
  const bytes = fixedBytes + texts.length * (1 + TEXT_BYTES_MAX) + tailBytes;
  return Math.ceil(bytes / SLOT_ALIGN_BYTES) * SLOT_ALIGN_BYTES;
}
