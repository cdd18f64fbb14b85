/** The delivery logs in a run's folder: a life of an actor has one, in pieces. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PIECE = /^([a-z0-9-]+)\.(\d+)-(\d+)$/;

/** Files of one life, in their order. */
export type DeliveryFiles = {
  readonly actor: string;
  readonly incarnation: number;
  readonly paths: readonly string[];
};

/** Folder of the delivery logs of the run in `folder`. */
export function deliveriesIn(folder: string): string {
  return join(folder, "deliveries");
}

/** All lives that were recorded, by actor and in their order. */
export function recordedLives(folder: string): readonly DeliveryFiles[] {
  const home = deliveriesIn(folder);
  if (!existsSync(home)) return [];
  const pieces = readdirSync(home)
    .flatMap((name) => {
      const [, actor, incarnation, piece] = PIECE.exec(name) ?? [];
      if (actor === undefined) return [];
      const life = Number(incarnation);
      return [{ actor, incarnation: life, piece: Number(piece), path: join(home, name) }];
    })
    .sort((left, right) => left.incarnation - right.incarnation || left.piece - right.piece);
  const lives = Map.groupBy(pieces, ({ actor, incarnation }) => `${actor}.${incarnation}`);
  return [...lives.values()]
    .flatMap((of) => {
      const [first] = of;
      if (first === undefined) return [];
      const { actor, incarnation } = first;
      return [{ actor, incarnation, paths: of.map(({ path }) => path) }];
    })
    .sort(
      (left, right) =>
        left.actor.localeCompare(right.actor) || left.incarnation - right.incarnation,
    );
}
