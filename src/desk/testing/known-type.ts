/** The message types that a played actor knows, and what to do about one that it does not. */
import type { MessageType } from "../../runtime/codec/message-type.ts";
import type { Stage } from "./stage.ts";
import { listed, TestMistake } from "./test-mistake.ts";

type AnyType = MessageType<never>;

/**
 * Returns the number of a type that the actor understands.
 *
 * @throws {TestMistake} When it does not.
 */
export function numberOf(stage: Stage, type: AnyType): number {
  // Whoever keeps records takes them all.
  if (stage.parts.definition.record === undefined) needNamed(stage, "in", type);
  const number = stage.numberOf(type);
  if (number !== null) return number;
  throw new TestMistake(`Cannot say ${type.name} v${type.version}: the test has no such type`, [
    `name it in \`types\` of playActor: types: [${type.name}]`,
  ]);
}

const VERBS = { in: "understands", out: "says" } as const;

/** @throws {TestMistake} When that member of its definition does not name the type. */
export function needNamed(
  { parts }: Stage,
  member: "in" | "out",
  { name, version }: AnyType,
): undefined {
  const types = Object.values<AnyType>(parts.definition[member]);
  if (types.some((one) => one.name === name && one.version === version)) return;
  const known = listed(types.map((one) => `${one.name} v${one.version}`));
  const verb = VERBS[member];
  throw new TestMistake(`${parts.name} ${verb} no ${name} v${version}`, [
    `it ${verb} ${known}: see \`${member}\` of its definition`,
  ]);
}

/** @throws {TestMistake} When the actor does not watch boards of the type. */
export function needWatched({ parts }: Stage, { name, version }: AnyType): undefined {
  const watched = Object.values<AnyType>(parts.definition.watch ?? {});
  if (watched.some((one) => one.name === name && one.version === version)) return;
  const names = listed(watched.map((one) => one.name));
  throw new TestMistake(`Cannot show ${name}: ${parts.name} does not watch it`, [
    `it watches ${names}: see \`watch\` of its definition`,
  ]);
}
