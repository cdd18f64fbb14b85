/**
 * Takes a JSON object apart into the text of its members, as it was sent.
 *
 * A number is not read: an id of 64 bits comes back digit by digit, and a signature is of the digits
 * that the client wrote. And what is no JSON is known by its place, which the venue tells.
 */

/** Where a member's value stands in the text: from `start` up to before `end`. */
export type JsonMember = { readonly text: string; readonly start: number; readonly end: number };

export type JsonMembers =
  | {
      readonly kind: "OBJECT";
      readonly members: ReadonlyMap<string, JsonMember>;
      /** Just behind the closing brace. */
      readonly end: number;
      /** A name that stands twice; null without one. The later value counts. */
      readonly duplicate: string | null;
    }
  /** JSON, and no object. */
  | { readonly kind: "OTHER" }
  /** No JSON: `at` is the place of the first character that cannot stand there. */
  | { readonly kind: "BROKEN"; readonly at: number };

/** Deeper than any frame of the protocol. */
const DEPTH_MAX = 32;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const QUOTE = 34;
const BACKSLASH = 92;
/** From here on a character may stand in a string as it is. */
const SPACE_CODE = 32;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** Returns the members of the object that `text` is. */
export function jsonMembers(text: string): JsonMembers {
  const start = afterSpace(text, 0);
  const members = new Map<string, JsonMember>();
  let duplicate: string | null = null;
  const end = skipValue(text, start, 0, (name, member) => {
    if (members.has(name)) duplicate = name;
    members.set(name, member);
  });
  if (end < 0) return { kind: "BROKEN", at: -1 - end };
  const rest = afterSpace(text, end);
  if (rest < text.length) return { kind: "BROKEN", at: rest };
  return text[start] === "{" ? { kind: "OBJECT", members, end, duplicate } : { kind: "OTHER" };
}

/** Returns the string that the text of a member is; null when it is none. */
export function stringOf(member: JsonMember | undefined): string | null {
  if (member === undefined || !member.text.startsWith('"')) return null;
  return JSON.parse(member.text) as string;
}

type Visit = (name: string, member: JsonMember) => void;

/** Place behind the value at `at`; or -1 less the place of what cannot stand there. */
function skipValue(text: string, at: number, depth: number, visit: Visit | null): number {
  const first = text[at];
  if (first === '"') return skipString(text, at);
  if (first !== "{" && first !== "[") return skip(SCALAR, text, at);
  if (depth === DEPTH_MAX) return -1 - at;
  return first === "{" ? skipObject(text, at, depth, visit) : skipList(text, at, depth);
}

function skipObject(text: string, start: number, depth: number, visit: Visit | null): number {
  let at = afterSpace(text, start + 1);
  if (text[at] === "}") return at + 1;
  for (;;) {
    const nameEnd = skipString(text, at);
    if (nameEnd < 0) return nameEnd;
    const colon = afterSpace(text, nameEnd);
    if (text[colon] !== ":") return -1 - colon;
    const valueStart = afterSpace(text, colon + 1);
    const end = skipValue(text, valueStart, depth + 1, null);
    if (end < 0) return end;
    if (visit !== null) {
      const name = JSON.parse(text.slice(at, nameEnd)) as string;
      visit(name, { text: text.slice(valueStart, end), start: valueStart, end });
    }
    at = afterSpace(text, end);
    if (text[at] === "}") return at + 1;
    if (text[at] !== ",") return -1 - at;
    at = afterSpace(text, at + 1);
  }
}

function skipList(text: string, start: number, depth: number): number {
  let at = afterSpace(text, start + 1);
  if (text[at] === "]") return at + 1;
  for (;;) {
    const end = skipValue(text, at, depth + 1, null);
    if (end < 0) return end;
    at = afterSpace(text, end);
    if (text[at] === "]") return at + 1;
    if (text[at] !== ",") return -1 - at;
    at = afterSpace(text, at + 1);
  }
}

function skipString(text: string, start: number): number {
  if (text.charCodeAt(start) !== QUOTE) return -1 - start;
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) {
      const end = skip(ESCAPE, text, at);
      if (end < 0) return end;
      at = end;
    } else if (code >= SPACE_CODE) {
      at += 1;
    } else {
      // A control character; or NaN: the text ends here.
      return -1 - at;
    }
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1 - at;
}

function afterSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}
