import type { Plugin } from 'vite';

const CONSOLE = '/src/routes/(console)/';
const SHELL = `${CONSOLE}+layout.svelte`;
const BEGINNING = /\/(?:runtime\/client\/entry|generated\/client-optimized\/app)\.js$/;
const PART_OF_ROUTE = /\/src\/routes\/.*\+(?:page|layout|error)\.(?:svelte|ts)$/;

/**
 * What the frame around every page of the console is made of comes in one file, and what the pages outside of it have
 * too in another. Left to itself, the build makes a file of each part that the frame shares with some page: dozens of
 * them, an icon each, which are asked for one by one and pack badly.
 */
export function shellInOneFile(): Plugin {
  const base = new Set<string>();
  const shell = new Set<string>();
  return {
    name: 'reveille:shell-in-one-file',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    config({ build }) {
      if (build?.ssr !== undefined && build.ssr !== false) return {};
      const groups = [
        { name: 'base', test: (id: string) => base.has(id), priority: 2 },
        { name: 'shell', test: (id: string) => shell.has(id), priority: 1 },
      ];
      return { build: { rollupOptions: { output: { codeSplitting: { groups } } } } };
    },
    buildEnd() {
      const all = [...this.getModuleIds()];
      const reach = (id: string, reached: Set<string>) => {
        if (reached.has(id)) return;
        reached.add(id);
        for (const below of this.getModuleInfo(id)?.importedIds ?? []) reach(below, reached);
      };
      const outside = (id: string) => BEGINNING.test(id) || (PART_OF_ROUTE.test(id) && !id.includes(CONSOLE));
      for (const id of all.filter(outside)) reach(id, base);
      for (const id of all.filter((one) => one.endsWith(SHELL))) reach(id, shell);
      for (const id of all)
        if (this.getModuleInfo(id)?.isEntry === true) for (const set of [base, shell]) set.delete(id);
    },
  };
}
