import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: ({ filename }) => (/[\\/]node_modules[\\/]/.test(filename) ? undefined : true),
  },
  kit: {
    adapter: adapter({ out: 'build', precompress: true }),
    version: { name: process.env.npm_package_version ?? 'development' },
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['self'],
        'connect-src': ['self', 'ws:', 'wss:'],
        'style-src': ['self'],
        // The kit's route announcer and positioned overlays carry inline style attributes.
        'style-src-attr': ['unsafe-inline'],
        'img-src': ['self', 'data:'],
        'object-src': ['none'],
        'base-uri': ['self'],
        'form-action': ['self'],
        'frame-ancestors': ['none'],
      },
    },
  },
};
