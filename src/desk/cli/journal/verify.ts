/** `journal verify`: INTACT exits 0, TORN 13, DAMAGED 4, with the file, the offset and the sequence. */
import { type Verified, verifyJournal } from "../../journal-view/verify-journal.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { damageText, openFound, progressOf, readArguments } from "./opened.ts";

const SHAPE = { positionalsMax: 1, flags: { json: "SWITCH" } } as const;
const EXITS = { INTACT: EXIT.OK, TORN: EXIT.TORN, DAMAGED: EXIT.DATA } as const;

export function runVerify(given: readonly string[], output: Output): ExitCode {
  const flags = readArguments(given, SHAPE);
  if (!flags.ok) return output.fail(flags.failure);
  const opened = openFound(flags.value.positionals[0] ?? null);
  if (!opened.ok) return output.fail(opened.failure);
  const { journal } = opened.value;
  const verified = verifyJournal(journal, progressOf(output, "verify"));
  output.clearStatus();
  const exit = EXITS[verified.verdict];
  const data = { journal, ...verified };
  const text = verifiedText(journal, verified);
  if (exit === EXIT.OK) return output.succeed({ data, text });
  // The verdict is the result: people read it on stdout, whatever it is.
  if (!output.json) output.say(text);
  const [first] = verified.findings;
  const message = `the journal is ${verified.verdict}: ${first === undefined ? "" : damageText(first)}`;
  const help =
    verified.verdict === "TORN"
      ? ["nothing was lost that anybody was told: the next start of the desk repairs it"]
      : ["docs/journal.md says what a person does now; change nothing in the folder"];
  return output.fail({ exit, message, help, data });
}

function verifiedText(journal: string, verified: Verified): string {
  const { verdict, segments, runs, records, firstSequence, lastSequence, chain, notes } = verified;
  return [
    `${verdict}  ${journal}`,
    `${records} records, ${firstSequence} to ${lastSequence}, in ${segments} segments of ${runs} runs`,
    `chain ${chain}`,
    ...verified.findings.map((finding) => `${verdict.toLowerCase()}: ${damageText(finding)}`),
    ...notes.map((note) => `note: ${note}`),
  ].join("\n");
}
