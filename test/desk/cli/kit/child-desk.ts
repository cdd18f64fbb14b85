/** `bun run start` in a process of its own, in a folder of its own: what it says, and how it ends. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { watchedEnvironment } from "../../../kit/watched.ts";

/** The folder of `package.json`. */
export const ROOT = resolve(import.meta.dir, "../../../..");
/** Longest wait for anything that a desk does. Milliseconds. */
export const DESK_DEADLINE_MS = 60_000;

const LOOK_MS = 10;

export type Ended = { readonly exit: number; readonly out: string; readonly err: string };

export class ChildDesk {
  /** Where the run's folder is; gone with {@link end}. */
  readonly folder = mkdtempSync(join(tmpdir(), "outcry-desk-"));
  out = "";
  err = "";
  readonly ended: Promise<Ended>;
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;

  /**
   * @param given Behind `start`. Paths are absolute: it runs in {@link folder}.
   * @param prelude A line of shell before it, for limits of the process.
   * @param root The project whose command line runs.
   */
  constructor(given: readonly string[], prelude = ":", root = ROOT) {
    const main = join(root, "src/desk/cli/main.ts");
    const command = ["sh", "-c", `${prelude}; exec "$@"`, "sh", process.execPath, main, "start"];
    this.#child = Bun.spawn([...command, ...given], {
      cwd: this.folder,
      env: watchedEnvironment(),
      detached: true,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const { stdout, stderr } = this.#child;
    const said = Promise.all([
      this.#take(stdout, (text) => {
        this.out += text;
      }),
      this.#take(stderr, (text) => {
        this.err += text;
      }),
    ]);
    this.ended = said
      .then(() => this.#child.exited)
      .then((exit) => ({ exit, out: this.out, err: this.err }));
  }

  /** Resolves with the console's URL once the banner has named it. */
  async url(): Promise<string> {
    await this.until("the banner", () => /http:\S+:\d+/.test(this.out + this.err));
    return /http:\S+:\d+/.exec(this.out + this.err)?.[0] ?? "";
  }

  /** Resident memory of the process. Bytes. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1_024;
  }

  signal(name: "SIGINT" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): undefined {
    this.#child.kill(name);
  }

  /** Ends the process, whatever it does: nothing of it runs any more. */
  async kill(): Promise<undefined> {
    // The whole group: a desk whose guard is gone would end in order, and take its time.
    const { exitCode, signalCode, pid } = this.#child;
    if (exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
    await this.ended;
  }

  /** {@link kill}, and takes its folder away. */
  async end(): Promise<undefined> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Resolves once `condition` holds; throws at the deadline, or when the process has ended. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<undefined> {
    const deadline = Date.now() + DESK_DEADLINE_MS;
    while (!(await condition())) {
      const isOver = this.#child.exitCode !== null || Date.now() > deadline;
      if (isOver) throw new Error(`waited in vain for ${what}\n${this.out}\n${this.err}`);
      await new Promise((done) => setTimeout(done, LOOK_MS));
    }
  }

  async #take(stream: ReadableStream<Uint8Array>, add: (text: string) => void): Promise<undefined> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) add(decoder.decode(bytes, { stream: true }));
  }
}
