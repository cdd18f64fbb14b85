/**
 * The guard: a small process around the one that works. A native crash, or memory that ran out, in
 * any thread takes a whole process; so who starts it again must be another. It imports next to
 * nothing, decides by {@link GuardCore}, and hears the child's main thread over a channel.
 */

import { closeSync, writeSync } from "node:fs";
import { monotonicNs } from "../../../core/clock.ts";
import { startDeadline } from "../../../core/start-deadline.ts";
import { readReport } from "./child-report.ts";
import {
  GUARD_TICK_MS,
  GuardCore,
  type GuardEffect,
  type GuardRules,
  type LifeEnd,
} from "./guard-core.ts";
import { readProcess, watchRunner } from "./runner-watch.ts";
import { findServiceManager, MANAGER_VARIABLES, type ServiceManager } from "./service-manager.ts";

export type GuardOptions = {
  readonly rules: GuardRules;
  /** The command of a life; `folder` is what an earlier life named as its own. */
  readonly commandOf: (life: number, folder: string | null) => readonly string[];
  /** What each life finds at a descriptor of its own, from 3 on. Every life gets it anew. */
  readonly inherited?: ReadonlyMap<number, Uint8Array>;
  /** A life became ready. */
  readonly onReady: () => void;
  /** For people: what the guard does. */
  readonly note: (text: string) => void;
};

/** How the guard ended. `spent` says why it gave up; null when the child meant its end. */
export type GuardEnd = { readonly exit: number; readonly spent: string | null };

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Silence at which a service manager's watchdog is fed no longer. Milliseconds. */
const UNSOUND_MS = 3_000;

/** Longest wait for the last words of a process that has exited. Milliseconds. */
const LAST_WORDS_MS = 500;

/** Runs the child, again and again if need be, until an end that is one. */
export function runGuard(options: GuardOptions): Promise<GuardEnd> {
  return new Guard(options).run();
}

class Guard {
  readonly #options: GuardOptions;
  readonly #core: GuardCore;
  readonly #manager: ServiceManager = findServiceManager(process.env);
  readonly #end = Promise.withResolvers<GuardEnd>();
  #isRunnerGone = watchRunner(process.env);
  #child: Bun.Subprocess | null = null;

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#core = new GuardCore(options.rules);
  }

  async run(): Promise<GuardEnd> {
    const listeners = SIGNALS.map((signal) => {
      const listener = () => this.#stop(signal);
      process.on(signal, listener);
      return () => process.removeListener(signal, listener);
    });
    const ticker = setInterval(() => this.#tick(), GUARD_TICK_MS);
    this.#act(this.#core.begin());
    const end = await this.#end.promise;
    clearInterval(ticker);
    for (const remove of listeners) remove();
    return end;
  }

  #stop(signal: (typeof SIGNALS)[number]): undefined {
    this.#manager.stopping(signal);
    this.#act(this.#core.signal(signal));
  }

  #tick(): undefined {
    const state = this.#child === null ? null : (readProcess(this.#child.pid)?.state ?? null);
    this.#act(this.#core.tick(monotonicNs() / 1e6, stateText(state)));
    this.#manager.tick(this.#core.isSound(UNSOUND_MS), GUARD_TICK_MS);
    if (this.#isRunnerGone === null || !this.#isRunnerGone()) return;
    this.#isRunnerGone = null;
    this.#options.note("guard: the runner that started this is gone: the desk stops");
    this.#stop("SIGTERM");
  }

  #act(effects: readonly GuardEffect[]): undefined {
    for (const effect of effects) {
      switch (effect.kind) {
        case "START":
          this.#start(effect.life, effect.folder);
          break;
        case "KILL":
          this.#child?.kill("SIGKILL");
          break;
        case "FORWARD":
          this.#child?.kill(effect.signal as NodeJS.Signals);
          break;
        case "TELL":
          this.#options.note(`guard: ${effect.text}`);
          this.#manager.status(effect.text);
          break;
        case "END":
          this.#end.resolve({ exit: effect.exit, spent: effect.spent });
      }
    }
  }

  #start(life: number, folder: string | null): undefined {
    try {
      this.#child = this.#spawn(this.#options.commandOf(life, folder));
    } catch (thrown) {
      // No memory or no process left: as if it had died at once.
      this.#options.note(`guard: cannot start the desk: ${String(thrown)}`);
      this.#ended({ exit: 1 });
    }
  }

  #ended(end: LifeEnd): undefined {
    this.#child = null;
    this.#act(this.#core.ended(end, monotonicNs() / 1e6, Math.random()));
  }

  #spawn(command: readonly string[]): Bun.Subprocess {
    const ending = new Ending((end) => {
      if (child === this.#child) this.#ended(end);
    });
    const environment = { ...process.env };
    for (const name of MANAGER_VARIABLES) delete environment[name];
    const { inherited = new Map<number, Uint8Array>() } = this.#options;
    const child = Bun.spawn([...command], {
      stdio: ["inherit", "inherit", "inherit", ...pipesFor(inherited)],
      env: environment,
      serialization: "json",
      ipc: (message) => {
        const report = readReport(message);
        if (report === null || child !== this.#child) return;
        this.#core.report(report);
        if (report.kind === "READY") this.#options.onReady();
        this.#manager.report(report);
      },
      onDisconnect: () => ending.close(),
      onExit: (ended) => ending.exit(endOf(ended)),
    });
    for (const [number, bytes] of inherited) this.#hand(child.stdio[number], bytes);
    return child;
  }

  /** All of it fits into the pipe, so nobody waits for the child to read. */
  #hand(pipe: unknown, bytes: Uint8Array): undefined {
    if (typeof pipe !== "number") return;
    try {
      writeSync(pipe, bytes);
    } catch (thrown) {
      this.#options.note(`guard: a descriptor was not handed on: ${String(thrown)}`);
    } finally {
      closeSync(pipe);
    }
  }
}

/** By number from 3 on; what has none there is closed. */
function pipesFor(inherited: ReadonlyMap<number, Uint8Array>): readonly ("pipe" | "ignore")[] {
  const last = Math.max(2, ...inherited.keys());
  return Array.from({ length: last - 2 }, (_, index) =>
    inherited.has(index + 3) ? "pipe" : "ignore",
  );
}

/** A process has ended once it has exited and its last words are read, in whichever order Bun tells. */
class Ending {
  readonly #then: (end: LifeEnd) => void;
  #end: LifeEnd | null = null;
  #isRead = false;
  #isTold = false;

  constructor(then: (end: LifeEnd) => void) {
    this.#then = then;
  }

  exit(end: LifeEnd): undefined {
    this.#end = end;
    this.#tell();
    startDeadline(LAST_WORDS_MS, () => this.close());
  }

  close(): undefined {
    this.#isRead = true;
    this.#tell();
  }

  #tell(): undefined {
    if (this.#isTold || this.#end === null || !this.#isRead) return;
    this.#isTold = true;
    this.#then(this.#end);
  }
}

function endOf({ exitCode, signalCode }: Bun.Subprocess): LifeEnd {
  return signalCode === null ? { exit: exitCode ?? 1 } : { signal: String(signalCode) };
}

/** A letter of the kernel's, in words. */
function stateText(state: string | null): string | null {
  if (state === "T" || state === "t") return "the process is stopped";
  if (state === "D") return "the process waits for a device";
  return state === "R" ? "it runs" : null;
}
