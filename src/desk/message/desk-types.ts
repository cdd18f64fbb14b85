/** What main's own topic is called, and all that main says there. */
import type { MessageType } from "../../runtime/codec/message-type.ts";

/** Name and kind of the topic of main. No actor has either: its file would be `desk.toml`. */
export const DESK = "desk";

export const DESK_TYPES: readonly MessageType<never>[] = [];
