/** A desk under its guard, however it was started: its processes, who of them is which, and its end. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../kit/until.ts";
import { watchedEnvironment } from "../../../kit/watched.ts";
import { DESK_DEADLINE_MS, type Ended, ROOT } from "./child-desk.ts";

/** Of a long run, on a machine that does other work, too. Milliseconds. */
const DEADLINE_MS = process.env.OUTCRY_GUARD === "long" ? 300_000 : DESK_DEADLINE_MS;

/** By which the processes of one desk are found again, whoever their parent is. */
export const MARK = "OUTCRY_TEST_DESK";

export class GuardedDesk {
  /** Holds the run's folder `data`; gone with {@link end}. */
  readonly folder = mkdtempSync(join(tmpdir(), "outcry-guard-"));
  /** The process that was started: the guard itself, or a runner above it. */
  readonly outermost: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly ended: Promise<Ended>;
  out = "";
  err = "";
  /** When the desk was last asked whether it is ready, and was not. */
  unreadyAtMs = Number.NaN;

  /**
   * @param command What stands before the desk's folder: with it this starts `start`.
   * @param environment Besides that of the test.
   * @param flags Behind the desk's folder.
   */
  constructor(
    command: readonly string[] = [process.execPath, join(ROOT, "src/desk/cli/main.ts"), "start"],
    environment: Readonly<Record<string, string>> = {},
    flags: readonly string[] = ["--port", "0"],
  ) {
    const given = [join(ROOT, "config/playback"), "--data", this.#data, "--json"];
    this.outermost = Bun.spawn([...command, ...given, ...flags], {
      cwd: ROOT,
      env: { ...watchedEnvironment(), ...environment, [MARK]: this.folder },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const { stdout, stderr, exited } = this.outermost;
    const said = Promise.all([
      take(stdout, (text) => {
        this.out += text;
      }),
      take(stderr, (text) => {
        this.err += text;
      }),
    ]);
    this.ended = said.then(() => exited).then((exit) => ({ exit, out: this.out, err: this.err }));
  }

  get #data(): string {
    return join(this.folder, "data");
  }

  /** `desk.json` of the run; null before it is there. */
  card(): {
    pid: number;
    url: string;
    ended?: { reason: string; at: string; openOrders: number };
  } | null {
    try {
      return JSON.parse(readFileSync(join(this.#data, "desk.json"), "utf8"));
    } catch {
      return null;
    }
  }

  /** Resolves with the desk's process once it is ready, in a life other than that of `before`. */
  async ready(before = 0): Promise<number> {
    let pid = 0;
    await this.until("a ready desk", async () => {
      const card = this.card();
      if (card === null || card.pid === before) {
        this.unreadyAtMs = performance.now();
        return false;
      }
      pid = card.pid;
      const atMs = performance.now();
      const status = await fetch(`${card.url}/healthz`).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status !== 200) this.unreadyAtMs = atMs;
      return status === 200;
    });
    return pid;
  }

  /** Resolves once `condition` holds; throws at the deadline, with all that was said. */
  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    await until(what, condition, DEADLINE_MS).catch((thrown: Error) => {
      throw new Error(`${thrown.message}\n${this.out}\n${this.err}`);
    });
  }

  /** All processes of this desk that live: guard, desk, and what was between. */
  pids(): readonly number[] {
    return pidsOf(this.folder);
  }

  /** Ends whatever is left of it, and takes its folder away. */
  async end(): Promise<void> {
    for (let pids = this.pids(); pids.length > 0; pids = this.pids()) {
      for (const pid of pids) kill(pid, "SIGKILL");
      await new Promise((done) => setTimeout(done, 5));
    }
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** All processes that live and have `folder` as their {@link MARK}. */
export function pidsOf(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => environmentOf(pid).includes(`${MARK}=${folder}\0`))
    .filter((pid) => !/^\d+ \(.*\) [ZX] /s.test(statOf(pid)))
    .map(Number);
}

/** Sends a signal; a process that is gone does not mind. */
export function kill(pid: number, signal: NodeJS.Signals): undefined {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return "";
  }
}

async function take(stream: ReadableStream<Uint8Array>, add: (text: string) => void) {
  const decoder = new TextDecoder();
  for await (const bytes of stream) add(decoder.decode(bytes, { stream: true }));
}
