/**
 * The writer of a message as source text: straight-line code, each number at its fixed offset
 * behind a constant header byte. A loop over the fields takes eight times as long.
 *
 * What counts is how often the compiled code branches. So one sum of all float64 fields asks once
 * whether all are numbers, none of them NaN; only a body that fails goes through `storeCarefully`,
 * which looks at each field, makes each NaN canonical and names what it refuses. And `write` only
 * hands the fields on: it is small enough to be inlined where it is called, and a literal that is
 * written there is then never made.
 *
 * Only names that `message-layout.ts` has checked go into the text.
 */
import { LEVELS_NUMBERS_MAX, type LevelsLimit, levelsBytes, writeLevels } from "./levels-field.ts";
import type { FixedField, MessageLayout } from "./message-layout.ts";
import type { Codec } from "./message-type.ts";
import { canonicalNaN, refuseInt32, refuseName } from "./refuse.ts";
import { textBytes, textBytesBound, writeText } from "./text-field.ts";

const FLOAT64 = 0xcb;
const INT32 = 0xd2;
const INT8 = 0xd0;

/** The writing half of the codec; a body with more numbers than `numbersMax` is refused. */
export function compileWriter<Body>(
  layout: MessageLayout,
  numbersMax = LEVELS_NUMBERS_MAX,
): Pick<Codec<Body>, "sizeOf" | "boundOf" | "write"> {
  const limit: LevelsLimit = { label: labelOf(layout, layout.levels?.name ?? ""), numbersMax };
  const tools = {
    canonicalNaN,
    refuseInt32,
    refuseName,
    textBytes,
    textBytesBound,
    writeText,
    levelsBytes,
    writeLevels,
    limit,
  };
  const parameters = ["data", "offset", ...layout.names.map(parameterOf)].join(", ");
  const source = `"use strict";
const { ${Object.keys(tools).join(", ")} } = tools;
function storeCarefully(${parameters}) {
${carefulSource(layout)}
}
function store(${parameters}) {
${storeSource(layout, parameters)}
}
return {
  sizeOf(body) {
    return ${sizeSource(layout, "textBytes")};
  },
  boundOf(body) {
    return ${sizeSource(layout, "textBytesBound")};
  },
  write(data, offset, body) {
    return store(data, offset, ${layout.names.map((name) => `body.${name}`).join(", ")});
  },
};`;
  return new Function("tools", source)(tools);
}

/** Not the field's own name, which may be a word of the language. */
function parameterOf(name: string): string {
  return `${name}Value`;
}

function labelOf(layout: MessageLayout, field: string): string {
  return `${field} of ${layout.name}`;
}

function sizeSource({ fixedBytes, texts, levels }: MessageLayout, textSize: string): string {
  return [
    `${fixedBytes}`,
    ...texts.map(({ name }) => `${textSize}(body.${name})`),
    ...(levels === null ? [] : [`levelsBytes(body.${levels.name}.length)`]),
  ].join(" + ");
}

function storeSource(layout: MessageLayout, parameters: string): string {
  return [
    ...checkNumbers(layout, parameters),
    ...layout.fixed.flatMap((fixed) => enumIndex(layout, fixed)),
    ...headerSource(layout),
    ...layout.fixed.flatMap(storeFixed),
    ...tailSource(layout),
  ].join("\n");
}

/** Field by field: a refusal names the first that does not fit. */
function carefulSource(layout: MessageLayout): string {
  return [
    ...headerSource(layout),
    ...layout.fixed.flatMap((fixed) => [
      ...checkCarefully(layout, fixed),
      ...enumIndex(layout, fixed),
      ...storeFixed(fixed),
    ]),
    ...tailSource(layout),
  ].join("\n");
}

function checkNumbers({ fixed }: MessageLayout, parameters: string): string[] {
  const ofKind = (kind: string) =>
    fixed.filter(({ field }) => field.kind === kind).map(({ field }) => parameterOf(field.name));
  const floats = ofKind("float64");
  const conditions = ofKind("int32").map((value) => `(${value} | 0) === ${value}`);
  if (floats.length > 0) {
    // The sum comes first: after it the compiler knows the types, and their checks cost nothing.
    conditions.unshift("sum === sum", ...floats.map((value) => `typeof ${value} === "number"`));
  }
  if (conditions.length === 0) return [];
  return [
    ...(floats.length > 0 ? [`const sum = ${sumOf(floats)};`] : []),
    `if (!(${conditions.join(" && ")})) return storeCarefully(${parameters});`,
  ];
}

/** As a tree, whose additions do not wait for each other. NaN when any of them is. */
function sumOf(values: readonly string[]): string {
  if (values.length <= 2) return values.join(" + ");
  const half = values.length >> 1;
  return `(${sumOf(values.slice(0, half))}) + (${sumOf(values.slice(half))})`;
}

function checkCarefully(layout: MessageLayout, { field }: FixedField): string[] {
  const label = `"${labelOf(layout, field.name)}"`;
  const value = parameterOf(field.name);
  if (field.kind === "float64") {
    return [`if (+${value} !== ${value}) ${value} = canonicalNaN(${label}, ${value});`];
  }
  if (field.kind === "int32") {
    return [`if ((${value} | 0) !== ${value}) refuseInt32(${label}, ${value});`];
  }
  return [];
}

/** Turns the name that was given into its place in the list. */
function enumIndex(layout: MessageLayout, { field }: FixedField): string[] {
  if (field.kind !== "enum") return [];
  const label = `"${labelOf(layout, field.name)}"`;
  const value = parameterOf(field.name);
  const names = field.names ?? [];
  const cases = names.map((name, index) => `${value} === "${name}" ? ${index} : `).join("");
  return [`${value} = ${cases}refuseName(${label}, ${JSON.stringify(names)}, ${value});`];
}

function headerSource({ headerBytes }: MessageLayout): string[] {
  return headerBytes.map((byte, at) => `data.setUint8(offset + ${at}, ${byte});`);
}

function storeFixed({ field, offset }: FixedField): string[] {
  const value = parameterOf(field.name);
  const header = (byte: number) => `data.setUint8(offset + ${offset}, ${byte});`;
  const place = `offset + ${offset + 1}`;
  if (field.kind === "float64") return [header(FLOAT64), `data.setFloat64(${place}, ${value});`];
  if (field.kind === "int32") return [header(INT32), `data.setInt32(${place}, ${value});`];
  return [header(INT8), `data.setInt8(${place}, ${value});`];
}

/** Texts and levels, and the bytes of it all. */
function tailSource(layout: MessageLayout): string[] {
  const { fixedBytes, texts, levels } = layout;
  if (texts.length === 0 && levels === null) return [`return ${fixedBytes};`];
  return [
    `let at = offset + ${fixedBytes};`,
    ...texts.map(
      ({ name }) => `at += writeText(data, at, ${parameterOf(name)}, "${labelOf(layout, name)}");`,
    ),
    ...(levels === null
      ? []
      : [`at += writeLevels(data, at, ${parameterOf(levels.name)}, limit);`]),
    "return at - offset;",
  ];
}
