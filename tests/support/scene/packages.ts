import type { BesideHub } from '../beside-hub.ts';
import { aPng } from '../icons.ts';

/** What the made-up company deploys: family, colour of its icon, versions, notes. */
const FAMILIES = [
  [
    'Firefox',
    [226, 92, 41],
    ['128.14.0', '140.5.0'],
    'Extended support release. **Close it first**, or the update waits for a restart.',
  ],
  ['LibreOffice', [24, 163, 3], ['25.2.6', '25.8.3'], 'With the German and English dictionaries.'],
  ['7-Zip', [40, 40, 48], ['25.01'], ''],
  ['VLC media player', [255, 136, 0], ['3.0.21'], ''],
  ['QGIS', [88, 150, 50], ['3.40.12'], 'For the geography lab. Needs 2 GB.'],
  ['Exam browser', [20, 90, 170], ['3.9.0'], 'Only for the computers in examination rooms.'],
] as const;

export interface ScenePackage {
  id: string;
  familyId: string;
  name: string;
  version: string;
}

/** Uploads them, each version with a small archive. @returns by `Family version` */
export async function givenPackages({
  beside,
  hub,
  token,
}: {
  beside: BesideHub;
  hub: string;
  token: string;
}): Promise<Map<string, ScenePackage>> {
  const packages = new Map<string, ScenePackage>();
  const headers = { authorization: `Bearer ${token}` };
  for (const [name, colour, versions, notes] of FAMILIES) {
    let familyId: string | undefined;
    for (const version of versions) {
      const form = new FormData();
      form.set(
        'package',
        JSON.stringify({
          familyName: name,
          version,
          notes,
          installProcedure: `setup.exe /S /version=${version}`,
          uninstallProcedure: 'setup.exe /S /remove',
          postAction: name === 'QGIS' ? 'restart' : 'none',
        }),
      );
      form.set('file', new Blob([`${name} ${version}\n`.repeat(40_000)]), 'setup.exe');
      const response = await fetch(`${hub}/api/v1/packages`, { method: 'POST', headers, body: form });
      if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
      const made = (await response.json()) as { id: string; familyId: string };
      packages.set(`${name} ${version}`, { id: made.id, familyId: made.familyId, name, version });
      familyId = made.familyId;
    }
    const icon = await fetch(`${hub}/api/v1/package-families/${familyId}/icon`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'image/png' },
      body: new Uint8Array(aPng({ width: 64, height: 64, colour: [...colour] })),
    });
    if (!icon.ok) throw new Error(`icon of ${name}: ${icon.status} ${await icon.text()}`);
  }
  await beside.post('package-groups', { name: 'Standard workplace', notes: 'What every computer gets.' });
  return packages;
}
