/**
 * A process under a guard: its first life does the deed that it is told, each later one ends well.
 * It prints its pid once it beats.
 */
import { dlopen, FFIType } from "bun:ffi";
import { openReportLine } from "../../../../../src/runtime/supervisor/guard/report-line.ts";

const [, , deed = "", life = "", folder = ""] = process.argv;

const DEEDS: Readonly<Record<string, () => void>> = {
  spin: () => {
    for (;;) Math.sqrt(2);
  },
  abort: () => process.abort(),
  segfault: () => {
    const { symbols } = dlopen("libc.so.6", {
      raise: { args: [FFIType.i32], returns: FFIType.i32 },
    });
    symbols.raise(11);
  },
  exit: () => process.exit(7),
  throw: () => {
    throw new Error("deed");
  },
  live: () => {},
  deaf: () => {
    process.on("SIGTERM", () => {});
  },
};

const line = openReportLine((who) => {
  process.stdout.write(`${who}\n`);
  line.close();
  process.exit(0);
});
line.tell({ kind: "FOLDER", folder: "the-run" });
line.tell({ kind: "READY", text: "ready" });
if (life === "1") {
  process.stdout.write(`pid ${process.pid}\n`);
  // A turn later, so that what was told has left.
  setTimeout(DEEDS[deed] ?? (() => process.exit(99)), 50);
} else {
  process.stdout.write(`life ${life} of ${folder}\n`);
  line.close();
}
