/** What a definition says, as plain data that can cross a thread. */
import type { MessageType } from "../codec/message-type.ts";
import { hashSchema } from "../codec/schema-hash.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import { handlerNamesOf } from "./handler-names.ts";
import type { ActorInspection, BoardInspection, MessageInspection } from "./inspection.ts";

type AnyType = MessageType<never>;

export function inspectDefinition(definition: AnyActorDefinition): ActorInspection {
  const answers = Object.entries<{ reply: AnyType }>(definition.answer ?? {});
  return {
    args: { ...definition.args },
    in: inspectAll(definition.in),
    out: inspectAll(definition.out),
    boards: inspectBoards(definition.boards ?? {}),
    watch: inspectAll(definition.watch ?? {}),
    keep: definition.keep === undefined ? null : inspectType(definition.keep as AnyType),
    answers: Object.fromEntries(answers.map(([name, { reply }]) => [name, inspectType(reply)])),
    handlers: handlerNamesOf(definition),
  };
}

function inspectType({ schema }: AnyType): MessageInspection {
  return { schema, hash: hashSchema(schema) };
}

function inspectAll(types: Readonly<Record<string, AnyType>>): Record<string, MessageInspection> {
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, inspectType(type)]));
}

function inspectBoards(types: Readonly<Record<string, AnyType>>): Record<string, BoardInspection> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      {
        ...inspectType(type),
        slots: type.slots,
        slotBytes: type.slotBytes,
        isDurable: type.isDurable,
      },
    ]),
  );
}
