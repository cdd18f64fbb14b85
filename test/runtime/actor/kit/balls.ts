/** What the loop's tests do again and again: balls are said, and the event loop has its turns. */
import { Ball } from "../../../kit/message.ts";
import type { Feeder } from "./cell-kit.ts";

/** Says so many balls in one batch, numbered from `first` on. */
export function sayBalls(feeder: Feeder, count: number, first = 1): undefined {
  for (let number = first; number < first + count; number += 1) feeder.put(Ball, { number });
  feeder.writer.publish();
}

/** Several rounds of this thread's event loop. */
export async function immediates(): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
