import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { writeNotices } from './scripts/third-party/notices.ts';
import { listRendererFiles } from './src-main/shell/renderer-files.ts';

const pdfjs = join(import.meta.dirname, 'node_modules/pdfjs-dist');
/** What pdf.js reads at run time. Its script sandbox (quickjs) is left out on purpose: scripts in documents never run. */
const PDFJS_FOLDERS = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];

function pdfjsResources(): Plugin {
  return {
    name: 'pdfjs-resources',
    apply: 'build',
    generateBundle() {
      for (const folder of PDFJS_FOLDERS)
        for (const name of readdirSync(join(pdfjs, folder))) {
          if (/quickjs|nowasm/i.test(name)) continue;
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(pdfjs, folder, name)),
          });
        }
    },
  };
}

/** Lists what was built, beside the folder: the shells serve these files and no others. */
function rendererListing(): Plugin {
  let folder = '';
  return {
    name: 'renderer-listing',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      writeFileSync(`${folder}-files.json`, JSON.stringify(await listRendererFiles(folder), null, 2));
    },
  };
}

/** What the window is made of, for the notices of third parties. */
function notices(): Plugin {
  return {
    name: 'third-party-notices',
    apply: 'build',
    generateBundle() {
      writeNotices('window', this.getModuleIds());
    },
  };
}

/** The window: one page, everything from its own origin, nothing inline (the content security policy allows neither). */
export default defineConfig({
  root: join(import.meta.dirname, 'src-renderer'),
  base: './',
  plugins: [react(), tailwindcss(), pdfjsResources(), notices(), rendererListing()],
  build: {
    outDir: join(import.meta.dirname, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith('.mjs'))
            ? 'assets/[name]-[hash].js'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
