/** Names with `*`, as `children`, `reads` and `instruments` use them. */

/** Whether `text` stands for many names. */
export function isPattern(text: string): boolean {
  return text.includes("*");
}

/**
 * Whether `name` is what `pattern` says; a `*` stands for any characters, also for none.
 *
 * @example
 * matchesPattern("feed-*", "feed-binance"); // => true
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.pop();
  if (tail === undefined) return pattern === name;
  if (!name.startsWith(head) || name.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from + tail.length <= name.length && name.endsWith(tail);
}
