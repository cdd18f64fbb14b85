/** What main's own topic is called, and what it may say there. */
import type { MessageInspection } from "../../actor/inspection.ts";
import type { MessageType } from "../../codec/message-type.ts";
import { hashSchema } from "../../codec/schema-hash.ts";
import { WORKERS_MAX } from "../../ring/lines.ts";

/**
 * Main's, among the numbers of writers: no actor of any desk gets it. The last one for which a board
 * with a slot for each number has room, and in a file it is a number like another; -1 is what a
 * record has whose writer is not known.
 */
export const VOICE_NUMBER = WORKERS_MAX - 1;

/** Most actors that a desk has in its life: their numbers are those below {@link VOICE_NUMBER}. */
export const ACTORS_MAX = VOICE_NUMBER;

/** What a topic's writer and its readers must mean the same by. */
export type VoiceType = Pick<MessageType<never>, "name" | "version" | "schema">;

/** Of the topic whose writer is main. */
export type VoiceSpec = {
  /** By which actors read it; no actor is named so. */
  readonly name: string;
  readonly kind: string;
  readonly types: readonly VoiceType[];
  /** Power of two. Bytes; 1 MiB by default. */
  readonly topicBytes?: number;
};

/** All that `spec` may say, as an inspection shows what an actor says: by the message's name. */
export function voiceOut({
  types,
}: Pick<VoiceSpec, "types">): Readonly<Record<string, MessageInspection>> {
  return Object.fromEntries(
    types.map(({ name, schema }) => [name, { schema, hash: hashSchema(schema) }]),
  );
}
