/** Which handler of an actor takes a record, by the number of its type in this run. */
import type { BoundView, MessageType } from "../codec/message-type.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { TelemetryWriter } from "../telemetry/telemetry-writer.ts";
import type { AnyActorDefinition } from "./define-actor.ts";
import { handlerIndexOf } from "./handler-names.ts";
import { Gap, Peer } from "./loop-message.ts";

export type Handler = {
  /** Place in the names that the control block counts. */
  readonly index: number;
  readonly type: MessageType<never>;
  readonly view: BoundView<never>;
  readonly waitId: number;
  readonly countId: number;
  readonly timeId: number;
  readonly call: (state: unknown, message: unknown, ctx: unknown) => undefined;
};

export type HandlerTable = {
  /** By type number; a hole is a type that the actor does not understand. */
  readonly byType: readonly (Handler | undefined)[];
  /** Handlers of what the loop itself says. */
  readonly fromLoop: { readonly peer?: Handler; readonly gap?: Handler };
};

/** @param types All types of the run; those of `in` are among them. */
export function handlerTableOf(
  definition: AnyActorDefinition,
  names: readonly string[],
  types: readonly TypeEntry[],
  telemetry: TelemetryWriter,
): HandlerTable {
  const byType: (Handler | undefined)[] = [];
  const fromLoop: { peer?: Handler; gap?: Handler } = {};
  for (const [name, type] of Object.entries<MessageType<never>>(definition.in)) {
    const handler: Handler = {
      index: handlerIndexOf(names, `on.${name}`),
      type,
      view: type.codec.createView(),
      waitId: telemetry.histogram(`wait:${type.name}`),
      countId: telemetry.counter(`messages:${type.name}`),
      timeId: telemetry.histogram(`handle:on.${name}`),
      call: definition.on[name] as Handler["call"],
    };
    if (type.name === Peer.name) fromLoop.peer = handler;
    else if (type.name === Gap.name) fromLoop.gap = handler;
    else byType[numberOf(types, type)] = handler;
  }
  return { byType, fromLoop };
}

/** Number of `type` in this run; -1 when no actor of the desk ever named it. */
export function numberOf(types: readonly TypeEntry[], type: MessageType<never>): number {
  return (
    types.find(({ name, version }) => name === type.name && version === type.version)?.number ?? -1
  );
}
