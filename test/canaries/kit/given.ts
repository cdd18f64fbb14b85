/** What a canary's worker is given, and the shared words by which it and main tell each other things. */

/** The deed to do, and where to say how far it came. */
export type Given = { readonly deed: string; readonly words: Int32Array };

/** Set by the worker: it is where the canary wants it. */
export const REACHED = 0;
/** Set by what runs only when a thread may clean up behind itself. */
export const CLEANED = 1;
/** Set by a worker that has seen what main did. */
export const SEEN = 2;
/** Set by main while a worker polls it. */
export const POLLED = 3;
/** Never set: what is to wait for ever waits here. */
export const NEVER = 4;
/** Set by main to let a blocked worker go on. */
export const RELEASED = 5;

export const WORDS = 16;
