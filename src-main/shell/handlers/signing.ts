import path from 'node:path';
import type { Reply } from '../../../shared/contract/contract.ts';
import type { DocumentId } from '../../../shared/contract/ids.ts';
import type { Appearance, SigningChoices } from '../../../shared/contract/signing-choices.ts';
import { resultName } from '../../../shared/domain/result-name.ts';
import type { Choices, Look } from '../../workflow/choices.ts';
import type { FinishedDocument } from '../../workflow/workflow-api.ts';
import type { OpenDocument } from '../document-registry.ts';
import type { ImageRegistry } from '../image-registry.ts';
import type { Handlers } from '../register.ts';
import { folderName } from './documents.ts';
import type { Services } from './services.ts';

type SigningCalls =
  | 'signing.prepare'
  | 'signing.chooseTarget'
  | 'signing.preview'
  | 'signing.chooseImage'
  | 'signing.sign'
  | 'extend.prepare'
  | 'extend.run';

/** Everything before the PIN, and the one call that carries it; completing what is signed already. */
export function signingHandlers(services: Services): Pick<Handlers, SigningCalls> {
  const { shell, documents, targets, images, tasks, workflow } = services;
  const homeOf = (document: OpenDocument): string =>
    document.uploaded ? services.resultFolder : path.dirname(document.path);
  const offer = (id: DocumentId, targetPath: string) => ({
    target: targets.add(id, { path: targetPath, overwrite: false }),
    targetName: path.basename(targetPath),
    targetFolder: folderName(path.dirname(targetPath)),
  });
  const finish = async (
    finished: FinishedDocument,
    source: OpenDocument,
    content?: string,
  ): Promise<Reply<'signing.sign'>> => {
    const { targetPath, report, ...rest } = finished;
    const document = await documents.open(targetPath, { password: source.password, content });
    const named = { ...report, file: document.name };
    documents.keepReport(document.id, named);
    return { ...rest, document, report: named };
  };

  const containerOf = (ids: readonly DocumentId[] | null) => ids?.map((each) => documents.get(each)) ?? null;

  return {
    async 'signing.prepare'(input) {
      const { id, certificate } = input;
      const source = documents.get(id);
      const choices = choicesOf(input, images);
      const { targetPath, ...prepared } = await workflow.prepareSigning({
        source,
        container: containerOf(input.container),
        certificate,
        choices,
        folder: homeOf(source),
      });
      return { ...offer(id, targetPath), ...prepared };
    },
    async 'signing.chooseTarget'({ id, made }) {
      const document = documents.get(id);
      const name = resultName(document.info.name, made, document.info.kind === 'pdf');
      const choice = await shell.saveFile(path.join(homeOf(document), name));
      if (choice === null) return { target: null };
      return {
        target: {
          id: targets.add(id, choice),
          name: path.basename(choice.path),
          folder: folderName(path.dirname(choice.path)),
        },
      };
    },
    'signing.preview': async ({ appearance, ...rest }) => ({
      pdf: await workflow.previewMark({ ...rest, appearance: lookOf(appearance, images) }),
    }),
    async 'signing.chooseImage'() {
      const [file] = await shell.openFiles('image', { multiple: false });
      if (file === undefined) return { image: null };
      return { image: { id: images.add(await workflow.readImage(file)), name: path.basename(file) } };
    },
    async 'signing.sign'(input, { signal }) {
      const { id, certificate, pin, acceptLastTry } = input;
      try {
        const source = documents.get(id);
        const { path: targetPath, overwrite } = targets.get(id, input.target);
        const container = containerOf(input.container);
        const request = {
          source,
          container,
          certificate,
          choices: choicesOf(input, images),
          targetPath,
          overwrite,
          pin,
          acceptLastTry,
        };
        const signed = await tasks.run(input.task, signal, (options) => workflow.sign(request, options));
        targets.remove(input.target);
        const isBeside = source.info.kind !== 'pdf' && container === null;
        return await finish(signed, source, isBeside ? source.path : undefined);
      } finally {
        // SECURITY: the PIN is overwritten whatever became of the call.
        pin.fill(0);
      }
    },
    async 'extend.prepare'({ id, task }, { signal }) {
      const source = documents.get(id);
      const { targetPath, ...prepared } = await tasks.run(task, signal, (options) =>
        workflow.prepareExtension({ source, folder: homeOf(source) }, options),
      );
      return { ...offer(id, targetPath), ...prepared };
    },
    async 'extend.run'({ id, target, task, level }, { signal }) {
      const source = documents.get(id);
      const { path: targetPath, overwrite } = targets.get(id, target);
      const request = { source, targetPath, overwrite, level };
      const extended = await tasks.run(task, signal, (options) => workflow.extend(request, options));
      targets.remove(target);
      return finish(extended, source);
    },
  };
}

/** What the person decided, with the bytes of the picture in place of its id. @throws AppError INPUT_INVALID */
export function choicesOf(input: SigningChoices, images: ImageRegistry): Choices {
  const { placement, field, furtherPages, level, certify, lock, reason, location, contact, acceptShadow } = input;
  const appearance = lookOf(input.appearance, images);
  const words = { reason, location, contact };
  return { placement, field, appearance, furtherPages, level, certify, lock, ...words, acceptShadow };
}

function lookOf({ picture, text }: Appearance, images: ImageRegistry): Look {
  return {
    picture: picture.kind === 'image' ? { kind: 'image', bytes: images.get(picture.image) } : picture,
    text,
  };
}
