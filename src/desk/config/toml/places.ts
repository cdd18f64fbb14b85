/**
 * Where the keys and values of a TOML text stand. Bun's own parser gives values fast but no places;
 * this one gives places, and is loaded only when there is a mistake to show.
 */
import type { AST } from "toml-eslint-parser";
import type { Path } from "./path.ts";

/** Lines and columns from 1; `width` in characters of the first line. */
export type Place = { readonly line: number; readonly column: number; readonly width: number };

export type SyntaxMistake = { readonly place: Place; readonly message: string };

export type TomlPlaces = {
  /** The place of the key or of the value at `path`, or null where the text has no such path. */
  find(path: Path, part: "KEY" | "VALUE"): Place | null;
};

const REDEFINED = /multiple times|Cannot redefine/;

type Entry = { readonly key: Place; readonly value: Place };

/** Only mistakes have places: a desk without one starts without the parser that knows them. */
const loadParser = () => import("toml-eslint-parser");

/** Loads what {@link placesOf} needs. A desk that runs does it while its sources are what they were. */
export async function preparePlaces(): Promise<undefined> {
  await loadParser();
}

/** Returns the places of a text that is valid TOML. */
export async function placesOf(text: string): Promise<TomlPlaces> {
  const { parseTOML } = await loadParser();
  const entries = new Map<string, Entry>();
  const [top] = parseTOML(text).body;
  for (const node of top.body) {
    if (node.type === "TOMLKeyValue") addKeyValue(entries, [], node);
    else addTable(entries, node);
  }
  return {
    find(path, part) {
      const entry = entries.get(JSON.stringify(path));
      if (entry === undefined) return null;
      return part === "KEY" ? entry.key : entry.value;
    },
  };
}

/**
 * Returns the first syntax mistake of a text that Bun's parser refused.
 *
 * @param said Message of Bun's parser, which names no place.
 */
export async function syntaxMistakeOf(text: string, said: string): Promise<SyntaxMistake> {
  const { parseTOML, ParseError } = await loadParser();
  try {
    const [top] = parseTOML(text).body;
    const place = findUnsafeInteger(top.body) ?? { line: 1, column: 1, width: 1 };
    return { place, message: said };
  } catch (thrown) {
    if (!(thrown instanceof ParseError)) throw thrown;
    const { lineNumber: line, column, message } = thrown;
    // Bun's parser has the better words, but meets a duplicate before a syntax mistake below it.
    const sameMistake = REDEFINED.test(message) === REDEFINED.test(said);
    return {
      place: { line, column: column + 1, width: 1 },
      message: sameMistake ? said : message,
    };
  }
}

function addTable(entries: Map<string, Entry>, table: AST.TOMLTable): undefined {
  const keys = table.key.keys;
  // An array of tables has its index behind its name: the header's keys stand for the names only.
  const names = table.resolvedKey.filter((step) => typeof step === "string");
  for (const [index, key] of keys.entries()) {
    const path = table.resolvedKey.slice(0, table.resolvedKey.indexOf(names[index] ?? "") + 1);
    const place = placeOf(key.loc);
    setOnce(entries, path, { key: place, value: place });
  }
  const header = placeOf(table.key.loc);
  setOnce(entries, table.resolvedKey, { key: header, value: header });
  for (const node of table.body) addKeyValue(entries, table.resolvedKey, node);
}

function addKeyValue(entries: Map<string, Entry>, base: Path, node: AST.TOMLKeyValue): undefined {
  let path = base;
  for (const key of node.key.keys) {
    path = [...path, key.type === "TOMLBare" ? key.name : key.value];
    setOnce(entries, path, { key: placeOf(key.loc), value: placeOf(node.value.loc) });
  }
  addValue(entries, path, node.value);
}

function addValue(entries: Map<string, Entry>, path: Path, node: AST.TOMLContentNode): undefined {
  if (node.type === "TOMLInlineTable") {
    for (const child of node.body) addKeyValue(entries, path, child);
  }
  if (node.type === "TOMLArray") {
    for (const [index, element] of node.elements.entries()) {
      const place = placeOf(element.loc);
      setOnce(entries, [...path, index], { key: place, value: place });
      addValue(entries, [...path, index], element);
    }
  }
}

function setOnce(entries: Map<string, Entry>, path: Path, entry: Entry): undefined {
  const key = JSON.stringify(path);
  if (!entries.has(key)) entries.set(key, entry);
}

function placeOf({ start, end }: AST.SourceLocation): Place {
  const width = end.line === start.line ? Math.max(1, end.column - start.column) : 1;
  return { line: start.line, column: start.column + 1, width };
}

function findUnsafeInteger(nodes: readonly (AST.TOMLKeyValue | AST.TOMLTable)[]): Place | null {
  for (const node of nodes) {
    const place =
      node.type === "TOMLTable" ? findUnsafeInteger(node.body) : unsafeIntegerIn(node.value);
    if (place !== null) return place;
  }
  return null;
}

function unsafeIntegerIn(node: AST.TOMLContentNode): Place | null {
  if (node.type === "TOMLInlineTable") return findUnsafeInteger(node.body);
  if (node.type === "TOMLArray") {
    return node.elements.map(unsafeIntegerIn).find((place) => place !== null) ?? null;
  }
  if (node.kind !== "integer" || Number.isSafeInteger(Number(node.bigint))) return null;
  return placeOf(node.loc);
}
