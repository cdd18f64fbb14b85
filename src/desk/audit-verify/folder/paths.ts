/** Paths in a log's folder, by the specification of tlog-tiles. */

/** Path of a full tile, or of the part of one with `width` entries. */
export function tileName(level: number | "entries", index: number, width?: number): string {
  const name = `tile/${level}/${digitsOf(index)}`;
  return width === undefined ? name : `${name}.p/${width}`;
}

/** Where the personal data of a record is, while nobody has erased it. */
export function personalName(sequence: number): string {
  return `personal/${digitsOf(sequence)}`;
}

/** 1234067 is x001/x234/067. */
function digitsOf(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  return padded.replace(/\d{3}(?=\d)/g, "x$&/");
}
