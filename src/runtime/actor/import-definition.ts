/** Imports an actor's file and makes sure that its default export is a definition. */
import type { AnyActorDefinition } from "./define-actor.ts";
import { BadReturn } from "./start-failure.ts";

/**
 * Returns the definition that the module's default export is.
 *
 * @param module URL of the file.
 * @throws {Error} What the import threw, or a BadReturn when the default export is something else.
 */
export async function importDefinition(module: string): Promise<AnyActorDefinition> {
  const { default: definition } = (await import(module)) as { default?: unknown };
  if (!isDefinition(definition)) {
    throw new BadReturn(
      `Cannot use ${module} as an actor: its default export must be defineActor({ in, out, start, on })`,
    );
  }
  return definition;
}

function isDefinition(value: unknown): value is AnyActorDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { in: understands, out, start, on } = value as Record<string, unknown>;
  return (
    typeof understands === "object" &&
    typeof out === "object" &&
    typeof start === "function" &&
    typeof on === "object"
  );
}
