/** Writes that are not of one message with all its numbers: what is absent, and many types at once. */
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import {
  BODIES,
  bodiesOf,
  copyField,
  type Loop,
  loopOf,
  storeField,
  type Variant,
} from "./codec-loops.ts";
import { type AnyBody, HOT_MESSAGES } from "./hot-messages.ts";

/** A venue's quote has neither its own time nor those of a replay: three NaN. */
export const ABSENT = "quote, three times absent";
/** Ten types through one call site, which sees ten writers, ten shapes and ten functions. */
export const MIXED = "ten types in turns";
export const SPECIALS = [ABSENT, MIXED] as const;
export const SPECIAL_WRITES: readonly Variant[] = ["write object", "write copy", "write compiled"];

const ABSENT_FIELDS = { venueTimeUs: Number.NaN, intendedAt: Number.NaN, sentAt: Number.NaN };
const TYPES = 10;

/** The loop of a special; undefined when `name` is that of a message. */
export function specialLoop(name: string, variant: Variant): Loop | undefined {
  if (name === MIXED) return mixedLoop(variant);
  const quote = HOT_MESSAGES.get("quote");
  if (name !== ABSENT || quote === undefined) return undefined;
  return loopOf(
    variant,
    quote,
    bodiesOf(quote).map((body) => ({ ...body, ...ABSENT_FIELDS })),
  );
}

type Entry = {
  readonly type: MessageType<AnyBody>;
  readonly body: AnyBody;
  readonly target: AnyBody;
  readonly data: DataView;
  readonly store: (target: AnyBody, body: AnyBody) => undefined;
  readonly copy: (body: AnyBody) => AnyBody;
};

function mixedLoop(variant: Variant): Loop {
  const types = [...HOT_MESSAGES.values()]
    .filter(({ schema }) => schema.fields.every(({ kind }) => kind !== "levels"))
    .slice(0, TYPES);
  const writers = types.map((type) => ({ type, bodies: bodiesOf(type), ...objectWriters(type) }));
  const entries = Array.from({ length: BODIES }, (_, i): Entry => {
    const { type, bodies, store, copy } = writers[i % TYPES] as (typeof writers)[number];
    const body = bodies[i] as AnyBody;
    const data = new DataView(new SharedArrayBuffer(type.codec.boundOf(body)));
    return { type, body, target: { ...body }, data, store, copy };
  });
  const kept: unknown[] = entries.map(({ target }) => target);
  const steps: Readonly<Record<string, (entry: Entry, i: number) => unknown>> = {
    "write object": ({ target, body, store }) => store(target, body),
    "write copy": ({ body, copy }, i) => {
      kept[i & (BODIES - 1)] = copy(body);
    },
    "write compiled": ({ type: { codec }, data, body }) =>
      codec.boundOf(body) + codec.write(data, 0, body),
  };
  const step = steps[variant];
  return {
    run: (count) => {
      for (let i = 0; i < count; i += 1) step?.(entries[i & (BODIES - 1)] as Entry, i);
    },
    isRight: () =>
      entries.every(({ type, body, target, data }, i) => {
        if (variant !== "write compiled")
          return isSame(variant === "write copy" ? kept[i] : target, body);
        const view = type.codec.createView();
        view.bind(data, 0, type.codec.sizeOf(body));
        return isSame(view, body);
      }),
  };
}

/** A type's own functions, as somebody would write them for it. */
function objectWriters({ schema }: MessageType<AnyBody>): Pick<Entry, "store" | "copy"> {
  const { fields } = schema;
  return new Function(`"use strict";
return {
  store(target, body) { ${fields.map(storeField).join(" ")} },
  copy: (body) => ({ ${fields.map(copyField).join(", ")} }),
};`)();
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
