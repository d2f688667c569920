import { AppError } from '../../shared/contract/app-error.ts';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { PinFacts } from '../../shared/contract/pin-calls.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import type { TokenPin } from '../../src-main/tokens/token-pin.ts';
import { pinStateWords } from '../../src-main/workflow/keys.ts';
import { openTokens } from '../../src-main/workflow/module-health.ts';
import { changePin, pinFactsOf, tokenPin, unblockPin } from '../../src-main/workflow/token-pins.ts';
import { usage } from '../arguments.ts';
import { confirmLastTry } from '../confirm.ts';
import { namedToken, type TokenFlags } from '../named-token.ts';
import { newPinPrompt, refuseNewPin } from '../new-pin.ts';
import type { Output } from '../output.ts';
import { type PinOptions, readPin } from '../pin.ts';
import type { Risk } from '../risks.ts';

interface PinCommandOptions extends PinOptions, TokenFlags {
  readonly newPinEnv?: string;
  readonly acceptRisk?: Risk[];
}

/** `countersign tokens pin show`: what the token says of its PIN. Nothing is tried. */
export function show(_args: readonly string[], options: PinCommandOptions, output: Output): Promise<ExitStatus> {
  return withPin(options, output, async (_pin, facts) => facts);
}

/** `countersign tokens pin change`: one try of the old PIN. */
export function change(_args: readonly string[], options: PinCommandOptions, output: Output): Promise<ExitStatus> {
  return withPin(
    options,
    output,
    async (pin, facts) => {
      pin.refuseChange({ user: facts.state });
      const acceptLastTry = await lastTry(facts.state, `the PIN of the token “${pin.label}”`, LOCKED, options);
      return withCodes(options, facts, output, ['PIN', pin.label, pinStateWords(facts.state)], (old, newPin) =>
        changePin(locateHome(), pin, { pin: old, newPin, acceptLastTry }),
      );
    },
    'The PIN was changed.',
  );
}

/** `countersign tokens pin unblock`: one try of the PIN of the security officer, or of the PUK. */
export function unblock(
  _args: readonly string[],
  options: PinCommandOptions & { readonly by?: 'so-pin' | 'puk' },
  output: Output,
): Promise<ExitStatus> {
  const { by = 'so-pin' } = options;
  return withPin(
    options,
    output,
    async (pin, facts) => {
      pin.refuseUnblock({ user: facts.state, officer: facts.unblocking }, by);
      const acceptLastTry = await lastTry(
        facts.unblocking,
        `the code that unblocks the token “${pin.label}”`,
        LOST,
        options,
      );
      const what = by === 'puk' ? 'PUK' : 'PIN of the security officer';
      return withCodes(options, facts, output, [what, pin.label, codeStateWords(facts.unblocking)], (code, newPin) =>
        unblockPin(locateHome(), pin, { by, code, newPin, acceptLastTry }),
      );
    },
    'The new PIN is set.',
  );
}

/** The same of the code that unblocks. */
function codeStateWords(state: PinFacts['unblocking']): readonly string[] {
  if (state === 'final-try')
    return ['This is the LAST try: after one more wrong code the token can never be unblocked.'];
  return state === 'count-low' ? ['A wrong code was entered since the last right one: fewer tries are left.'] : [];
}

const LOCKED = 'If it is wrong the token locks: without its PUK nobody can sign with it again.';
const LOST = 'If it is wrong the token can never be unblocked again.';

async function withPin(
  options: PinCommandOptions,
  output: Output,
  work: (pin: TokenPin, facts: PinFacts) => Promise<PinFacts>,
  done?: string,
): Promise<ExitStatus> {
  const tokens = openTokens(locateHome());
  try {
    const pin = await tokenPin(tokens, await namedToken(tokens, options));
    const facts = await work(pin, await pinFactsOf(pin));
    output.object(facts);
    if (done !== undefined) output.say(done);
    output.say(`${facts.token}: PIN ${facts.state}, code that unblocks it ${facts.unblocking}`);
    if (facts.tool !== null) output.say(`  Program of the vendor: ${facts.tool}`);
    return 0;
  } finally {
    await tokens.close();
  }
}

async function lastTry(state: PinFacts['state'], what: string, cost: string, options: PinCommandOptions) {
  const question = `Only one try is left for ${what}. ${cost}`;
  if (state !== 'final-try') return false;
  if (await confirmLastTry(question, options.acceptRisk)) return true;
  throw new AppError(
    'PIN_FINAL_TRY',
    `${question} It was not tried; give --accept-risk last-try to use it all the same.`,
  );
}

/** Reads what unblocks or proves, then the new PIN, and overwrites both. A new PIN that is typed is typed twice. */
async function withCodes(
  options: PinCommandOptions,
  facts: PinFacts,
  output: Output,
  [what, label, state]: readonly [string, string, readonly string[]],
  work: (code: Uint8Array, newPin: Uint8Array) => Promise<PinFacts>,
): Promise<PinFacts> {
  const codes: Uint8Array[] = [];
  const read = async (from: PinOptions, prompt: string | readonly string[], flag?: string) => {
    const code = await readPin(from, prompt, flag);
    codes.push(code);
    return code;
  };
  try {
    if (facts.entry === 'reader') {
      output.remark(`Type the ${what} and the new PIN of “${label}” on its reader within ${facts.seconds} s.`);
      return await work(new Uint8Array(), new Uint8Array());
    }
    // These commands take no PIN from standard input: two would have to share it.
    if (options.pinEnv === undefined && !process.stdin.isTTY) {
      throw new AppError(
        'PIN_REQUIRED',
        `There is no terminal to ask for the ${what} on. Give --pin-env VAR, and --new-pin-env VAR for the new PIN.`,
      );
    }
    const code = await read(options, [...state, `${what} of “${label}”: `]);
    const from = { pinEnv: options.newPinEnv };
    const newPin = await read(from, newPinPrompt(facts), '--new-pin-env');
    if (code.length === 0 || newPin.length === 0) {
      throw new AppError('PIN_REQUIRED', 'A PIN is empty, so nothing was tried. Give both.');
    }
    refuseNewPin(facts, newPin);
    if (options.newPinEnv === undefined && Buffer.compare(newPin, await read(from, 'New PIN again: ')) !== 0) {
      throw usage('The two new PINs are not the same, so nothing was changed.');
    }
    return await work(code, newPin);
  } finally {
    for (const code of codes) code.fill(0);
  }
}
