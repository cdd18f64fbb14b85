/**
 * Who is who in a desk, and how often each was started: a table that a next process goes on from.
 * Numbers of actors lie in messages and on boards, so an actor has its number for as long as the
 * run's folder is there, also while it is taken out.
 */
import type { StatePart, StateTable } from "./state-part.ts";

/** No actor is named so: it would be the desk's own file. */
export const DESK = "desk";

const TYPE: Omit<StateTable, "values" | "name"> = { type: "lives", version: 1, hash: "" };
const ACTORS = "actors";
const NUMBERED = "numbered";

/** One actor in the table; its key is its number. */
export type LifeEntry = {
  readonly name: string;
  readonly number: number;
  /** Of the life that was begun last; 0 before the first. */
  readonly incarnation: number;
  readonly restarts: number;
  /** Parts that were kept: a file that should be there and is not is seen. */
  readonly parts: readonly string[];
};

/** What of the desk is looked at. */
export type Lives = {
  /** Those that are there, and those that were. */
  readonly actors: readonly LifeEntry[];
  /** Whatever else has numbers that lie in boards, by number: the desk's instruments. */
  readonly numbered: readonly string[];
};

/** The part that says so. */
export function livesPart({ actors, numbered }: Lives): StatePart {
  const byNumber = actors.map((entry) => [entry.number, entry] as const);
  const tables = [tableOf(ACTORS, byNumber), tableOf(NUMBERED, [...numbered.entries()])];
  return { actor: DESK, part: "lives", tables };
}

/** Returns what {@link livesPart} was given. */
export function livesOf({ tables }: StatePart): Lives {
  const read = (name: string) => valuesOf(tables.find((table) => table.name === name));
  return { actors: read(ACTORS) as LifeEntry[], numbered: read(NUMBERED) as string[] };
}

/**
 * Why boards of `kept` must not be read by a desk whose instruments are numbered as `now` says; null
 * when they may. It may have more than it had, behind what it had.
 */
export function findRenumbered(kept: Lives, now: Pick<Lives, "numbered">): string | null {
  return findMoved("instrument", kept.numbered, now.numbered);
}

/**
 * Returns the number of each of `names`: the one that it has had, or the next one that nobody had.
 *
 * @param had Numbers by name, of all that ever were there.
 */
export function numberActors(
  names: readonly string[],
  had: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  let next = Math.max(-1, ...had.values()) + 1;
  return new Map(
    names.map((name) => {
      const number = had.get(name) ?? next;
      if (number === next) next += 1;
      return [name, number] as const;
    }),
  );
}

function findMoved(what: string, kept: readonly string[], now: readonly string[]): string | null {
  const number = kept.findIndex((name, index) => now[index] !== name);
  if (number === -1) return null;
  return `${what} ${number} was ${kept[number]}: it is ${now[number] ?? "none"} now`;
}

function tableOf(
  name: string,
  entries: readonly (readonly [number: number, entry: unknown])[],
): StateTable {
  const encoder = new TextEncoder();
  const values = entries.map(
    ([key, entry]) => [key, encoder.encode(JSON.stringify(entry))] as const,
  );
  return { name, ...TYPE, values: new Map(values) };
}

function valuesOf(table: StateTable | undefined): unknown[] {
  const decoder = new TextDecoder();
  return [...(table?.values.values() ?? [])].map((value) => JSON.parse(decoder.decode(value)));
}
