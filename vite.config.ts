import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { messagesByArea } from './vite.messages.ts';
import { shellInOneFile } from './vite.shell.ts';

export default defineConfig({
  plugins: [tailwindcss(), sveltekit(), messagesByArea(), shellInOneFile()],
});
