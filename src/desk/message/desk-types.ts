/** What main's own topic is called, and all that main says there. */
import type { MessageType } from "../../runtime/codec/message-type.ts";
import { ActorLife } from "./actor-life.ts";
import { Alert } from "./alert.ts";
import { Beat } from "./beat.ts";
import { ConfigLoad } from "./config-load.ts";
import { Kept } from "./kept.ts";
import { OperatorAction } from "./operator-action.ts";

/** Name and kind of the topic of main. No actor has either: its file would be `desk.toml`. */
export const DESK = "desk";

// biome-ignore lint/suspicious/noExplicitAny: of whatever body.
export const DESK_TYPES: readonly MessageType<any>[] = [
  ActorLife,
  Alert,
  Beat,
  ConfigLoad,
  Kept,
  OperatorAction,
];
