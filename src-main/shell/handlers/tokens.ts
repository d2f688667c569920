import type { Handlers } from '../register.ts';
import { withoutFolders } from '../safe-details.ts';
import type { Services } from './services.ts';

type TokenCall =
  | 'tokens.list'
  | 'tokens.addKeyStore'
  | 'tokens.addModule'
  | 'tokens.retryModule'
  | 'tokens.pin'
  | 'tokens.changePin'
  | 'tokens.unblockPin'
  | 'doctor.run'
  | 'doctor.trial';

/** Tokens, their modules and their PINs. PIN bytes are overwritten here whatever became of the call. */
export function tokenHandlers({ shell, workflow }: Services): Pick<Handlers, TokenCall> {
  return {
    async 'tokens.list'({ refresh }) {
      const { problems, ...known } = await workflow.listCertificates({ refresh });
      // Sentences about a module name its path: that is for the log and the command line.
      return { ...known, problems: problems.map((each) => ({ ...each, message: withoutFolders(each.message) })) };
    },
    async 'tokens.addKeyStore'() {
      const [file] = await shell.openFiles('key-store', { multiple: false });
      return { certificate: file === undefined ? null : await workflow.addKeyStore(file) };
    },
    async 'tokens.addModule'() {
      const [file] = await shell.openFiles('module', { multiple: false });
      if (file !== undefined) await workflow.addModule(file);
      return { added: file !== undefined };
    },
    async 'tokens.retryModule'({ module }) {
      await workflow.retryModule(module);
      return {};
    },
    'doctor.run': () => workflow.doctor.run(),
    'doctor.trial': (input) => workflow.doctor.trial(input).finally(() => wipe(input.pin)),
    'tokens.pin': ({ of }) => workflow.pins.facts(of),
    'tokens.changePin': (input) => workflow.pins.change(input).finally(() => wipe(input.pin, input.newPin)),
    'tokens.unblockPin': (input) => workflow.pins.unblock(input).finally(() => wipe(input.code, input.newPin)),
  };
}

// SECURITY: a PIN is overwritten when its call is over.
function wipe(...pins: readonly Uint8Array[]): void {
  for (const pin of pins) pin.fill(0);
}
