/** The recorder of an actor of a desk that keeps a delivery log: a file a life, in one folder. */
import { mkdirSync } from "node:fs";
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
  { deliveries = null }: Pick<ActorStart, "deliveries">,
  map: MapFile = mapNewFile,
): Recorder | null {
  if (deliveries === null) return null;
  return new DeliveryRecorder((actor, incarnation) => {
    mkdirSync(deliveries, { recursive: true, mode: FOLDER_MODE });
    return new DeliveryFile(join(deliveries, `${actor}.${incarnation}`), map);
  });
}
