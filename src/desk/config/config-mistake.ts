/** One mistake in a desk's files, at its place, and the manner in which people read it. */

export type ConfigMistake = {
  /** Path as people type it: relative to the project where the file lies inside it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Characters that the caret underlines. At least 1. */
  readonly width: number;
  /** The line of the file, without its end; empty where there is none. */
  readonly source: string;
  /** Dotted key and what is wrong with it. */
  readonly message: string;
  /** What to do: a suggestion, the accepted range, an example. */
  readonly help: readonly string[];
};

/** Sorts by file, then by place. */
export function compareMistakes(left: ConfigMistake, right: ConfigMistake): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}

/** Returns the mistake as a terminal shows it: the place, the line, a caret and what helps. */
export function mistakeText(mistake: ConfigMistake): string {
  const { file, line, column, width, source, message, help } = mistake;
  const number = String(line);
  const gutter = " ".repeat(number.length + 2);
  const caret = " ".repeat(column - 1) + "^".repeat(width);
  const quoted =
    source === "" ? [] : [`${gutter}|`, `  ${number}| ${source}`, `${gutter}| ${caret}`];
  return [
    `error[E_CONFIG]: ${message}`,
    `${" ".repeat(number.length + 1)}--> ${file}:${line}:${column}`,
    ...quoted,
    ...help.map((sentence) => `${gutter}= help: ${sentence}`),
  ].join("\n");
}
