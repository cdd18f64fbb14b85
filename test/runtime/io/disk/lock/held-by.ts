/** Locks that other processes take, some of them in a PID namespace of their own, as a container's are. */
import { join } from "node:path";

const HOLDER = join(import.meta.dir, "lock-holder.ts");
/** Begins the command behind it in a PID namespace of its own. */
export const UNSHARE = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** Whether this user may make PID namespaces here. */
export const canUnshare = (() => {
  try {
    return Bun.spawnSync([...UNSHARE, "true"]).exitCode === 0;
  } catch {
    return false;
  }
})();

if (!canUnshare) {
  process.stdout.write("skipped: this user may not make PID namespaces (unshare --pid)\n");
}

/** What a process was answered that tried to take a lock. It holds it until it is killed. */
export type Tried = { readonly answer: unknown; readonly pid: number; kill(): Promise<unknown> };

/** @param how `own` begins it in this PID namespace, `other` in one of its own. */
export async function tryIn(
  how: "own" | "other",
  kind: "writer" | "kernel",
  path: string,
): Promise<Tried> {
  const command = [process.execPath, HOLDER, kind, path];
  const child = Bun.spawn(how === "own" ? command : [...UNSHARE, ...command], {
    stdin: "pipe",
    stdout: "pipe",
  });
  child.unref();
  const { value } = await child.stdout.getReader().read();
  return {
    answer: JSON.parse(new TextDecoder().decode(value)),
    pid: child.pid,
    kill() {
      child.kill("SIGKILL");
      return child.exited;
    },
  };
}
