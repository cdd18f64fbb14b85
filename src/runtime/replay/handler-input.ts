/** A handler of a recorded life as people read it: its name, and what it was called with. */
import type { AnyActorDefinition } from "../actor/define-actor.ts";
import { decodeRecord } from "../codec/decode-record.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { NotedAnswer, Taken } from "../delivery/delivery-step.ts";
import type { KeptRecord } from "./kept-reader.ts";

export type HandlerInput = {
  /** As the actor's definition has it: `on.quote`, `settle`, `every.1s`. */
  readonly handler: string;
  readonly input: unknown;
  /** What its context answered that was not as the last time. */
  readonly answers: readonly NotedAnswer[];
};

export type Handled = {
  readonly definition: AnyActorDefinition;
  readonly types: readonly TypeEntry[];
  readonly taken: Taken;
  /** Where a record was taken, and from whom. */
  readonly record: KeptRecord | null;
  readonly from: string | undefined;
};

export function inputOf(handled: Handled, answers: readonly NotedAnswer[]): HandlerInput {
  return { ...calledWith(handled), answers };
}

function calledWith({
  definition,
  types,
  taken,
  record,
  from,
}: Handled): Omit<HandlerInput, "answers"> {
  if (record !== null) {
    const { type, sequence, committedAt } = record;
    const name = types.find(({ number }) => number === type)?.name ?? `type ${type}`;
    const handler = handlerOf(definition, name) ?? "record";
    return { handler, input: { from, sequence, committedAt, ...bodyOf(types, record) } };
  }
  switch (taken.kind) {
    case "BEGIN":
      return { handler: "start", input: taken.beginning.args };
    case "TOLD":
      return { handler: handlerOf(definition, taken.type) ?? taken.type, input: taken.body };
    case "CALL": {
      const { call, reason, args } = taken;
      const input = call === "STOP" ? { reason } : call === "RECONFIGURE" ? { args } : null;
      return { handler: call.toLowerCase(), input };
    }
    case "TIMER": {
      const period = Object.keys(definition.every ?? {})[taken.number];
      const handler = period === undefined ? "completion" : `every.${period}`;
      return { handler, input: { timer: taken.number } };
    }
    case "COMPLETION":
      return { handler: "completion", input: { io: taken.number, ...taken.completion } };
    default:
      return { handler: taken.kind, input: null };
  }
}

/** The name of its type and its body, or why there is none. */
export function bodyOf(
  types: readonly TypeEntry[],
  { type, payload }: Pick<KeptRecord, "type" | "payload">,
): { readonly type: string; readonly body: unknown } {
  const entry = types.find(({ number }) => number === type);
  if (entry === undefined) return { type: `type ${type}`, body: `${payload.length} bytes` };
  try {
    return { type: entry.name, body: decodeRecord(entry.schema, payload) };
  } catch (error) {
    return { type: entry.name, body: error instanceof Error ? error.message : String(error) };
  }
}

function handlerOf({ in: understands }: AnyActorDefinition, type: string): string | null {
  const entries = Object.entries<{ readonly name: string }>(understands);
  const [name] = entries.find(([, one]) => one.name === type) ?? [];
  return name === undefined ? null : `on.${name}`;
}
