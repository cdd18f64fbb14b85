/** A violation as a person reads it: what is wrong, the steps that led to it, how to see it again. */
import type { MemoryOrder } from "../model/memory-order.ts";
import type { Explored, Violation } from "./explore.ts";
import type { Scenario } from "./scenario.ts";
import { describeRun, printSchedule } from "./schedule.ts";
import { nameTopicWord } from "./word-names.ts";

export function reportViolation(
  { name }: Scenario,
  order: MemoryOrder,
  { stage, states }: Explored,
  { message, moves }: Violation,
): string {
  return [
    `${name}, ${order.name}, after ${states} states: ${message}`,
    ...describeRun(stage, moves, nameTopicWord),
    "to run it again:",
    `OUTCRY_EXPLORE_REPLAY='${name}|${order.name}|${printSchedule(moves)}' bun test test/explore`,
  ].join("\n");
}
