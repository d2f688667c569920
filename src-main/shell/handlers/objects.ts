import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import { type FileToken, fileToken } from '../../../shared/contract/ids.ts';
import type { objectCalls } from '../../../shared/contract/object-calls.ts';
import { OpaqueIds } from '../opaque-ids.ts';
import type { Handlers } from '../register.ts';
import { folderName } from './documents.ts';
import type { Services } from './services.ts';

const MOST_FILES = 20;

/** What is on tokens. PIN and password bytes are overwritten here whatever became of the call. */
export function objectHandlers({ shell, workflow, resultFolder }: Services): Pick<Handlers, keyof typeof objectCalls> {
  const { management } = workflow;
  const files = chosenFiles();
  return {
    'tokens.present': async () => ({ tokens: await management.present() }),
    'tokens.objects': ({ token }) => management.objects(token),
    'tokens.privateObjects': (login) => management.privateObjects(login).finally(() => wipe(login.pin)),
    async 'tokens.generate'({ kind, label, subject, ...login }) {
      const { key, request } = await management
        .generate(login, { kind, label, subject })
        .finally(() => wipe(login.pin));
      return { key, request };
    },
    async 'tokens.request'({ keyId, subject, ...login }) {
      const { key, request } = await management.request(login, { keyId, subject }).finally(() => wipe(login.pin));
      return { key, request };
    },
    async 'tokens.saveRequest'({ request }) {
      const choice = await shell.saveFile(path.join(resultFolder, 'request.csr'));
      if (choice === null) return { saved: null };
      await management.saveRequest(request, choice);
      return { saved: { name: path.basename(choice.path), folder: folderName(path.dirname(choice.path)) } };
    },
    async 'tokens.chooseFile'({ purpose }) {
      const [file] = await shell.openFiles(purpose, { multiple: false });
      if (file === undefined) return { file: null };
      await management.lookAt(file, purpose);
      return { file: { id: files.add(file), name: path.basename(file) } };
    },
    async 'tokens.importCertificate'({ file, ...login }) {
      try {
        await management.importCertificate(login, files.get(file));
        return {};
      } finally {
        wipe(login.pin);
      }
    },
    async 'tokens.importKeyStore'({ file, password, ...login }) {
      try {
        return { keys: await management.importKeyStore(login, files.get(file), password) };
      } finally {
        wipe(login.pin, password);
      }
    },
    async 'tokens.keepKeyStore'({ file, password }) {
      try {
        return { keys: await management.importKeyStore(null, files.get(file), password) };
      } finally {
        wipe(password);
      }
    },
    'tokens.kept': async () => ({ keys: await management.kept() }),
    async 'tokens.deleteKept'({ certificate }) {
      await management.deleteKept(certificate);
      return {};
    },
    'tokens.delete': async ({ what, ...login }) => ({
      deleted: await management.delete(login, what).finally(() => wipe(login.pin)),
    }),
  };
}

/** Files that the person chose for an import: the page knows them by opaque ids. */
function chosenFiles(): { add(file: string): FileToken; get(id: FileToken): string } {
  const files = new OpaqueIds<FileToken, string>(MOST_FILES, (random) => fileToken.parse(`file-${random}`));
  return {
    add: (file) => files.add(file),
    get(id) {
      const file = files.get(id);
      if (file === undefined) throw new AppError('INPUT_INVALID', 'This file is no longer known. Choose it again.');
      return file;
    },
  };
}

// SECURITY: a PIN or password is overwritten when its call is over.
function wipe(...secrets: readonly Uint8Array[]): void {
  for (const each of secrets) each.fill(0);
}
