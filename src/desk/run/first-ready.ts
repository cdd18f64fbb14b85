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

  /** @param then Called once, before anybody is told that `view` is ready. */
  constructor(view: DeskView, then: () => void) {
    this.#view = view;
    this.#then = then;
    this.#looking = setInterval(() => this.look(), LOOK_MS);
  }

  /** Looks now: somebody is about to be told. */
  look(): undefined {
    if (this.#isOver || readinessOf(this.#view).status === "fail") return;
    this.close();
    this.#then();
  }

  /** Nothing is told any more. */
  close(): undefined {
    this.#isOver = true;
    clearInterval(this.#looking);
  }
}
