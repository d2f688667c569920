import { copyOf } from '../src-main/tokens/pin.ts';
import type { RunOptions } from '../src-main/workflow/signing-run.ts';
import { confirmLastTry } from './confirm.ts';
import type { Output } from './output.ts';
import { readPin } from './pin.ts';
import { levelWish, type SignOptions } from './sign-options.ts';

/** How a run speaks with whoever called the command. `forget` overwrites what standard input said. */
export function runOptions(options: SignOptions, output: Output): RunOptions & { forget(): void } {
  /** What standard input said: it says it once, and serves every signature. */
  let said: Promise<Uint8Array> | undefined;
  return {
    allowExpired: options.allowExpired ?? false,
    async readPin(prompt) {
      if (options.pinStdin !== true) return readPin(options, prompt);
      said ??= readPin(options, prompt);
      return copyOf(await said);
    },
    acceptLastTry: (sentence) => confirmLastTry(sentence, options.acceptRisk),
    onReader: (sentence) => output.remark(sentence),
    warn: (sentence) => output.remark(`warning: ${sentence}`),
    level: levelWish(options),
    forget: () => {
      said?.then(
        (bytes) => bytes.fill(0),
        () => undefined,
      );
    },
  };
}
