/**
 * The writer of a message as source text: straight-line code, each number at its fixed offset
 * behind a constant header byte. A loop over the fields takes eight times as long.
 *
 * What counts is how often the compiled code branches, and that it keeps what it knows of the
 * memory. So one sum of all float64 fields asks whether any is NaN, and no way leads from a refusal
 * back into the code: it is thrown, though `refuse` throws itself.
 *
 * `write` takes a body, `store` the values one by one: what `ctx.send` is given is a literal, whose
 * fields are handed on and which is then never made.
 *
 * Only names that `message-layout.ts` has checked go into the text.
 */
import { LEVELS_NUMBERS_MAX, type LevelsLimit, levelsBytes, writeLevels } from "./levels-field.ts";
import type { FixedField, MessageLayout } from "./message-layout.ts";
import type { Codec } from "./message-type.ts";
import { refuseInt32, refuseName, refuseNumber } from "./refuse.ts";
import { textBytes, textBytesBound, writeText } from "./text-field.ts";

const FLOAT64 = 0xcb;
const INT32 = 0xd2;
const INT8 = 0xd0;

/** The writing half of the codec; a body with more numbers than `numbersMax` is refused. */
export function compileWriter<Body>(
  layout: MessageLayout,
  numbersMax = LEVELS_NUMBERS_MAX,
): Pick<Codec<Body>, "sizeOf" | "boundOf" | "write" | "store"> {
  const limit: LevelsLimit = { label: labelOf(layout, layout.levels?.name ?? ""), numbersMax };
  const tools = {
    refuseInt32,
    refuseName,
    refuseNumber,
    textBytes,
    textBytesBound,
    writeText,
    levelsBytes,
    writeLevels,
    limit,
  };
  const parameters = ["data", "offset", ...layout.names.map(parameterOf)].join(", ");
  const reads = layout.names.map((name) => `const ${parameterOf(name)} = body.${name};`).join("\n");
  const fixedValues = layout.fixed.map(({ field }) => parameterOf(field.name)).join(", ");
  const source = `"use strict";
const { ${Object.keys(tools).join(", ")} } = tools;
function refuse(${fixedValues}) {
${layout.fixed.map((fixed) => refuseSource(layout, fixed)).join("\n")}
}
return {
  sizeOf(body) {
    return ${sizeSource(layout, "textBytes")};
  },
  boundOf(body) {
    return ${sizeSource(layout, "textBytesBound")};
  },
  write(data, offset, body) {
${reads}
${storeSource(layout)}
  },
  store(${parameters}) {
${storeSource(layout)}
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

/** From the fields' values to the bytes. */
function storeSource(layout: MessageLayout): string {
  const header = headerSource(layout);
  const tail = tailSource(layout);
  const hasFloats = layout.fixed.some(({ kind }) => kind === "float64");
  const withNaN = [...header, ...layout.fixed.flatMap(storeWithNaN), ...tail];
  return [
    ...layout.fixed.flatMap(enumIndex),
    ...checkSource(layout),
    // A way of its own to the end, which does not part and meet again at each field.
    ...(hasFloats ? ["if (sum !== sum) {", ...withNaN, "}"] : []),
    ...header,
    ...layout.fixed.flatMap(storeFixed),
    ...tail,
  ].join("\n");
}

/** Refuses what does not fit, and adds up all numbers: NaN when any of them is. */
function checkSource({ fixed }: MessageLayout): string[] {
  const ofKind = (wanted: string) =>
    fixed.filter(({ kind }) => kind === wanted).map(({ field }) => parameterOf(field.name));
  const floats = ofKind("float64");
  const conditions = [
    ...floats.map((value) => `typeof ${value} === "number"`),
    ...ofKind("int32").map((value) => `(${value} | 0) === ${value}`),
    ...ofKind("enum").map((value) => `${value}Index >= 0`),
  ];
  if (conditions.length === 0) return [];
  const values = fixed.map(({ field }) => parameterOf(field.name)).join(", ");
  const check = `if (!(${conditions.join(" && ")})) throw refuse(${values});`;
  if (floats.length === 0) return [check];
  return [
    // The sum comes first: after it the compiler knows the types, and their checks cost nothing.
    `const sum = ${sumOf(floats)};`,
    check,
  ];
}

/** As a tree, whose additions do not wait for each other. NaN when any of them is. */
function sumOf(values: readonly string[]): string {
  if (values.length <= 2) return values.join(" + ");
  const half = values.length >> 1;
  return `(${sumOf(values.slice(0, half))}) + (${sumOf(values.slice(half))})`;
}

/** Refuses the field if it does not fit: called one after the other, so the first is named. */
function refuseSource(layout: MessageLayout, { field, kind }: FixedField): string {
  const label = `"${labelOf(layout, field.name)}"`;
  const value = parameterOf(field.name);
  if (kind === "float64") {
    return `if (typeof ${value} !== "number") refuseNumber(${label}, ${value});`;
  }
  if (kind === "int32") return `if ((${value} | 0) !== ${value}) refuseInt32(${label}, ${value});`;
  const names = JSON.stringify(field.names);
  return `if (!${names}.includes(${value})) refuseName(${label}, ${names}, ${value});`;
}

/** Turns the name that was given into its place in the list; -1 when it is none of them. */
function enumIndex({ field, kind }: FixedField): string[] {
  if (kind !== "enum") return [];
  const value = parameterOf(field.name);
  const cases = field.names?.map((name, at) => `${value} === "${name}" ? ${at} : `).join("");
  return [`const ${value}Index = ${cases}-1;`];
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
  return [header(INT8), `data.setInt8(${place}, ${value}Index);`];
}

/** NaN of any origin becomes one pattern of bits: over what was written, which parts ways least. */
function storeWithNaN(fixed: FixedField): string[] {
  const { field, kind, offset } = fixed;
  const value = parameterOf(field.name);
  const over = `if (${value} !== ${value}) data.setFloat64(offset + ${offset + 1}, NaN);`;
  return [...storeFixed(fixed), ...(kind === "float64" ? [over] : [])];
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
