/** `bun run audit key <file> <name>`: a new key that signs checkpoints, and what verifiers are given. */
import { makeKeyFile, readKeyFile } from "../../runtime/journal/audit/note/key-file.ts";
import type { Proved } from "./audit-output.ts";

/** Makes the key in a new file of mode 0600, and shows its public half. Never the other one. */
export function madeKey(file: string, name: string): () => Proved {
  return () => {
    makeKeyFile(file, name);
    const key = readKeyFile(file);
    if (!key.ok) throw new Error(key.failure);
    const { id, verifierKey } = key.value;
    return { data: { file, name, id, verifierKey }, text: `${verifierKey}\n` };
  };
}
