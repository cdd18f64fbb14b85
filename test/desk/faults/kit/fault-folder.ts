/**
 * A folder of its own for one test: `actors/` are links to the real ones beside variants that fail,
 * and `desk/` is a copy of the demo desk that the test may change.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Glob } from "bun";
import { PinnedModules } from "../../../../src/runtime/code/pinned-modules.ts";

/** The project's own folder. */
export const PROJECT = resolve(import.meta.dir, "../../../..");

/** Text that is looked for, and what stands in its place. */
export type Change = readonly [from: string, to: string];

export class FaultFolder {
  readonly root = mkdtempSync(join(tmpdir(), "outcry-desk-"));
  #modules: Promise<PinnedModules> | null = null;

  constructor() {
    for (const file of new Glob("**/*.ts").scanSync(join(PROJECT, "actors"))) {
      const path = this.#place(`actors/${file}`);
      symlinkSync(join(PROJECT, "actors", file), path);
    }
    cpSync(join(PROJECT, "config/playback"), this.desk, { recursive: true });
    mkdirSync(this.run);
  }

  get desk(): string {
    return join(this.root, "desk");
  }

  /** Where the run's files go. */
  get run(): string {
    return join(this.root, "run");
  }

  /** The code of its desk, pinned in {@link run}. */
  modules(): Promise<PinnedModules> {
    this.#modules ??= PinnedModules.open(join(this.root, "actors"));
    return this.#modules;
  }

  /** Path of an actor's module. */
  module(use: string): string {
    return join(this.root, "actors", `${use}.ts`);
  }

  /** A copy of the actor `of` with other text in it: it imports what the original does. */
  variant(use: string, of: string, changes: readonly Change[]): undefined {
    const original = join(PROJECT, "actors", `${of}.ts`);
    this.writeModule(use, changed(readFileSync(original, "utf8"), changes), original);
  }

  /** A module whose imports are relative to a file in the project's `actors/strategy/`. */
  strategy(use: string, text: string): undefined {
    this.writeModule(use, text, join(PROJECT, "actors/strategy/any.ts"));
  }

  /** Writes a file of the desk anew. */
  toml(name: string, text: string): undefined {
    writeFileSync(join(this.desk, `${name}.toml`), text);
  }

  /** Writes an override of a file of the desk. */
  local(name: string, text: string): undefined {
    mkdirSync(join(this.desk, "local"), { recursive: true });
    writeFileSync(join(this.desk, "local", `${name}.toml`), text);
  }

  /** Changes a file of the desk. */
  edit(name: string, ...changes: readonly Change[]): undefined {
    this.toml(name, changed(readFileSync(join(this.desk, `${name}.toml`), "utf8"), changes));
  }

  /** Makes a whole project of it: the command line there takes its `actors/` from here. */
  becomeProject(): undefined {
    for (const name of ["src", "package.json", "tsconfig.json"]) {
      cpSync(join(PROJECT, name), join(this.root, name), { recursive: true });
    }
    symlinkSync(join(PROJECT, "node_modules"), join(this.root, "node_modules"));
  }

  remove(): undefined {
    rmSync(this.root, { recursive: true, force: true });
  }

  writeModule(use: string, text: string, original: string): undefined {
    const base = dirname(original);
    const whole = text.replaceAll(/from "(\.[^"]+)"/g, (_, to) => `from "${join(base, to)}"`);
    const path = this.#place(`actors/${use}.ts`);
    // The link, not what it leads to: that is the project's own.
    rmSync(path, { force: true });
    writeFileSync(path, whole);
  }

  #place(path: string): string {
    const whole = join(this.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    return whole;
  }
}

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the original has no text ${from}`);
    return before.replace(from, () => to);
  }, text);
}
