import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import type { TokenEventLine } from '../../shared/domain/token-events.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { locateHome } from '../../src-main/platform/home.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import type { CardEvent } from '../../src-main/tokens/needed-watch.ts';
import { slow } from '../../src-main/tokens/token-errors.ts';
import type { TokenEvent } from '../../src-main/tokens/token-watch.ts';
import { expiresIn, expiryInWords } from '../../src-main/workflow/certificate-fitness.ts';
import { embeddedKeys } from '../../src-main/workflow/embedded-keys.ts';
import { openTokens, retryModule } from '../../src-main/workflow/module-health.ts';
import { listSystemKeys } from '../../src-main/workflow/system-keys.ts';
import { followTokens } from '../../src-main/workflow/token-follower.ts';
import { listTokens } from '../../src-main/workflow/token-list.ts';
import { errorBody, errorLine, type Output } from '../output.ts';
import { tokenLines } from '../token-words.ts';

/** `countersign tokens`: asks for no PIN. */
export async function tokens(
  _args: readonly string[],
  options: { module?: string; watch?: boolean; retryModule?: string },
  output: Output,
): Promise<ExitStatus> {
  const home = locateHome();
  if (options.retryModule !== undefined) await retryModule(home, options.retryModule);
  if (options.watch === true) return watch(options.module ?? options.retryModule, output);
  const source = openTokens(home);
  const only = options.module ?? options.retryModule;
  const onSlow = (module: string) => output.remark(errorLine(slow(module)));
  const asked = { home, tokens: source, clock: systemClock, onSlow };
  const { modules, unread } = await listTokens(asked, only).finally(() => source.close());
  const kept = only === undefined ? (await embeddedKeys(home)).map(keyWords) : [];
  const system = only === undefined ? await ofSystem(output) : [];
  output.object({
    modules: modules.map((module) => ({ ...module, error: module.error === null ? null : errorBody(module.error) })),
    unread: unread.map(errorBody),
    kept,
    system,
  });
  output.say(kept.flatMap((key) => keyLines('this program', key)));
  output.say(system.flatMap((key) => keyLines('the operating system', key)));
  for (const card of unread) output.remark(errorLine(card));
  if (modules.length === 0 && unread.length === 0)
    output.say('Nothing is inserted that a known PKCS#11 module reads. Name one with --module PATH.');
  for (const module of modules) {
    output.say(module.path);
    if (module.error !== null) output.remark(errorLine(module.error));
    if (module.tokens.length === 0 && module.error === null) output.say('  no token');
    output.say(module.tokens.flatMap(tokenLines));
  }
  return 0;
}

/** Tokens are listed all the same where the operating system tells nothing of its keys. */
async function ofSystem(output: Output): Promise<ReturnType<typeof keyWords>[]> {
  try {
    return (await listSystemKeys()).map(keyWords);
  } catch (error) {
    output.remark(errorLine(error));
    return [];
  }
}

function keyWords({ certificate }: { readonly certificate: Uint8Array }) {
  const { sha256, subject, issuer, notAfter } = new Certificate(certificate);
  return { sha256, subject, issuer, notAfter: notAfter.toISOString() };
}

/** Named as {@link tokenLines} names those of tokens. */
function keyLines(keeper: string, { subject, issuer, notAfter, sha256 }: ReturnType<typeof keyWords>): string[] {
  const days = expiresIn({ notAfter: new Date(notAfter) }, systemClock.now());
  const below = ' '.repeat(12);
  return [
    `kept by ${keeper}: ${subject}`,
    `${below}until ${notAfter.slice(0, 10)}, issued by ${issuer}`,
    `${below}sha256 ${sha256}`,
    ...(days === null ? [] : [`${below}${expiryInWords(days)} Order its successor.`]),
  ];
}

/** Prints what comes and goes until it is interrupted; with `--json` one object a line. */
async function watch(only: string | undefined, output: Output): Promise<ExitStatus> {
  const home = locateHome();
  const source = openTokens(home);
  const onEvent = (event: TokenEvent | CardEvent) => {
    output.object(eventObject(event), 'line');
    if (event.kind === 'failed') output.remark(errorLine(event.error));
    else output.say(eventLine(event));
  };
  const unread = new AbortController();
  // Nobody reads any more, or nothing can be written: it would go on for ever, unseen.
  process.stdout.once('error', () => unread.abort());
  await interruptible((stopped) => {
    const signal = AbortSignal.any([stopped, unread.signal]);
    return followTokens(home, source, { only, onEvent, signal, keepsAlive: true });
  }).finally(() => source.close());
  return 0;
}

/** As docs/token-events.schema.json has it. */
function eventObject(event: TokenEvent | CardEvent): TokenEventLine {
  return event.kind === 'failed' ? { ...event, error: errorBody(event.error) } : event;
}

function eventLine(event: Exclude<TokenEvent | CardEvent, { kind: 'failed' }>): string {
  switch (event.kind) {
    case 'card-inserted':
      return `card in   ${event.reader}: it is being read …`;
    case 'card-removed':
      return `card out  ${event.reader}`;
    default:
      return `${event.kind}  ${event.token.label || 'a token without a label'}  (serial ${event.token.serial}, ${event.module})`;
  }
}
