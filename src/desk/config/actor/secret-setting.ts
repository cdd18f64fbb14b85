/**
 * Where a secret of an actor's file may stand, and who may have one: an execution alone, by a reference to
 * a file or an inherited descriptor. The environment is read by every thread and every child, so it is
 * no place for one. A key for a venue that is an actor of the same desk is no secret.
 */
import type { ActorFile } from "./actor-file.ts";

/** A text that names an actor of the same desk. */
const ACTOR_REFERENCE = "actor:";

/** Returns why setting `key` cannot be what the file says, or null. */
export function secretMistake(
  key: string,
  { kind, file }: Pick<ActorFile, "kind" | "file">,
): string | null {
  if (kind !== "execution") return `only an execution may have a secret: this is of kind ${kind}`;
  if (isForOwnVenue(file.values.args)) return null;
  const ways = file.references.find(
    ({ path }) => path.length === 2 && path[0] === "args" && path[1] === key,
  )?.ways;
  if (ways === undefined || ways.has("DEFAULT")) {
    return "must be a reference: a secret never stands in a desk's file";
  }
  if (!ways.has("ENVIRONMENT")) return null;
  return "must not come from the environment, which every thread and child can read";
}

function isForOwnVenue(args: unknown): boolean {
  const values: readonly unknown[] = Object.values(args ?? {});
  return values.some((value) => typeof value === "string" && value.startsWith(ACTOR_REFERENCE));
}
