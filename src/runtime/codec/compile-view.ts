/**
 * The view of a message as source text: a class of its own with a getter a field, which picks the
 * field out of the bytes and decodes nothing else.
 *
 * A view checks a record's header and size when it is bound, and never reads beyond that size. A
 * getter checks the field's own header byte, which lies beside the value: a record that only has
 * the size of this type is refused at the first field that is of another kind.
 *
 * Only names that `message-layout.ts` has checked go into the text.
 */
import { LevelsView, levelsEnd } from "./levels-field.ts";
import { type FixedField, type MessageLayout, WIRE_BYTE } from "./message-layout.ts";
import type { BoundView } from "./message-type.ts";
import { refuseBytes, refuseIndex, refuseKind } from "./refuse.ts";
import { staleData } from "./stale-data.ts";
import { readText, textsEnd } from "./text-field.ts";

/** Returns what makes one view after the other. */
export function compileView<Body>(layout: MessageLayout): () => BoundView<Body> {
  const names = Object.fromEntries(layout.fixed.map(({ field }) => [field.name, field.names]));
  const tools = {
    LevelsView,
    levelsEnd,
    textsEnd,
    readText,
    refuseBytes,
    refuseIndex,
    refuseKind,
    names,
    stale: staleData(layout.name),
  };
  const source = `"use strict";
const { ${Object.keys(tools).join(", ")} } = tools;
class View {
  #data = stale;
  #offset = 0;
${layout.levels === null ? "" : `#levels = new LevelsView("${layout.levels.name} of ${layout.name}");`}
  bind(data, offset, bytes) {
${bindSource(layout)}
  }
  poison() {
    this.#data = stale;
${layout.levels === null ? "" : "this.#levels.poison(stale);"}
  }
${layout.fixed.map((fixed) => fixedGetter(layout, fixed)).join("\n")}
${layout.texts.map(({ name }, index) => textGetter(layout, name, index)).join("\n")}
${layout.levels === null ? "" : levelsGetter(layout.levels.name)}
  copy() {
    return Object.freeze({ ${valuesOf(layout, "Object.freeze(this.#levels.toJSON())")} });
  }
  toJSON() {
    return { ${valuesOf(layout, "this.#levels.toJSON()")} };
  }
}
return () => new View();`;
  return new Function("tools", source)(tools);
}

function bindSource({ name, headerBytes, fixedBytes, texts, levels }: MessageLayout): string {
  const refuse = `throw refuseBytes("${name}", bytes);`;
  const header = headerBytes.map((byte, at) => `data.getUint8(offset + ${at}) === ${byte}`);
  const hasTail = texts.length > 0 || levels !== null;
  const size = hasTail ? `bytes >= ${fixedBytes}` : `bytes === ${fixedBytes}`;
  const inside = "offset + bytes <= data.byteLength";
  const lines = [`if (!(${[size, inside, ...header].join(" && ")})) ${refuse}`];
  if (hasTail) {
    lines.push(
      "const end = offset + bytes;",
      `const levelsAt = textsEnd(data, offset + ${fixedBytes}, ${texts.length}, end);`,
      levels === null
        ? `if (levelsAt !== end) ${refuse}`
        : `if (levelsEnd(data, levelsAt, end) !== end) ${refuse}`,
    );
  }
  lines.push("this.#data = data;", "this.#offset = offset;");
  if (levels !== null) lines.push("this.#levels.bind(data, levelsAt);");
  return lines.join("\n");
}

function fixedGetter({ name }: MessageLayout, { field, kind, offset }: FixedField): string {
  const label = `"${field.name} of ${name}"`;
  const at = `this.#offset + ${offset + 1}`;
  const isOther = `this.#data.getUint8(this.#offset + ${offset}) !== ${WIRE_BYTE[kind]}`;
  const check = `if (${isOther}) throw refuseKind(${label}, "${kind}");`;
  if (kind === "float64") {
    return `get ${field.name}() { ${check} return this.#data.getFloat64(${at}); }`;
  }
  if (kind === "int32") {
    return `get ${field.name}() { ${check} return this.#data.getInt32(${at}); }`;
  }
  const names = `names.${field.name}`;
  return `get ${field.name}() {
    ${check}
    const index = this.#data.getInt8(${at});
    const name = ${names}[index];
    if (name === undefined) throw refuseIndex(${label}, ${names}, index);
    return name;
  }`;
}

function textGetter(layout: MessageLayout, name: string, index: number): string {
  const skip = "at += 1 + (this.#data.getUint8(at) & 31);";
  return `get ${name}() {
    let at = this.#offset + ${layout.fixedBytes};
    ${skip.repeat(index)}
    return readText(this.#data, at, "${name} of ${layout.name}");
  }`;
}

function levelsGetter(name: string): string {
  return `get ${name}() { return this.#levels; }`;
}

function valuesOf({ names, levels }: MessageLayout, copiedLevels: string): string {
  return names
    .map((name) => `${name}: ${name === levels?.name ? copiedLevels : `this.${name}`}`)
    .join(", ");
}
