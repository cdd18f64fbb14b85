/**
 * Watches a desk's folder and its `local/` for saved files. Editors write, rename and touch in
 * bursts: what was saved is told once it has been quiet for 100 ms.
 */
import { type FSWatcher, watch } from "node:fs";
import { basename, join } from "node:path";

/** How long nothing must happen before a save counts as finished. Milliseconds. */
export const QUIET_MS = 100;

/** How often a `local/` that is not there, or a folder that was replaced, is looked for. Milliseconds. */
const LOOK_MS = 1_000;

const FILE_NAME = /^[a-z0-9-]+\.toml$/;
const LAYERS = ["", "local"] as const;
const WHOLE_FOLDER = ".";

/**
 * Paths relative to the desk's folder, `local/` in front of an override, sorted. A folder that came
 * or was replaced is told as a whole: `.` or `local`.
 */
export type OnSaved = (paths: readonly string[]) => void;

export class FolderWatch {
  readonly #folder: string;
  readonly #onSaved: OnSaved;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #saved = new Set<string>();
  readonly #looking: ReturnType<typeof setInterval>;
  #quiet: ReturnType<typeof setTimeout> | null = null;

  /** @param folder Absolute path of the desk's folder. */
  constructor(folder: string, onSaved: OnSaved) {
    this.#folder = folder;
    this.#onSaved = onSaved;
    this.#open(false);
    this.#looking = setInterval(() => this.#open(true), LOOK_MS);
  }

  /** The layers that are watched now: `.` is the folder itself. */
  get layers(): readonly string[] {
    return LAYERS.filter((layer) => this.#watchers.has(layer)).map((layer) =>
      layer === "" ? "." : layer,
    );
  }

  close(): undefined {
    clearInterval(this.#looking);
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** @param isLate Whether what lies there may have been saved before anybody watched. */
  #open(isLate: boolean): undefined {
    for (const layer of LAYERS) {
      if (this.#watchers.has(layer)) continue;
      try {
        const watcher = watch(join(this.#folder, layer), (_event, name) => this.#hear(layer, name));
        watcher.on("error", () => this.#lose(layer));
        watcher.on("close", () => this.#lose(layer));
        this.#watchers.set(layer, watcher);
      } catch {
        // Not there, or not to be watched now: it is tried again at the next look.
        continue;
      }
      if (isLate) this.#note(layer === "" ? WHOLE_FOLDER : layer);
    }
  }

  #hear(layer: string, name: string | null): undefined {
    if (name === null) return;
    if (FILE_NAME.test(name)) this.#note(layer === "" ? name : `${layer}/${name}`);
    // A watched folder that is gone or was replaced is heard of under its own name.
    const isOwn = name === basename(join(this.#folder, layer));
    if (isOwn) this.#lose(layer);
    if (isOwn || (layer === "" && name === "local")) this.#renew();
  }

  /** What was put in place of a folder is watched from here on, and counts as saved. */
  #renew(): undefined {
    this.#lose("local");
    this.#open(true);
  }

  #note(path: string): undefined {
    this.#saved.add(path);
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      const paths = [...this.#saved].sort();
      this.#saved.clear();
      this.#onSaved(paths);
    }, QUIET_MS);
  }

  #lose(layer: string): undefined {
    this.#watchers.get(layer)?.close();
    this.#watchers.delete(layer);
  }
}
