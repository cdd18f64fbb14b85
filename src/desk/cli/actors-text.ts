/** How `actors` shows what it got: a table of all, and one thing with its fields. */

type Row = Readonly<Record<string, unknown>>;

const COLUMNS = ["name", "kind", "state", "life", "restarts", "beat", "why it last ended"] as const;

/** The actors of the document at `/actors`, one a line. */
export function actorTable(body: Row): string {
  const actors = (body.actors as readonly Row[] | undefined) ?? [];
  const rows = [
    COLUMNS,
    ...actors.map((one) => [
      text(one.name),
      text(one.kind),
      text(one.phase).toLowerCase(),
      text(one.incarnation),
      text(one.restarts),
      `${text(one.heartbeatAgeMs)} ms`,
      one.reason === null ? "-" : text(one.reason),
    ]),
  ];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const config = (body.config as readonly Row[] | undefined) ?? [];
  const notes = config.map(
    ({ file, line, column, message }) =>
      `${text(file)}:${text(line)}:${text(column)} ${text(message)}`,
  );
  return [...lines, ...notes].join("\n");
}

/** One field a line; what is itself made of parts is shown as JSON. */
export function detailText(value: unknown): string {
  if (typeof value !== "object" || value === null) return text(value);
  const fields = Object.entries(value);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, field]) => `${name.padEnd(width)}  ${text(field)}`).join("\n");
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
