/** Waits for whatever ends a run: its time, its data, a signal, or a supervisor that gave up. */
import type { RunningDesk } from "../running-desk.ts";

export type EndOptions = {
  /** Resolves with the reason when somebody asks for the stop. */
  readonly asked: Promise<string>;
  /** From now. Milliseconds; null is for ever. */
  readonly forMs: number | null;
  /** Whether the end of what a venue plays ends the run. */
  readonly endsWithData: boolean;
  readonly say: (line: string) => void;
};

/** How often the run is looked at. Milliseconds. */
const POLL_MS = 20;

/** Returns why it ended, in a few words. */
export async function waitForEnd(desk: RunningDesk, options: EndOptions): Promise<string> {
  const end = Promise.withResolvers<string>();
  const { forMs } = options;
  const timer = forMs === null ? null : setTimeout(() => end.resolve("its time is over"), forMs);
  let isSaid = false;
  const poll = setInterval(() => {
    if (desk.escalated !== null) end.resolve(`halted: ${desk.escalated}`);
    if (!desk.hasEnded) return;
    if (options.endsWithData) end.resolve("its data is at an end");
    else if (!isSaid) options.say("the playback has ended; the desk stays up, ctrl-c stops it");
    isSaid = true;
  }, POLL_MS);
  const reason = await Promise.race([options.asked, end.promise]);
  clearInterval(poll);
  if (timer !== null) clearTimeout(timer);
  return reason;
}
