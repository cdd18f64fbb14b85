/**
 * What I/O brings to an actor, as it is kept: whole, so that a life can be run again without a venue.
 *
 * Of a listener `connection` counts the requests that its actor heard of, from 1; a WebSocket keeps
 * the number of the request that it was upgraded from.
 */
import type { FileRead, IoFailure, SocketClose } from "../io/io.ts";
import type { EntryReader } from "./entry-reader.ts";
import type { EntryWriter } from "./entry-writer.ts";

/** The answer to a request, or the request itself, as plain data. */
export type KeptAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly failure: IoFailure | null;
};

export type KeptRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly ip: string;
};

export type Completion =
  | { readonly kind: "HTTP"; readonly answer: KeptAnswer }
  | { readonly kind: "SOCKET_OPEN" }
  | {
      readonly kind: "SOCKET_MESSAGE";
      readonly frame: string | Uint8Array;
      readonly receivedAt: number;
    }
  | { readonly kind: "SOCKET_CLOSE"; readonly reason: SocketClose }
  | { readonly kind: "FILE"; readonly read: FileRead }
  | { readonly kind: "REQUEST"; readonly connection: number; readonly request: KeptRequest }
  | { readonly kind: "OPEN" | "PING" | "DRAIN" | "CLOSE"; readonly connection: number }
  | { readonly kind: "PONG"; readonly connection: number; readonly payload: string }
  | {
      readonly kind: "MESSAGE";
      readonly connection: number;
      readonly frame: string | Uint8Array;
    };

/** By their number in an entry. */
const KINDS = [
  "HTTP",
  "SOCKET_OPEN",
  "SOCKET_MESSAGE",
  "SOCKET_CLOSE",
  "FILE",
  "REQUEST",
  "OPEN",
  "PONG",
  "DRAIN",
  "CLOSE",
  "MESSAGE",
  "PING",
] as const satisfies readonly Completion["kind"][];

/** The number of its kind. */
export function completionNumber({ kind }: Completion): number {
  return KINDS.indexOf(kind);
}

export function writeCompletion(to: EntryWriter, completion: Completion): undefined {
  switch (completion.kind) {
    case "HTTP":
      return to.body(completion.answer);
    case "SOCKET_OPEN":
      return;
    case "SOCKET_MESSAGE":
      to.time(completion.receivedAt);
      return writeFrame(to, completion.frame);
    case "SOCKET_CLOSE":
      return to.body(completion.reason);
    case "FILE":
      to.byte(completion.read.ok ? 1 : 0);
      if (completion.read.ok) to.blob(completion.read.bytes);
      else to.body(completion.read.failure);
      return;
    case "REQUEST":
      to.varint(completion.connection);
      return to.body(completion.request);
    case "PONG":
      to.varint(completion.connection);
      return to.text(completion.payload);
    case "MESSAGE":
      to.varint(completion.connection);
      return writeFrame(to, completion.frame);
    default:
      return to.varint(completion.connection);
  }
}

/** @throws {TornEntry} When the bytes end within it, or its number is none. */
export function readCompletion(from: EntryReader, number: number): Completion {
  const kind = KINDS[number];
  switch (kind) {
    case "HTTP":
      return { kind, answer: from.body() as KeptAnswer };
    case "SOCKET_OPEN":
      return { kind };
    case "SOCKET_MESSAGE": {
      const receivedAt = from.time();
      return { kind, receivedAt, frame: readFrame(from) };
    }
    case "SOCKET_CLOSE":
      return { kind, reason: from.body() as SocketClose };
    case "FILE":
      return { kind, read: readFile(from) };
    case "REQUEST":
      return { kind, connection: from.varint(), request: from.body() as KeptRequest };
    case "PONG":
      return { kind, connection: from.varint(), payload: from.text() };
    case "MESSAGE":
      return { kind, connection: from.varint(), frame: readFrame(from) };
    case undefined:
      return from.refuse(`no completion has the number ${number}`);
    default:
      return { kind, connection: from.varint() };
  }
}

function writeFrame(to: EntryWriter, frame: string | Uint8Array): undefined {
  to.byte(typeof frame === "string" ? 1 : 0);
  if (typeof frame === "string") to.text(frame);
  else to.blob(frame);
}

/** Bytes are a copy: whoever gets them may keep them. */
function readFrame(from: EntryReader): string | Uint8Array {
  return from.byte() === 1 ? from.text() : new Uint8Array(from.blob());
}

function readFile(from: EntryReader): FileRead {
  if (from.byte() === 1) return { ok: true, bytes: new Uint8Array(from.blob()) };
  return { ok: false, failure: from.body() as Extract<FileRead, { ok: false }>["failure"] };
}
