/**
 * The function behind `ctx.send.<name>`, as source text of its own for each type.
 *
 * What an author sends is a literal, and it is not to become garbage. So the outer function only
 * hands the fields on: it is small enough for the compiler to inline it into the handler, where
 * the literal is then never made. The inner one knows one type, so that its calls are inlined.
 *
 * Only names that `message-layout.ts` has checked go into the text.
 */
import { TOPIC_FULL } from "../ring/topic-layout.ts";
import type { TopicWriter } from "../ring/topic-writer.ts";
import type { OutType } from "./outbox.ts";

/** Appends a body to the open batch. False when a gating reader is a whole ring behind. */
export type Send = (body: never) => boolean;

/** Returns what sends bodies of one type; a packed type has no fields, and hands on the body. */
export function compileSend(writer: TopicWriter, { type, typeAndVersion }: OutType): Send {
  const { boundOf, store } = type.codec;
  const names = type.schema.fields.map(({ name }) => name);
  const isPacked = names.length === 0;
  const values = isPacked ? ["body"] : names.map((name) => `${name}Value`);
  const given = isPacked ? ["body"] : names.map((name) => `body.${name}`);
  const made = isPacked ? "body" : `{ ${names.map((name) => `${name}: ${name}Value`).join(", ")} }`;
  const source = `"use strict";
const { writer, boundOf, store, typeAndVersion, TOPIC_FULL } = tools;
function send(${values.join(", ")}) {
  const offset = writer.claim(boundOf(${made}), typeAndVersion);
  if (offset === TOPIC_FULL) return false;
  let bytes;
  try {
    bytes = store(writer.data, offset, ${values.join(", ")});
  } catch (error) {
    writer.abort();
    throw error;
  }
  writer.commit(bytes);
  return true;
}
return (body) => send(${given.join(", ")});`;
  const tools = { writer, boundOf, store, typeAndVersion, TOPIC_FULL };
  return new Function("tools", source)(tools);
}
