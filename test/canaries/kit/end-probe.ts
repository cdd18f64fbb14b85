/**
 * A program of its own that lets a worker end in the way it is given and prints what main heard: the
 * test runner answers for its workers' errors, and so changes what a desk would see.
 */
import { CLEANED } from "./given.ts";
import { Thread } from "./thread.ts";

/** What main heard of one worker, and whether what it keeps for its end ran. */
export type End = { readonly events: readonly string[]; readonly cleaned: boolean };

const WORKER = new URL("end-worker.ts", import.meta.url);
/** Far below what the worker that fills its heap takes. */
const LIMITS = { maxOldGenerationSizeMb: 16 };

/** Lets one worker do `deed`, to its end. */
export async function endOf(deed: string): Promise<End> {
  const thread = new Thread(WORKER, deed, {}, LIMITS);
  const events = await thread.ended;
  return { events, cleaned: Atomics.load(thread.words, CLEANED) !== 0 };
}

if (import.meta.main) {
  process.stdout.write(JSON.stringify(await endOf(process.argv[2] ?? "")));
}
