/** Headers as they are kept, and as an actor gets them. */

export function headersOf(headers: readonly (readonly [string, string])[]): Headers {
  return new Headers(headers.map(([name, value]): [string, string] => [name, value]));
}
