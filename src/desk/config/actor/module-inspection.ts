/** The modules behind a desk's files: found, inspected once each, and failures told at `use`. */
import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  ActorInspection,
  InspectionFailure,
  InspectionOutcome,
  PinnedCode,
} from "../../../runtime/actor/inspection.ts";
import { shownPath } from "../desk-folder.ts";
import { suggestion } from "../suggest.ts";
import type { ActorFile } from "./actor-file.ts";

export type InspectedActor = {
  readonly actor: ActorFile;
  readonly inspection: ActorInspection;
  /** URL of the source. */
  readonly module: string;
  readonly code: PinnedCode | null;
};

type Options = {
  readonly inspect: (moduleUrl: string) => Promise<InspectionOutcome>;
  readonly root: string;
};

/** Returns the actors whose modules are there and load; reports the others at their `use`. */
export async function inspectActors(
  actors: readonly ActorFile[],
  { inspect, root }: Options,
): Promise<readonly InspectedActor[]> {
  const outcomes = new Map<string, Promise<InspectionOutcome>>();
  const inspected = actors.map(async (actor) => {
    const path = join(root, "actors", `${actor.use}.ts`);
    if (!existsSync(path)) return reportAbsent(actor, path, root);
    const module = pathToFileURL(path).href;
    const outcome = outcomes.get(module) ?? inspect(module);
    outcomes.set(module, outcome);
    const result = await outcome;
    if (result.ok) return { actor, inspection: result.inspection, code: result.code, module };
    return reportFailure(actor, shownPath(path, root), result.failure, root);
  });
  return (await Promise.all(inspected)).filter((one) => one !== null);
}

function reportAbsent(actor: ActorFile, path: string, root: string): null {
  const message = `use: there is no file ${shownPath(path, root)}`;
  const help = suggestion(actor.use, usesIn(join(root, "actors")));
  actor.file.report({ path: ["use"], part: "VALUE", message, help });
  return null;
}

function reportFailure(
  actor: ActorFile,
  file: string,
  failure: InspectionFailure,
  root: string,
): null {
  const message = `use: cannot load ${file}: ${failure.message}`;
  const help = failure.file === null ? [] : [`at ${placeOf(failure, failure.file, root)}`];
  actor.file.report({ path: ["use"], part: "VALUE", message, help });
  return null;
}

function placeOf({ line, column }: InspectionFailure, file: string, root: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  return [shownPath(path, root), line, column].filter((part) => part !== null).join(":");
}

/** What `use` may say: every module under `folder`, without its ending. */
function usesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => relative(folder, join(folder, name)).split(sep).join("/").slice(0, -3))
    .sort();
}
