/** The moment in which a desk can first be relied on: the one in which `/readyz` first says 200. */
import type { DeskView } from "../http/desk-view.ts";
import { readinessOf } from "../http/readiness.ts";

/** How often it is looked at. Milliseconds. */
const LOOK_MS = 50;

/** Calls `then` once `view` is ready; the function that is returned stops looking. */
export function onFirstReady(view: DeskView, then: () => void): () => void {
  const looking = setInterval(() => {
    if (readinessOf(view).status === "fail") return;
    clearInterval(looking);
    then();
  }, LOOK_MS);
  return () => clearInterval(looking);
}
