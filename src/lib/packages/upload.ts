import type { PackageFile } from './package-file.ts';
import { outcomeOf, refused, type UploadOutcome } from './upload-outcome.ts';

export interface Upload {
  outcome: Promise<UploadOutcome>;
  cancel(): void;
}

/**
 * Sends a package with its files to the hub. A request object of the old kind, because only it tells how much has
 * been sent. @param onprogress Bytes sent and bytes in all, form included.
 */
export function uploadPackage(
  input: { fields: Record<string, string>; files: readonly PackageFile[] },
  onprogress: (sent: number, total: number) => void,
): Upload {
  const request = new XMLHttpRequest();
  const outcome = new Promise<UploadOutcome>((resolve) => {
    request.upload.addEventListener('progress', (event) => onprogress(event.loaded, event.total));
    request.addEventListener('load', () => resolve(outcomeOf(request.status, request.responseText)));
    request.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
    request.addEventListener('error', () =>
      resolve(refused('uploadBroken', 'The connection to the hub broke.')),
    );
  });
  request.open('POST', '/api/v1/packages');
  request.setRequestHeader('accept', 'application/json');
  request.send(formOf(input));
  return { outcome, cancel: () => request.abort() };
}

/** The hub reads the form as it arrives: all fields stand before the first file. */
function formOf({
  fields,
  files,
}: {
  fields: Record<string, string>;
  files: readonly PackageFile[];
}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { path, file } of files) form.append('file', file, path);
  return form;
}
