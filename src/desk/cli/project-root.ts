/**
 * The project's own folder: it holds `actors/`, `bench/` and `run/`, wherever a verb is called from.
 */
import { resolve } from "node:path";

export const PROJECT_ROOT = resolve(import.meta.dir, "../../..");

/** The modules that `use` names. */
export const ACTORS_FOLDER = resolve(PROJECT_ROOT, "actors");
