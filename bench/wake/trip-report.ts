/** What the bench asks of its actors. */
import { definePacked } from "../../src/runtime/codec/define-packed.ts";

/** Trips that were made, and when the newest message of them was committed. Nanoseconds. */
export const TripCount = definePacked<{ readonly trips: number; readonly at: number }>(
  "trip-count",
  1,
);

/** From commit to handler, of each message. Nanoseconds. */
export const TripDelays = definePacked<{ readonly delays: readonly number[] }>("trip-delays", 1);
