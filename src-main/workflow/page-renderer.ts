import type { PageRenderer } from '../platform/page-renderer.ts';

let renderer: Promise<PageRenderer> | undefined;

/**
 * What draws pages, for the whole program: one thread, started with the first page that has to be drawn. Idle it keeps no process
 * alive.
 */
export function pageRenderer(): PageRenderer {
  const started = () => {
    renderer ??= import('../render/pdfium-renderer.ts').then(({ pdfiumRenderer }) => pdfiumRenderer());
    return renderer;
  };
  return {
    open: async (source, wish) => (await started()).open(source, wish),
    close: async () => {
      await (await renderer)?.close();
      renderer = undefined;
    },
  };
}
