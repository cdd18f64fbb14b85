/**
 * The writer of a message as source text: straight-line code, each number at its fixed offset
 * behind a constant header byte. A loop over the fields takes eight times as long.
 *
 * Only names that `message-layout.ts` has checked go into the text.
 */
import { LEVELS_NUMBERS_MAX, type LevelsLimit, levelsBytes, writeLevels } from "./levels-field.ts";
import type { FixedField, MessageLayout } from "./message-layout.ts";
import type { Codec } from "./message-type.ts";
import { canonicalNaN, refuseInt32, refuseName } from "./refuse.ts";
import { textBytes, writeText } from "./text-field.ts";

const FLOAT64 = 0xcb;
const INT32 = 0xd2;
const INT8 = 0xd0;

/** `sizeOf` and `write` of the message; a body with more numbers than `numbersMax` is refused. */
export function compileWriter<Body>(
  layout: MessageLayout,
  numbersMax = LEVELS_NUMBERS_MAX,
): Pick<Codec<Body>, "sizeOf" | "write"> {
  const limit: LevelsLimit = { label: labelOf(layout, layout.levels?.name ?? ""), numbersMax };
  const tools = {
    canonicalNaN,
    refuseInt32,
    refuseName,
    textBytes,
    writeText,
    levelsBytes,
    writeLevels,
    limit,
  };
  const source = `"use strict";
const { ${Object.keys(tools).join(", ")} } = tools;
return {
  sizeOf(body) {
    return ${sizeSource(layout)};
  },
  write(data, offset, body) {
${writeSource(layout)}
  },
};`;
  return new Function("tools", source)(tools);
}

function labelOf(layout: MessageLayout, field: string): string {
  return `${field} of ${layout.name}`;
}

function sizeSource({ fixedBytes, texts, levels }: MessageLayout): string {
  return [
    `${fixedBytes}`,
    ...texts.map(({ name }) => `textBytes(body.${name})`),
    ...(levels === null ? [] : [`levelsBytes(body.${levels.name}.length)`]),
  ].join(" + ");
}

function writeSource(layout: MessageLayout): string {
  const lines = layout.headerBytes.map((byte, at) => `data.setUint8(offset + ${at}, ${byte});`);
  for (const fixed of layout.fixed) lines.push(...writeFixed(layout, fixed));
  if (layout.texts.length === 0 && layout.levels === null) {
    return [...lines, `return ${layout.fixedBytes};`].join("\n");
  }
  lines.push(`let at = offset + ${layout.fixedBytes};`);
  for (const { name } of layout.texts) {
    lines.push(`at += writeText(data, at, body.${name}, "${labelOf(layout, name)}");`);
  }
  if (layout.levels !== null) {
    lines.push(`at += writeLevels(data, at, body.${layout.levels.name}, limit);`);
  }
  return [...lines, "return at - offset;"].join("\n");
}

function writeFixed(layout: MessageLayout, { field, offset }: FixedField): string[] {
  const label = `"${labelOf(layout, field.name)}"`;
  // Not the field's own name, which may be a word of the language.
  const value = `value${offset}`;
  const read = `const ${value} = body.${field.name};`;
  const header = (byte: number) => `data.setUint8(offset + ${offset}, ${byte});`;
  const place = `offset + ${offset + 1}`;
  if (field.kind === "float64") {
    const number = `+${value} === ${value} ? ${value} : canonicalNaN(${label}, ${value})`;
    return [read, header(FLOAT64), `data.setFloat64(${place}, ${number});`];
  }
  if (field.kind === "int32") {
    const check = `if ((${value} | 0) !== ${value}) refuseInt32(${label}, ${value});`;
    return [read, check, header(INT32), `data.setInt32(${place}, ${value});`];
  }
  const names = field.names ?? [];
  const cases = names.map((name, index) => `${value} === "${name}" ? ${index} : `).join("");
  const refuse = `refuseName(${label}, ${JSON.stringify(names)}, ${value})`;
  return [read, header(INT8), `data.setInt8(${place}, ${cases}${refuse});`];
}
