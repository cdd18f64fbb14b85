/**
 * A desk that changes while it trades: follows the files of its folder, and carries out commands.
 * What was saved, what it led to and what is wrong is said in lines for people.
 */
import { dirname } from "node:path";
import type { Result } from "../../../core/result.ts";
import type { ConfigMistake } from "../../config/config-mistake.ts";
import { mistakeText } from "../../config/config-mistake.ts";
import type { OperatorActionBody } from "../../message/operator-action.ts";
import { type ChangeReport, type ChangerOptions, DeskChanger } from "./desk-changer.ts";
import { FolderWatch } from "./folder-watch.ts";

export type FollowOptions = ChangerOptions & {
  /** Absolute path of the desk's folder. */
  readonly folder: string;
  /** For people: one line, or a mistake with its place. */
  readonly say: (text: string) => void;
  /** Told of each save before it is read, and of each step that it led to. */
  readonly act: (action: OperatorActionBody) => void;
};

export class ChangingDesk {
  readonly changer: DeskChanger;
  readonly #watch: FolderWatch;
  readonly #say: (text: string) => void;
  readonly #act: FollowOptions["act"];

  constructor({ folder, say, act, ...options }: FollowOptions) {
    this.changer = new DeskChanger(options);
    this.#say = say;
    this.#act = act;
    this.#watch = new FolderWatch(folder, (paths) => void this.#apply(paths));
  }

  /** The layers of the desk's folder that are watched. */
  get layers(): readonly string[] {
    return this.#watch.layers;
  }

  /** Saved files change nothing from here on. */
  close(): undefined {
    this.#watch.close();
    this.changer.close();
  }

  async #apply(paths: readonly string[]): Promise<undefined> {
    const saved = paths.map(layerText).join(", ");
    this.#say(`saved: ${saved}`);
    this.#note("ASKED", saved);
    try {
      this.#tell(await this.changer.apply(actorsOf(paths)));
    } catch (thrown) {
      // What runs goes on; what could not be read is tried again at the next save.
      this.#say(`saved files were not applied: ${String(thrown)}`);
      this.#note("REFUSED", "the files could not be applied");
    }
  }

  #tell(outcome: Result<ChangeReport, readonly ConfigMistake[]>): undefined {
    if (!outcome.ok) {
      for (const mistake of outcome.failure) this.#say(mistakeText(mistake));
      // Only where it is: what is wrong may quote what stands there.
      const places = outcome.failure.map(({ file, line, column }) => `${file}:${line}:${column}`);
      this.#note("REFUSED", `mistakes at ${places.join(", ")}`);
      this.#say("nothing was changed: the desk goes on with what it had");
      return;
    }
    const { done, failed, waiting } = outcome.value;
    for (const line of [...done, ...failed, ...waiting]) this.#say(line);
    for (const line of done) this.#note("DONE", line);
    for (const line of [...failed, ...waiting]) this.#note("REFUSED", line);
    if (done.length + failed.length + waiting.length > 0) return;
    this.#say("nothing is another");
    this.#note("DONE", "nothing is another");
  }

  #note(outcome: OperatorActionBody["outcome"], reason: string): undefined {
    this.#act({ action: "save", actor: "", by: "file", outcome, reason });
  }
}

/** A file, and whether it is the desk's own or an override of this machine. */
function layerText(path: string): string {
  const layer = dirname(path);
  return layer === "." ? path : `${path} (layer ${layer})`;
}

/** Names of the actors whose files were saved; null when a folder came, which may be any of them. */
export function actorsOf(paths: readonly string[]): ReadonlySet<string> | null {
  if (paths.some((path) => !path.endsWith(".toml"))) return null;
  return new Set(paths.map((path) => path.replace(/^local\//, "").slice(0, -".toml".length)));
}
