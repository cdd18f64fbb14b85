/** The topic of main as the graph of a desk has it: a writer that has no file. */
import { type VoiceSpec, voiceOut } from "../../../runtime/supervisor/voice/voice-spec.ts";
import { DESK, DESK_TYPES } from "../../message/desk-types.ts";

export const DESK_VOICE: VoiceSpec = { name: DESK, kind: DESK, types: DESK_TYPES };

/** It beside the writers that have files: of no instrument. */
export const DESK_WRITER = { name: DESK, kind: DESK, instruments: [] } as const;

/** Main's end of each wire, as an actor's. */
export const DESK_SPEAKER = { name: DESK, inspection: { out: voiceOut(DESK_VOICE) } } as const;
