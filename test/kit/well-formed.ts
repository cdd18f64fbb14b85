/** A look at XML that is stricter than a browser's: every element is closed, in its order. */

const TAG = /^<(\/?)([a-zA-Z][\w-]*)(?:\s+[a-zA-Z][\w:-]*="[^"<]*")*\s*(\/?)>$/;
const TEXT = /^(?:[^<&]|&(?:amp|lt|gt|quot|#\d+);)*$/;
const PIECE = /<[^>]*>?|[^<]+/g;

/** Why `source` is not one well-formed element; null when it is. Comments are not understood. */
export function xmlFault(source: string): string | null {
  const open: string[] = [];
  let roots = 0;
  for (const [piece] of source.matchAll(PIECE)) {
    const isInside = open.length > 0;
    const fault = piece.startsWith("<") ? tagFault(piece, open) : textFault(piece, isInside);
    if (fault !== null) return fault;
    if (!isInside && piece.trim() !== "") roots += 1;
  }
  if (open.length > 0) return `<${open.at(-1)}> is not closed`;
  return roots === 1 ? null : `${roots} roots`;
}

/** Opens or closes an element. */
function tagFault(piece: string, open: string[]): string | null {
  const [, closes, name, isEmpty] = TAG.exec(piece) ?? [];
  if (name === undefined) return `not an element: ${piece}`;
  if (closes === "/") return open.pop() === name ? null : `${piece} closes another element`;
  if (isEmpty === "") open.push(name);
  return null;
}

function textFault(piece: string, isInside: boolean): string | null {
  if (!TEXT.test(piece)) return `not a text: ${piece}`;
  return isInside || piece.trim() === "" ? null : `text outside: ${piece}`;
}
