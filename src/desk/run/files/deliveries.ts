/** The delivery logs in a run's folder: a life of an actor has one, in pieces. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Actor and life, which of those that were rehearsed beside it, and which piece of the log. */
const PIECE = /^([a-z0-9-]+)\.(\d+(?:\+\d+)?)-(\d+)$/;

/** Files of one life, in their order. */
export type DeliveryFiles = {
  readonly actor: string;
  readonly paths: readonly string[];
};

/** Folder of the delivery logs of the run in `folder`. */
export function deliveriesIn(folder: string): string {
  return join(folder, "deliveries");
}

/** All lives that were recorded, by actor. */
export function recordedLives(folder: string): readonly DeliveryFiles[] {
  const home = deliveriesIn(folder);
  if (!existsSync(home)) return [];
  const pieces = readdirSync(home).flatMap((name) => {
    const [, actor = "", life = "", piece] = PIECE.exec(name) ?? [];
    return actor === "" ? [] : [{ actor, life, piece: Number(piece), path: join(home, name) }];
  });
  const lives = Map.groupBy(pieces, ({ actor, life }) => `${actor}.${life}`);
  return [...lives.values()].map((of) => ({
    actor: of[0]?.actor ?? "",
    paths: of.sort((left, right) => left.piece - right.piece).map(({ path }) => path),
  }));
}
