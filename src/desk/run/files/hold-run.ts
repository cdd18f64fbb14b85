/**
 * One process a run: the kernel's lock of `desk.held` in its folder, from here to the end of the
 * process. It holds also where the process cannot be seen by its number, from another container.
 */
import { join } from "node:path";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { fileFailure } from "../../../runtime/io/disk/file-failure.ts";
import { takeKernelLock } from "../../../runtime/io/disk/lock/kernel-lock.ts";

/** File of a run's folder that its process has locked. */
export const HELD_FILE = "desk.held";

/** @returns whether the kernel answers for it: where it knows no locks, a card alone can say who runs. */
export function holdRun(folder: string): Result<boolean, string> {
  try {
    const taken = takeKernelLock(join(folder, HELD_FILE));
    if (taken !== "HELD") return succeed(taken !== "UNKNOWN");
    return failWith(
      `${folder} is in use: a process that cannot be seen from here still runs in it`,
    );
  } catch (error) {
    return failWith(`${folder} cannot be locked: ${fileFailure(error).message}`);
  }
}
