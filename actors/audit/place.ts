/** Where the audit's files are: paths of its settings are relative to the run's folder. */

/** Returns `path` as an absolute one. @param folder Of the run. */
export function inFolder(folder: string, path: string): string {
  return path.startsWith("/") ? path : `${folder}/${path}`;
}

/** A file's folder, and its name in there. */
export function placeOf(path: string): { readonly folder: string; readonly file: string } {
  const at = path.lastIndexOf("/");
  return { folder: path.slice(0, at) || "/", file: path.slice(at + 1) };
}
