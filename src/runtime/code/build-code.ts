/**
 * One module and all that it imports, as one text: the same for the same sources, wherever they
 * lie, whatever else is built, and whichever folder the process is in.
 */
import { relative, resolve } from "node:path";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { findUnpinnable } from "./code-rules.ts";

/** Where a build found a fault, and what it is. */
export type BuildMistake = {
  readonly message: string;
  /** Absolute path; null where the fault has no place. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
  readonly column: number | null;
};

/** A source map as the build makes it. */
export type SourceMap = {
  readonly version: number;
  readonly sources: readonly string[];
  readonly sourcesContent: readonly string[];
  readonly mappings: string;
  readonly names: readonly string[];
};

export type BuiltCode = {
  /** Without a path of this machine: what is hashed. */
  readonly text: string;
  /** With absolute paths, so that a stack names the files. Not hashed. */
  readonly map: SourceMap;
};

/**
 * msgpackr looks for a native addon, and does without where there is none. An addon lies outside
 * what a hash covers, so it is not even looked for.
 */
const NATIVE_ADDONS = ["msgpackr-extract"];
const CONSTANTS = {
  "process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED": '"true"',
  // Else the environment of this process would be part of the code.
  "process.env.NODE_ENV": '"production"',
};

/** The build's own mark: it names a path, by way of the map. */
const DEBUG_ID = /\n\/\/# debugId=\w+\s*$/;

/** What an entry of the runtime may do, and an actor may not. */
export type BuildRules = {
  /** Whether the code may load, at run time, what the build has not seen. */
  readonly mayLoad: boolean;
};

/**
 * Builds the module at `path`. It runs off this thread, and fails with every mistake.
 *
 * Each module is a build of its own: in one build for many, what one imports decides what is
 * dropped from another.
 */
export async function buildCode(
  path: string,
  { mayLoad }: BuildRules,
): Promise<Result<BuiltCode, readonly BuildMistake[]>> {
  const output = await Bun.build({
    entrypoints: [path],
    target: "bun",
    format: "esm",
    splitting: false,
    sourcemap: "external",
    // Comments name the sources as seen from the process's folder.
    minify: { whitespace: true },
    external: NATIVE_ADDONS,
    define: CONSTANTS,
    throw: false,
  });
  if (!output.success) return failWith(mistakesOf(output.logs));
  const [entry, map, asset] = [
    output.outputs.find(({ kind }) => kind === "entry-point"),
    output.outputs.find(({ kind }) => kind === "sourcemap"),
    output.outputs.find(({ kind }) => kind !== "entry-point" && kind !== "sourcemap"),
  ];
  if (asset !== undefined) return failWith([assetMistake(path, asset.path)]);
  if (entry === undefined || map === undefined) return failWith([mistake("the build is empty")]);
  const text = (await entry.text()).replace(DEBUG_ID, "\n");
  const built = { text, map: absolute((await map.json()) as SourceMap) };
  const found = mayLoad ? null : findUnpinnable(built);
  return found === null ? succeed(built) : failWith([found]);
}

/** The build's sources are seen from the process's folder. */
function absolute({ version, sources, sourcesContent, mappings, names }: SourceMap): SourceMap {
  return {
    version,
    sources: sources.map((source) => resolve(source)),
    sourcesContent,
    mappings,
    names,
  };
}

function mistakesOf(logs: readonly (BuildMessage | ResolveMessage)[]): readonly BuildMistake[] {
  const errors = logs.filter(({ level }) => level === "error");
  const mistakes = errors.map(({ message, position }) => ({
    message,
    file: position === null ? null : resolve(position.file),
    line: position?.line ?? null,
    column: position?.column ?? null,
  }));
  return mistakes.length > 0 ? mistakes : [mistake("the build failed and does not say why")];
}

function assetMistake(path: string, asset: string): BuildMistake {
  const name = relative(".", asset);
  return mistake(`imports ${name} as a file: only code and data can be pinned`, path);
}

function mistake(message: string, file: string | null = null): BuildMistake {
  return { message, file, line: null, column: null };
}
