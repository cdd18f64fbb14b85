/**
 * The functions behind `ctx.send.<name>` and `ctx.board.<name>.put`, as source text of their own
 * for each type.
 *
 * What an author gives them is a literal, and it is not to become garbage. So the outer function
 * only hands the fields on: it is small enough for the compiler to inline it into the handler,
 * where the literal is then never made. The inner one knows one type, so its calls are inlined.
 *
 * Only names that `message-layout.ts` has checked go into the text.
 */
import type { MessageType } from "../codec/message-type.ts";
import { TOPIC_FULL } from "../ring/topic-layout.ts";
import type { SendTarget } from "./answers.ts";
import type { BoardOut, BoardStage } from "./board-stage.ts";
import type { OutType } from "./outbox.ts";

/** Appends a body to the open batch. False when a gating reader is a whole ring behind. */
export type Send = (body: never) => boolean;

/** Keeps a body for the slot `key` of a board until the handler returns. */
export type Put = (key: number, body: never) => undefined;

/** Returns what sends bodies of one type. */
export function compileSend(writer: SendTarget, { type, typeAndVersion }: OutType): Send {
  const { boundOf, store } = type.codec;
  const { values, given, made } = fieldsOf(type);
  const source = `"use strict";
const { writer, boundOf, store, typeAndVersion, TOPIC_FULL } = tools;
function send(${values}) {
  const offset = writer.claim(boundOf(${made}), typeAndVersion);
  if (offset === TOPIC_FULL) return false;
  let bytes;
  try {
    bytes = store(writer.data, offset, ${values});
  } catch (error) {
    writer.abort();
    throw error;
  }
  writer.commit(bytes);
  return true;
}
return (body) => send(${given});`;
  const tools = { writer, boundOf, store, typeAndVersion, TOPIC_FULL };
  return new Function("tools", source)(tools);
}

/** Returns what puts values on one board. */
export function compilePut(stage: BoardStage, board: BoardOut): Put {
  const { boundOf, store } = board.type.codec;
  const { values, given, made } = fieldsOf(board.type);
  const source = `"use strict";
const { stage, board, boundOf, store } = tools;
function put(key, ${values}) {
  stage.check(board, key, boundOf(${made}));
  stage.keep(board, key, store(stage.spare, 0, ${values}));
}
return (key, body) => put(key, ${given});`;
  return new Function("tools", source)({ stage, board, boundOf, store });
}

/** A type's fields as parameters, as read from a body, and as a body; a packed type has none. */
function fieldsOf({ schema }: MessageType<never>) {
  const names = schema.fields.map(({ name }) => name);
  if (names.length === 0) return { values: "body", given: "body", made: "body" };
  return {
    values: names.map((name) => `${name}Value`).join(", "),
    given: names.map((name) => `body.${name}`).join(", "),
    made: `{ ${names.map((name) => `${name}: ${name}Value`).join(", ")} }`,
  };
}
