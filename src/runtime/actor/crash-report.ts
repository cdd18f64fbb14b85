/** What a worker posts to main before it ends by itself: whose code threw, and what. */
import type { PlainError } from "./control-plane.ts";

/** An error as plain data, with the name of the actor whose code threw it. */
export type CrashReport = {
  readonly actor: string;
  readonly error: PlainError;
};

/** Exit code of a worker that ends because its code threw. */
export const EXIT_CRASH = 70;
