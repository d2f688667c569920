import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/contract/app-error.ts';
import { CALLS } from '../../shared/contract/channels.ts';
import { createLog } from '../../src-main/platform/log.ts';
import { createDispatch, type Handlers } from '../../src-main/shell/register.ts';
import type { SenderFacts } from '../../src-main/shell/sender.ts';
import { PLAIN_CHOICES } from '../support/choices.ts';

const ORIGIN = 'app://main';
const OURS: SenderFacts = { ourWindow: true, mainFrame: true, origin: ORIGIN };
const CONTEXT = { signal: new AbortController().signal };

/** A door whose handlers record that they were reached; the ones given answer. */
function door(given: Partial<Handlers> = {}) {
  const reached: string[] = [];
  const logged: string[] = [];
  const handlers = Object.fromEntries(
    CALLS.map((name) => [
      name,
      (input: never) => {
        reached.push(name);
        return (given[name] ?? (async () => ({})))(input, CONTEXT);
      },
    ]),
  ) as unknown as Handlers;
  const dispatch = createDispatch({ handlers, origin: ORIGIN, log: createLog((line) => logged.push(line)) });
  return { dispatch, reached, logged };
}

const ids = {
  id: `doc-${'0'.repeat(32)}`,
  certificate: '1'.repeat(64),
  target: `target-${'2'.repeat(32)}`,
  task: `task-${'3'.repeat(32)}`,
};
const signing = (pin: Uint8Array) => ({ ...PLAIN_CHOICES, ...ids, container: null, pin });

describe('sender check: three parts, failing closed', () => {
  const strangers: [string, SenderFacts][] = [
    ['a window that is not ours', { ...OURS, ourWindow: false }],
    ['a child frame, even at our own origin (about:blank reports its parent’s)', { ...OURS, mainFrame: false }],
    ['another origin', { ...OURS, origin: 'https://example.com' }],
    ['an origin that only begins like ours', { ...OURS, origin: 'app://main.example.com' }],
    ['an origin that could not be told', { ...OURS, origin: null }],
    ['the opaque origin', { ...OURS, origin: 'null' }],
  ];
  it.each(strangers)('refuses %s before anything is read', async (_name, sender) => {
    const { dispatch, reached, logged } = door();
    const result = await dispatch('settings.get', sender, { evil: true }, CONTEXT);
    expect(result).toEqual({ ok: false, error: { code: 'BRIDGE_REFUSED' } });
    expect(reached).toEqual([]);
    expect(logged.join()).toContain('bridge.refused');
  });

  it('lets our own page in', async () => {
    const { dispatch, reached } = door();
    expect(await dispatch('task.cancel', OURS, { task: ids.task }, CONTEXT)).toEqual({ ok: true, value: {} });
    expect(reached).toEqual(['task.cancel']);
  });
});

describe('input is parsed before the handler', () => {
  it.each(['constructor', '__proto__', 'toString', 'document.delete', ''])(
    'refuses the unknown call “%s”',
    async (name) => {
      const { dispatch } = door();
      expect(await dispatch(name, OURS, {}, CONTEXT)).toEqual({ ok: false, error: { code: 'BRIDGE_REFUSED' } });
    },
  );

  it.each([
    ['a path in place of an id', 'document.info', { id: '/etc/passwd' }],
    ['a field too many', 'document.info', { id: ids.id, path: '/etc/passwd' }],
    ['a field too few', 'document.info', {}],
    ['nothing', 'document.info', undefined],
    ['a PIN as text', 'signing.sign', { ...signing(new Uint8Array()), pin: '1234' }],
  ])('refuses %s', async (_name, call, input) => {
    const { dispatch, reached } = door();
    const result = await dispatch(call, OURS, input, CONTEXT);
    expect(result).toMatchObject({ ok: false, error: { code: 'INPUT_INVALID' } });
    expect(JSON.stringify(result)).not.toContain('passwd');
    expect(JSON.stringify(result)).not.toContain('1234');
    expect(reached).toEqual([]);
  });
});

describe('failures', () => {
  const failing = (error: unknown) =>
    door({
      'trust.list': async () => {
        throw error;
      },
    });

  it('an unknown error is INTERNAL and says nothing; main logs it', async () => {
    const { dispatch, logged } = failing(new Error('ENOENT: open /home/anna/secret.p12, select * from keys'));
    const result = await dispatch('trust.list', OURS, {}, CONTEXT);
    expect(result).toEqual({ ok: false, error: { code: 'INTERNAL', details: { call: 'trust.list' } } });
    expect(logged.join()).toContain('secret.p12');
  });

  it('a code crosses, the message does not, a path in the details is cut to its name', async () => {
    const { dispatch } = failing(
      new AppError('TARGET_NOT_WRITABLE', 'You cannot write to /home/anna/contracts.', {
        folder: '/home/anna/contracts',
        windows: 'C:\\Users\\Anna\\contract.pdf',
        sentence: 'could not open “/home/anna/contracts/x.pdf” twice',
        system: 'EACCES',
        tries: 2,
      }),
    );
    expect(await dispatch('trust.list', OURS, {}, CONTEXT)).toEqual({
      ok: false,
      error: {
        code: 'TARGET_NOT_WRITABLE',
        details: { folder: 'contracts', windows: 'contract.pdf', system: 'EACCES', tries: 2 },
      },
    });
  });

  it('a PKCS#11 return value keeps its own code', async () => {
    const { dispatch } = failing(new AppError('CKR_PIN_LOCKED', 'The PIN is locked.', { value: 0xa4 }));
    expect(await dispatch('trust.list', OURS, {}, CONTEXT)).toEqual({
      ok: false,
      error: { code: 'CKR_PIN_LOCKED', details: { value: 0xa4 } },
    });
  });

  it('an error that only claims to be ours is INTERNAL', async () => {
    const forged = Object.assign(new Error('x'), { name: 'AppError', code: 'NOT_A_CODE', details: { path: 'x' } });
    expect(await failing(forged).dispatch('trust.list', OURS, {}, CONTEXT)).toMatchObject({
      error: { code: 'INTERNAL' },
    });
  });

  it('never rejects, whatever is thrown', async () => {
    for (const thrown of [undefined, null, 'text', Symbol('x'), { code: 'USAGE' }]) {
      expect(await failing(thrown).dispatch('trust.list', OURS, {}, CONTEXT)).toMatchObject({
        error: { code: 'INTERNAL' },
      });
    }
  });
});

describe('output is parsed before it leaves', () => {
  it.each([
    ['a path beside the value', { anchors: [], path: '/home/anna' }],
    [
      'a key handle inside the value',
      { anchors: [{ subject: 'x', sha256: 'y', notAfter: '2030-01-01T00:00:00Z', handle: 7 }] },
    ],
    ['something else', null],
  ])('a handler that leaks %s gets INTERNAL and nothing leaves', async (_name, reply) => {
    const { dispatch, logged } = door({ 'trust.list': async () => reply as never });
    const result = await dispatch('trust.list', OURS, {}, CONTEXT);
    expect(result).toEqual({ ok: false, error: { code: 'INTERNAL', details: { call: 'trust.list' } } });
    expect(logged.join()).toContain('bridge.bad-output');
    expect(logged.join()).not.toContain('/home/anna');
  });
});

describe('PIN bytes', () => {
  const secret = () => new TextEncoder().encode('482913');
  const wiped = new Uint8Array(6);

  it('reach the handler and are zero when the call is over', async () => {
    const pin = secret();
    let seen = '';
    const { dispatch } = door({
      'signing.sign': async (input) => {
        seen = new TextDecoder().decode(input.pin);
        throw new AppError('PIN_INCORRECT', 'The PIN is wrong.');
      },
    });
    await dispatch('signing.sign', OURS, signing(pin), CONTEXT);
    expect(seen).toBe('482913');
    expect(pin).toEqual(wiped);
  });

  it.each([
    ['refused by its sender', 'signing.sign', { ...OURS, mainFrame: false }, {}],
    ['refused by its input', 'signing.sign', OURS, { extra: 1 }],
    ['of an unknown name', 'signing.steal', OURS, {}],
  ])('are zero after a call %s', async (_name, call, sender, extra) => {
    const pin = secret();
    await door().dispatch(call, sender, { ...signing(pin), ...extra }, CONTEXT);
    expect(pin).toEqual(wiped);
  });

  it('appear in no log line, as text, bytes or number, even where a handler logs them', async () => {
    const { dispatch, logged } = door({
      'signing.sign': async (input) => {
        const text = new TextDecoder().decode(input.pin);
        throw Object.assign(new Error('login failed'), {
          pin: text,
          attempt: { userPin: Number(text), raw: input.pin },
        });
      },
    });
    await dispatch('signing.sign', OURS, signing(secret()), CONTEXT);
    expect(logged.join()).toContain('login failed');
    expect(logged.join()).not.toContain('482913');
    expect(logged.join()).not.toContain('52,56,50');
  });
});

describe('names from strangers', () => {
  it('cross as plain text: nothing turns the direction of the page or hides a part of a name', async () => {
    const anchor = { subject: 'CN=invoice\u202efdp.exe\u200b', sha256: 'y', notAfter: '2030-01-01T00:00:00Z' };
    const { dispatch } = door({ 'trust.list': async () => ({ anchors: [anchor], system: false }) });
    expect(await dispatch('trust.list', OURS, {}, CONTEXT)).toEqual({
      ok: true,
      value: { anchors: [{ ...anchor, subject: 'CN=invoice\ufffdfdp.exe\ufffd' }], system: false },
    });
    const failing = door({
      'trust.list': async () => {
        throw new AppError('INPUT_MISSING', 'There is no file.', { file: 'a\u202efdp\u0007' });
      },
    });
    expect(await failing.dispatch('trust.list', OURS, {}, CONTEXT)).toMatchObject({
      error: { details: { file: 'a\ufffdfdp\ufffd' } },
    });
  });
});
