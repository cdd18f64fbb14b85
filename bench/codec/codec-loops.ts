/**
 * What is timed, as source text for one message: straight-line code over its fields, as somebody
 * would write it by hand for this message, for each way of writing and of reading it.
 *
 * Every loop takes another body for each message, and leaves behind what it wrote, or a sum of all
 * that it read, so that nothing can be left out, and wrong work is not timed.
 */
import { Packr } from "msgpackr";
import type { MessageType } from "../../src/runtime/codec/message-type.ts";
import { type AnyBody, bodyOf } from "./hot-messages.ts";

/** Bodies of a loop: few enough to stay in the nearest cache with what is written. */
export const BODIES = 64;
/** Places that are written in turns. */
const PLACES = 16;

export const WRITES = ["object", "copy", "compiled", "msgpackr", "json"] as const;
export const READS = ["object", "compiled", "compiledThree", "msgpackr", "json"] as const;
export type Variant = `write ${(typeof WRITES)[number]}` | `read ${(typeof READS)[number]}`;

export type Loop = {
  /** Handles `count` messages, a multiple of {@link BODIES}. */
  readonly run: (count: number) => unknown;
  /** Whether what `run` gave is what this work gives. */
  readonly isRight: (count: number, given: unknown) => boolean;
};

type Fields = MessageType<AnyBody>["schema"]["fields"];

/** Bodies of a message, as many as a loop takes in turns. */
export function bodiesOf(type: MessageType<AnyBody>): readonly AnyBody[] {
  return Array.from({ length: BODIES }, (_, i) => bodyOf(type, i));
}

/** The loop of one variant for one message. */
export function loopOf(
  variant: Variant,
  type: MessageType<AnyBody>,
  bodies: readonly AnyBody[] = bodiesOf(type),
): Loop {
  const [direction, way] = variant.split(" ") as ["write" | "read", string];
  return direction === "write" ? writeLoop(way, type, bodies) : readLoop(way, type, bodies);
}

function writeLoop(way: string, type: MessageType<AnyBody>, bodies: readonly AnyBody[]): Loop {
  const { fields } = type.schema;
  const strideBytes = Math.ceil(Math.max(...bodies.map(type.codec.boundOf)) / 8) * 8;
  const packr = new Packr({ useRecords: false });
  const tools = {
    bodies,
    packr,
    codec: type.codec,
    data: new DataView(new SharedArrayBuffer(PLACES * strideBytes)),
    objects: Array.from({ length: PLACES }, (_, i) => structuredClone(bodyOf(type, i))),
  };
  const place = `(i & ${PLACES - 1})`;
  const step: Readonly<Record<string, string>> = {
    object: `const target = objects[${place}]; ${fields.map(storeField).join(" ")} last = target;`,
    // Kept for a while, as a message is: what nobody keeps, the compiler never makes.
    copy: `last = { ${fields.map(copyField).join(", ")} }; objects[${place}] = last;`,
    // As a send does it: how much to claim, then the write.
    compiled: `last = codec.boundOf(body) + codec.write(data, ${place} * ${strideBytes}, body);`,
    msgpackr: `last = packr.pack([${fields.map(({ name }) => `body.${name}`).join(", ")}]);`,
    json: "last = JSON.stringify(body);",
  };
  const run = compileLoop(tools, `let last;`, step[way] ?? "", "last");
  const body = bodies[BODIES - 1] as AnyBody;
  const text = JSON.stringify(body);
  return {
    run,
    isRight: (_, last) => {
      if (way === "json") return last === text;
      if (way === "msgpackr") {
        return (
          JSON.stringify(packr.unpack(last as Uint8Array)) === JSON.stringify(Object.values(body))
        );
      }
      if (way !== "compiled") return JSON.stringify(last) === text;
      const view = type.codec.createView();
      view.bind(tools.data, (PLACES - 1) * strideBytes, type.codec.sizeOf(body));
      return JSON.stringify(view) === text;
    },
  };
}

function readLoop(way: string, type: MessageType<AnyBody>, bodies: readonly AnyBody[]): Loop {
  const { fields } = type.schema;
  const packr = new Packr({ useRecords: false });
  const written = bodies.map((body) => {
    const data = new DataView(new SharedArrayBuffer(type.codec.sizeOf(body)));
    return { data, bytes: type.codec.write(data, 0, body) };
  });
  const tools = {
    packr,
    view: type.codec.createView(),
    sources:
      way === "object"
        ? bodies
        : way === "msgpackr"
          ? bodies.map((body) => Uint8Array.from(packr.pack(Object.values(body))))
          : way === "json"
            ? bodies.map((body) => JSON.stringify(body))
            : written,
  };
  const read = way === "compiledThree" ? threeOf(fields) : fields;
  const sumOf = (source: string) => read.map((field) => addField(source, field)).join(" ");
  const bind = "view.bind(source.data, 0, source.bytes);";
  const step: Readonly<Record<string, string>> = {
    object: sumOf("source"),
    compiled: `${bind} ${sumOf("view")}`,
    compiledThree: `${bind} ${sumOf("view")}`,
    json: `const parsed = JSON.parse(source); ${sumOf("parsed")}`,
    msgpackr: `const [${fields.map(({ name }) => `${name}Value`).join(", ")}] = packr.unpack(source); ${fields.map((field) => addValue(`${field.name}Value`, field)).join(" ")}`,
  };
  const run = compileLoop(
    tools,
    "let sum = 0;",
    `const source = body; ${step[way]}`,
    "sum",
    "sources",
  );
  const expected = compileLoop(
    { sources: bodies },
    "let sum = 0;",
    `const source = body; ${sumOf("source")}`,
    "sum",
    "sources",
  );
  return { run, isRight: (count, sum) => sum === expected(count) };
}

function compileLoop(
  tools: Readonly<Record<string, unknown>>,
  before: string,
  step: string,
  result: string,
  from = "bodies",
): (count: number) => unknown {
  const source = `"use strict";
const { ${Object.keys(tools).join(", ")} } = tools;
return (count) => {
  ${before}
  for (let i = 0; i < count; i += 1) {
    const body = ${from}[i & ${BODIES - 1}];
    ${step}
  }
  return ${result};
};`;
  return new Function("tools", source)(tools);
}

/** Source text that copies one field of `body` into `target`, which is there already. */
export function storeField({ name, kind }: Fields[number]): string {
  if (kind !== "levels") return `target.${name} = body.${name};`;
  return `for (let at = 0; at < body.${name}.length; at += 1) target.${name}[at] = body.${name}[at];`;
}

/** Source text of one field of a literal that copies `body`. */
export function copyField({ name, kind }: Fields[number]): string {
  return kind === "levels" ? `${name}: body.${name}.slice()` : `${name}: body.${name}`;
}

function addField(source: string, field: Fields[number]): string {
  return addValue(`${source}.${field.name}`, field);
}

function addValue(value: string, { kind }: Fields[number]): string {
  if (kind === "float64" || kind === "int32") return `sum += ${value};`;
  if (kind !== "levels") return `sum += ${value}.length;`;
  return `{ const levels = ${value}; for (let at = 0; at < levels.length; at += 1) sum += levels.at(at); }`;
}

/** The first, the middle and the last number. */
function threeOf(fields: Fields): Fields {
  const numbers = fields.filter(({ kind }) => kind === "float64" || kind === "int32");
  const found = numbers.length > 0 ? numbers : fields;
  const places = [0, found.length >> 1, found.length - 1];
  return [...new Set(places)].map((place) => found[place] as Fields[number]);
}
