/** A message body as a test writes it: all its fields, and no other. */
import type { MessageType, SchemaField } from "../../runtime/codec/message-type.ts";
import { suggestion } from "../config/suggest.ts";
import { TestMistake } from "./test-mistake.ts";

/** @throws {TestMistake} When a field is missing, unknown, or has a value that does not fit it. */
export function checkBody<Body>(type: MessageType<Body>, body: Body): undefined {
  const { name, version, fields } = type.schema;
  const given = body as Readonly<Record<string, unknown>>;
  const missing = fields.filter((field) => given[field.name] === undefined);
  if (fields.length > 0 && missing.length > 0) {
    throw new TestMistake(
      `Cannot say ${name} v${version}: ${missing.map((field) => field.name).join(", ")} missing`,
      missing.map(helpOf),
    );
  }
  const known = fields.map((field) => field.name);
  const unknown =
    known.length === 0 ? [] : Object.keys(given).filter((key) => !known.includes(key));
  const [first] = unknown;
  if (first !== undefined) {
    const message = `Cannot say ${name} v${version}: it has no ${unknown.join(", ")}`;
    throw new TestMistake(message, suggestion(first, known));
  }
  try {
    type.of(body);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invariant: /, "") : String(error);
    throw new TestMistake(`Cannot say ${name} v${version}: ${why}`);
  }
}

function helpOf({ name, kind, unit, names = [] }: SchemaField): string {
  switch (kind) {
    case "enum":
      return `${name}: one of ${names.map((one) => `"${one}"`).join(", ")}`;
    case "text":
      return `${name}: text`;
    case "levels":
      return `${name}: a list of pairs, ${unit}`;
    case "float64":
      return `${name}: a number of ${unit}; NaN where there is none`;
    case "int32":
      return `${name}: a whole number of ${unit}`;
  }
}
