/** `bun run audit key <file> <name>`: a new key that signs checkpoints, and what verifiers are given. */
import { makeKeyFile, readKeyFile } from "../../runtime/journal/audit/note/key-file.ts";
import type { AuditExit } from "../audit-verify/verdict.ts";
import type { AuditOutput, Proved } from "./audit-output.ts";

/** Takes file and name. Exits 0, or 4 when no key was made. */
export function runAuditKey(given: readonly string[], output: AuditOutput): AuditExit {
  const [file = "", name = ""] = given;
  if (file === "" || name === "" || given.length > 2) {
    const help = ["example: bun run audit key audit.key outcry.example/desk"];
    return output.refuse("audit key takes a file and a name", help);
  }
  try {
    return output.prove(() => madeKey(file, name));
  } catch (thrown) {
    return output.refuse(thrown instanceof Error ? thrown.message : String(thrown), []);
  }
}

/** Makes the key in a new file of mode 0600, and shows its public half. Never the other one. */
function madeKey(file: string, name: string): Proved {
  makeKeyFile(file, name);
  const key = readKeyFile(file);
  if (!key.ok) throw new Error(key.failure);
  const { id, verifierKey } = key.value;
  return { data: { file, name, id, verifierKey }, text: `${verifierKey}\n`, warnings: [] };
}
