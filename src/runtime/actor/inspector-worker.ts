/** The thread that imports an actor's file for main, so that what its top level does costs one thread. */
import { parentPort, workerData } from "node:worker_threads";
import { importDefinition } from "./import-definition.ts";
import { inspectDefinition } from "./inspect-definition.ts";
import type { InspectionFailure, InspectionOutcome } from "./inspection.ts";

/** Bun's errors of a build carry the place in the source; others only a stack. */
type Located = { position?: { file?: string; line?: number; column?: number } | null };

function failureOf(thrown: unknown): InspectionFailure {
  const errors = thrown instanceof AggregateError ? thrown.errors : [thrown];
  const first: unknown = errors[0];
  const position = (first as Located | null)?.position ?? null;
  const error = first instanceof Error ? first : null;
  const message = error?.message ?? messageOf(first);
  const stack = error?.stack ?? "";
  const place = /\(?(?:file:\/\/)?(\/[^\s():]+):(\d+):(\d+)\)?/.exec(stack);
  return {
    message,
    file: position?.file ?? place?.[1] ?? null,
    line: position?.line ?? numberOrNull(place?.[2]),
    column: position?.column ?? numberOrNull(place?.[3]),
    stack,
  };
}

function messageOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : String(thrown);
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

async function inspectModule(module: string): Promise<InspectionOutcome> {
  try {
    const inspection = inspectDefinition(await importDefinition(module));
    return { ok: true, inspection, code: null };
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown) };
  }
}

const given = workerData as { module: string };
parentPort?.postMessage(await inspectModule(given.module));
