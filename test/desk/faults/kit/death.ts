/** A death at a moment that the test chooses, of all actors that have its deed in their text. */
import { join } from "node:path";
import type { FaultFolder } from "./fault-folder.ts";

export type Death = {
  /** A statement that throws once the test says so, in an actor's first life; `ctx` is in reach. */
  readonly deed: string;
  /** Says so. */
  come(): Promise<number>;
};

/** One for a folder. */
export function deathIn(folder: FaultFolder): Death {
  const flag = join(folder.root, "die");
  const isDue = `process.getBuiltinModule("node:fs").existsSync(${JSON.stringify(flag)})`;
  return {
    deed: `if (ctx.self.incarnation === 1 && ${isDue}) {
      ctx.count("fault");
      throw new RangeError("deed");
    }`,
    come: () => Bun.write(flag, ""),
  };
}
