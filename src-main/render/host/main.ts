import { parentPort, workerData } from 'node:worker_threads';
import { FileBlocks } from './file-blocks.ts';
import { OpenPdf } from './open-pdf.ts';
import { RenderFault, startPdfium } from './pdfium.ts';
import type { Message, Results, Task, WorkerStart } from './protocol.ts';

// A worker that draws pages, one task at a time. What goes wrong inside PDFium ends it, and whoever started it starts another.
const port = parentPort;
if (port === null) throw new Error('This program is started as a worker.');
const { module, shared, pixels } = workerData as WorkerStart;
const starting = startPdfium(module);
const documents = new Map<number, OpenPdf>();

port.on('message', async (task: Task) => {
  const pdfium = await starting;
  const perform = (): Results[Task['op']] => {
    if (task.op === 'open') {
      const opened = new OpenPdf(
        pdfium,
        new FileBlocks(task.document, task.size, port, shared),
        task.size,
        task.password,
      );
      documents.set(task.document, opened);
      return { pages: opened.pages };
    }
    const document = documents.get(task.document);
    if (task.op === 'close') {
      documents.delete(task.document);
      document?.close();
      return null;
    }
    if (document === undefined) throw new RenderFault('format');
    return task.op === 'render' ? document.render(task, pixels) : document.text(task);
  };
  const reply = (message: Message, moved: readonly ArrayBuffer[] = []) => port.postMessage(message, moved);
  try {
    const value = perform();
    reply({ kind: 'done', value }, value !== null && 'rgba' in value ? [value.rgba.buffer] : []);
  } catch (error) {
    if (!(error instanceof RenderFault)) throw error;
    reply({ kind: 'failed', fault: error.fault });
  }
});
