/** The moment in which a desk can first be relied on: the one in which `/readyz` first says 200. */
import type { DeskView } from "../http/desk-view.ts";
import { readinessOf } from "../http/readiness.ts";

/** How often it is looked at when nobody asks. Milliseconds. */
const LOOK_MS = 50;

export class FirstReady {
  readonly #view: DeskView;
  readonly #then: () => void;
  readonly #looking: ReturnType<typeof setInterval>;
  #isOver = false;
  #wasReady = false;

  /** @param then Called once, before anybody is told that `view` is ready. */
  constructor(view: DeskView, then: () => void) {
    this.#view = view;
    this.#then = then;
    this.#looking = setInterval(() => this.look(), LOOK_MS);
  }

  /** Why it has not been ready yet, in one line; null once it was. */
  get whyNot(): string | null {
    if (this.#wasReady) return null;
    const failed = readinessOf(this.#view).checks.filter(({ status }) => status === "fail");
    return failed.map(({ name, output }) => output ?? name).join(", ") || "nobody has looked";
  }

  /** Looks now: somebody is about to be told. */
  look(): undefined {
    if (this.#isOver || readinessOf(this.#view).status === "fail") return;
    this.#wasReady = true;
    this.close();
    this.#then();
  }

  /** Nothing is told any more. */
  close(): undefined {
    this.#isOver = true;
    clearInterval(this.#looking);
  }
}
