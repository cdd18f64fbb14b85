/**
 * What of a desk is in force, and what of it is other than before, a line each: pure. Of a value that
 * its file took from outside only the field is named.
 */
import { isDeepStrictEqual } from "node:util";
import type { ActorPlan, DeskPlan } from "../../config/desk-plan.ts";
import type { Path } from "../../config/toml/path.ts";
import type { ConfigLoadBody } from "../../message/config-load.ts";
import { configHashOf } from "../desk-specs.ts";

/** Where its file says it, by what the plan calls it. */
const WIRING = {
  use: ["use"],
  code: ["use"],
  kind: ["kind"],
  instruments: ["instruments"],
  topicBytes: ["topicBytes"],
  thread: ["thread"],
  idle: ["idle"],
  snapshotEveryMs: ["snapshotEveryMs"],
  required: ["required"],
  // Said in several places of the file: hidden if any text there is.
  child: [],
} as const satisfies Partial<Record<keyof ActorPlan, Path>>;

/** Of a value that may be long. Characters. */
const VALUE_LENGTH_MAX = 60;
/** Enough of a hash to tell two apart. Characters. */
const HASH_LENGTH = 12;

/** Actors as they last were, also those that have left. */
export type LastSeen = ReadonlyMap<string, ActorPlan>;

export function configLoadOf(
  plan: DeskPlan,
  before: DeskPlan | null,
  lastSeen?: LastSeen,
): ConfigLoadBody {
  const strategies = plan.actors.filter(({ kind }) => kind === "strategy");
  return {
    hash: configHashOf(plan),
    files: plan.files,
    limits: Object.fromEntries(strategies.map(({ name, limits }) => [name, limits])),
    changes: before === null ? [] : changesOf(before, plan, lastSeen),
  };
}

/**
 * Returns a line for each field that is another, by actor.
 *
 * @param lastSeen One that left and comes back is compared with what it was: other limits come so.
 */
export function changesOf(
  before: DeskPlan,
  after: DeskPlan,
  lastSeen: LastSeen = new Map(),
): readonly string[] {
  const olds = new Map(before.actors.map((actor) => [actor.name, actor]));
  const news = new Set(after.actors.map(({ name }) => name));
  const removed = before.actors.filter(({ name }) => !news.has(name));
  return [
    ...removed.map(({ name }) => `${name}: removed`),
    ...after.actors.flatMap((actor) => {
      const isNew = !olds.has(actor.name);
      const old = olds.get(actor.name) ?? lastSeen.get(actor.name) ?? actor;
      const isHidden = (path: Path) =>
        [before, after].some(({ references }) => references.has(actor.name, path));
      const lines = [...(isNew ? ["added"] : []), ...linesOf(old, actor, isHidden)];
      return lines.map((line) => `${actor.name}: ${line}`);
    }),
  ];
}

function linesOf(
  old: ActorPlan,
  actor: ActorPlan,
  isHidden: (path: Path) => boolean,
): readonly string[] {
  const wiring = Object.entries(WIRING).flatMap(([field, path]) => {
    const [from, to] = [shownOf(old, field), shownOf(actor, field)];
    return lineOf({ field, from, to, isHidden: isHidden(path) });
  });
  const args = unionOf(old.args, actor.args).flatMap((key) => {
    const [from, to] = [old.args[key], actor.args[key]];
    return lineOf({ field: `args.${key}`, from, to, isHidden: isHidden(["args", key]) });
  });
  const flat = [flatLimits(old), flatLimits(actor)] as const;
  const limits = unionOf(...flat).flatMap((key) => {
    const [from, to] = [flat[0][key], flat[1][key]];
    return lineOf({ field: `limits.${key}`, from, to, isHidden: isHidden(["limits"]) });
  });
  return [...limits, ...args, ...readsOf(old, actor), ...wiring];
}

/** Whom it reads, and how; found by its file's patterns, so names of actors only. */
function readsOf(old: ActorPlan, actor: ActorPlan): readonly string[] {
  const texts = [old, actor].map(({ reads }) =>
    reads.map((read) => `${read.actor} ${read.subscription} ${read.lane}`),
  );
  const [before = [], after = []] = texts;
  return [
    ...before.filter((text) => !after.includes(text)).map((text) => `reads - ${text}`),
    ...after.filter((text) => !before.includes(text)).map((text) => `reads + ${text}`),
  ];
}

function shownOf(actor: ActorPlan, field: string): unknown {
  if (field === "code") return actor.code?.hash.slice(0, HASH_LENGTH) ?? null;
  return actor[field as keyof ActorPlan];
}

/** Both kinds of limits by their instruments: `positionLots.0`. */
function flatLimits({ limits }: ActorPlan): Readonly<Record<string, unknown>> {
  const { orderRatePerS, ...byInstrument } = limits;
  const flat = Object.entries(byInstrument).flatMap(([name, lots]) =>
    Object.entries(lots).map(([instrument, value]) => [`${name}.${instrument}`, value] as const),
  );
  return { ...Object.fromEntries(flat), orderRatePerS };
}

function unionOf(left: object, right: object): readonly string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])];
}

type Field = {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly isHidden: boolean;
};

function lineOf({ field, from, to, isHidden }: Field): readonly string[] {
  if (isDeepStrictEqual(from, to)) return [];
  return [isHidden ? `${field} is another` : `${field} ${textOf(from)} > ${textOf(to)}`];
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}...`;
}
