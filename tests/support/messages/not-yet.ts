/** Folders and files of the console whose texts are still to be moved into the catalogue. */
export const NOT_YET: readonly string[] = [
  'src/lib/computers/ComputersList.svelte',
  'src/lib/computers/ComputersTable.svelte',
  'src/lib/computers/WakeChosen.svelte',
  'src/lib/containers/',
  'src/lib/ui/Output',
  'src/routes/(console)/computers/',
  'src/routes/(console)/containers/',
];
