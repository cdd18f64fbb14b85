/** The recorder of an actor of a desk that keeps a delivery log: a file a life, in one folder. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Recorder } from "../actor/recorder.ts";
import type { ActorStart } from "../actor/worker-start.ts";
import { DeliveryFile } from "./delivery-file.ts";
import { DeliveryRecorder } from "./recorder.ts";
import { type MapFile, mapNewFile } from "./segment.ts";

/** The folder holds what venues said and what actors were started with: its owner's alone. */
const FOLDER_MODE = 0o700;

/** Null where the actor's desk keeps no delivery log. */
export function openRecorder(
  { deliveries = null, isRehearsal = false }: Pick<ActorStart, "deliveries" | "isRehearsal">,
  map: MapFile = mapNewFile,
): Recorder | null {
  if (deliveries === null) return null;
  return new DeliveryRecorder((actor, incarnation) => {
    mkdirSync(deliveries, { recursive: true, mode: FOLDER_MODE });
    const path = join(deliveries, `${actor}.${incarnation}`);
    return new DeliveryFile(isRehearsal ? freshBeside(path) : path, map);
  });
}

/** What is rehearsed has no number of its own yet: it stands beside the life that it is to follow. */
function freshBeside(path: string): string {
  let number = 1;
  while (existsSync(`${path}+${number}-0`)) number += 1;
  return `${path}+${number}`;
}
