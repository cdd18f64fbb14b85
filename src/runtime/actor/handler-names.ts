/** The names of all handlers of a definition, in the order that the control block counts them. */
import type { AnyActorDefinition } from "./define-actor.ts";

/** Handlers that every actor has: where the loop is when no handler of the file runs. */
export const START = 0;
export const OPEN = 1;
export const SETTLE = 2;
export const SNAPSHOT = 3;
export const STOP = 4;
export const COMPLETION = 5;
export const RECORD = 6;
const FIXED = ["start", "open", "settle", "snapshot", "stop", "completion", "record"] as const;

/** Index `FIXED + i` is the i-th of `in`, then of `every`. */
export function handlerNamesOf(definition: AnyActorDefinition): readonly string[] {
  return [
    ...FIXED,
    ...Object.keys(definition.in).map((name) => `on.${name}`),
    ...Object.keys(definition.every ?? {}).map((period) => `every.${period}`),
  ];
}

/** Index of the handler `name`, as {@link handlerNamesOf} lists it. */
export function handlerIndexOf(names: readonly string[], name: string): number {
  return names.indexOf(name);
}
