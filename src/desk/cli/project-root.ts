/**
 * The project's own folder: it holds `actors/`, `bench/` and `run/`, wherever a verb is called from.
 */
import { resolve } from "node:path";

export const PROJECT_ROOT = resolve(import.meta.dir, "../../..");
