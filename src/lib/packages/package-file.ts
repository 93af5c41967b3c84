/** A file of a package and where it lies in it, with `/` between folders. */
export interface PackageFile {
  path: string;
  file: File;
}

/** A single folder that everything lies in is only its wrapping: the procedure expects its content. */
export function withoutWrapping(files: readonly PackageFile[]): PackageFile[] {
  const top = files[0]?.path.split('/')[0];
  const wrapped = top !== undefined && files.every(({ path }) => path.startsWith(`${top}/`));
  return wrapped ? files.map(({ path, file }) => ({ path: path.slice(top.length + 1), file })) : [...files];
}

/** By path: browsers give the files of a folder in an order of their own, and equal folders shall be equal content. */
export const inOrder = (files: readonly PackageFile[]): PackageFile[] =>
  files.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
