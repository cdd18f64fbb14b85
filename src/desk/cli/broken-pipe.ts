/** What a listing does when its reader has gone. */
import { EXIT } from "./exit-codes.ts";

/**
 * `inspect ... | head`: who read the listing has seen enough. For stdout's "error" of verbs that list;
 * a running desk never ends by this.
 */
export function endWithItsReader(error: NodeJS.ErrnoException): undefined {
  if (error.code === "EPIPE") process.exit(EXIT.OK);
  throw error;
}

/** For a verb whose exit code is its result: who read its words may go, and the code is the same. */
export function outliveItsReader(): undefined {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", passOver);
}

function passOver(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "EPIPE") throw error;
}
