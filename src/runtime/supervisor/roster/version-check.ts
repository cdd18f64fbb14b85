/** Whether both ends of each wire mean the same by one message's name. */
import type { ActorInspection } from "../../actor/inspection.ts";
import type { ActorSpec } from "../actor-spec.ts";

/** Who says something: an actor, or main. */
export type Speaker = {
  readonly name: string;
  readonly inspection: Pick<ActorInspection, "out">;
};

/** One end reads the topic of the other. */
export type Wire = { readonly reader: ActorSpec; readonly writer: Speaker };

/** The wires between `readers` and those of `writers` that they name. */
export function wiresOf(
  readers: readonly ActorSpec[],
  writers: readonly Speaker[],
): readonly Wire[] {
  return readers.flatMap((reader) =>
    writers
      .filter(({ name }) => reader.reads.some(({ actor }) => actor === name))
      .map((writer) => ({ reader, writer })),
  );
}

/** A sentence about the first wire whose ends differ in a message's version; null when none does. */
export function findVersionMismatch(wires: readonly Wire[]): string | null {
  for (const { reader, writer } of wires) {
    for (const { schema: read } of Object.values(reader.inspection.in)) {
      for (const { schema: said } of Object.values(writer.inspection.out)) {
        if (said.name !== read.name || said.version === read.version) continue;
        const reads = `${reader.name} reads ${read.name} version ${read.version}`;
        return `${reads}, and ${writer.name} says version ${said.version}`;
      }
    }
  }
  return null;
}
