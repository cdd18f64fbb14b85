/** Reads a descriptor that it was started with, twice, and says as JSON what it found and what is left. */
import { fstatSync } from "node:fs";
import { readInherited } from "../../../../../src/desk/config/secret/inherited.ts";

const number = Number(process.argv[2]);
const answers = [readInherited(number), readInherited(number)].map((read) =>
  read.ok ? new TextDecoder().decode(read.value) : { failure: read.failure },
);
let isOpen = true;
try {
  fstatSync(number);
} catch {
  isOpen = false;
}
process.stdout.write(JSON.stringify({ answers, isOpen }));
