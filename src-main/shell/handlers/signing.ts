import path from 'node:path';
import type { OpenDocument } from '../document-registry.ts';
import type { Handlers } from '../register.ts';
import { folderName } from './documents.ts';
import type { Services } from './services.ts';

type SigningCalls = 'signing.prepare' | 'signing.chooseTarget' | 'signing.sign';

/** Everything before the PIN, and the one call that carries it. */
export function signingHandlers(services: Services): Pick<Handlers, SigningCalls> {
  const { shell, documents, targets, tasks, workflow } = services;
  const homeOf = (document: OpenDocument): string =>
    document.uploaded ? services.resultFolder : path.dirname(document.path);

  return {
    async 'signing.prepare'({ id, certificate, placement }) {
      const source = documents.get(id);
      const folder = homeOf(source);
      const prepared = await workflow.prepareSigning({ source, certificate, placement, folder });
      return {
        target: targets.add(id, { path: prepared.targetPath, overwrite: false }),
        targetName: path.basename(prepared.targetPath),
        targetFolder: folderName(path.dirname(prepared.targetPath)),
        warnings: prepared.warnings,
        pin: prepared.pin,
      };
    },
    async 'signing.chooseTarget'({ id }) {
      const document = documents.get(id);
      const { name } = path.parse(document.info.name);
      const choice = await shell.saveFile(path.join(homeOf(document), `${name}-signed.pdf`));
      if (choice === null) return { target: null };
      return {
        target: {
          id: targets.add(id, choice),
          name: path.basename(choice.path),
          folder: folderName(path.dirname(choice.path)),
        },
      };
    },
    async 'signing.sign'(input, { signal }) {
      const source = documents.get(input.id);
      const { path: targetPath, overwrite } = targets.get(input.id, input.target);
      const { certificate, placement, reason, location, pin } = input;
      const request = { source, certificate, targetPath, overwrite, placement, reason, location, pin };
      try {
        const signed = await tasks.run(input.task, signal, (options) => workflow.sign(request, options));
        targets.remove(input.target);
        const document = await documents.open(signed.targetPath);
        return { document, report: { ...signed.report, file: document.name }, entry: signed.entry };
      } finally {
        // SECURITY: the PIN is overwritten whatever became of the call.
        pin.fill(0);
      }
    },
  };
}
