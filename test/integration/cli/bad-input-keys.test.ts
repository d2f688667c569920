import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { SignerKind } from '../../../scripts/pki/make-pki.ts';
import { softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { type CliResult, type runCli, runProgram, startCli } from '../../support/cli.ts';
import { buildPdf } from '../../support/pdf-builder.ts';
import { testPki } from '../../support/pki.ts';
import { contentOf, expectRefusal, PASSWORD, type Refusal, SigningScene } from '../../support/signing-scene.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { describeWithSpy } from '../../support/spy.ts';
import { describeWithTool, temporaryFolder } from '../../support/tools.ts';

const WRONG = 'wr0ng secret';

describe.concurrent('a key store', () => {
  it('with a wrong password', async () => {
    const scene = await SigningScene.make();
    const result = await scene.refused(
      scene.arguments,
      { code: 'PIN_INCORRECT', status: 77 },
      { env: { TEST_PASSWORD: WRONG } },
    );
    expect(result.stdout + result.stderr).not.toContain(WRONG);
  });

  it.each<[string, readonly string[], Refusal]>([
    ['variable that is not set', ['--pin-env', 'NOT_SET'], { code: 'PIN_REQUIRED', status: 77, says: /NOT_SET/ }],
    ['terminal', [], { code: 'PIN_REQUIRED', status: 77, says: /no terminal/ }],
    ['line on standard input', ['--pin-stdin'], { code: 'PIN_INCORRECT', status: 77 }],
  ])('without a password: no %s', async (_what, pin, refusal) => {
    const scene = await SigningScene.make();
    await scene.refused(['sign', scene.source, '--p12', scene.keyStore, ...pin], refusal);
  });

  it.each<[string, (scene: SigningScene) => void, Refusal]>([
    [
      'is missing',
      (scene) => renameSync(scene.keyStore, `${scene.keyStore}.old`),
      { code: 'INPUT_MISSING', status: 66, says: /alice\.p12/ },
    ],
    [
      'is a folder',
      (scene) => {
        renameSync(scene.keyStore, `${scene.keyStore}.old`);
        mkdirSync(scene.keyStore);
      },
      { code: 'INPUT_UNREADABLE', status: 66, says: /folder/ },
    ],
    ['is a text', (scene) => writeFileSync(scene.keyStore, 'a key'), { code: 'P12_UNREADABLE', status: 66 }],
    ['is empty', (scene) => writeFileSync(scene.keyStore, ''), { code: 'P12_UNREADABLE', status: 66 }],
    [
      'ends in the middle',
      (scene) => writeFileSync(scene.keyStore, readFileSync(scene.keyStore).subarray(0, 400)),
      { code: 'P12_UNREADABLE', status: 66 },
    ],
  ])('that %s', async (_what, spoil, refusal) => {
    const scene = await SigningScene.make();
    spoil(scene);
    await scene.refused(scene.arguments, refusal);
  });

  it.each<[SignerKind, Refusal]>([
    ['expired', { code: 'CERTIFICATE_EXPIRED', status: 1, says: /Xavier Perrin expired on/ }],
    ['key-usage', { code: 'CERTIFICATE_KEY_USAGE', status: 1, says: /Karl Eriksen/ }],
  ])('whose certificate is %s', async (signer, refusal) => {
    const scene = await SigningScene.make({ signer });
    await scene.refused(scene.arguments, refusal);
  });

  it('whose certificate has expired signs with --allow-expired and says so', async () => {
    const scene = await SigningScene.make({ signer: 'expired' });
    const result = await scene.run([...scene.arguments, '--allow-expired', '--json']);
    expect(result.status, result.stderr).toBe(0);
    expect(result.stderr).toMatch(/^warning: The certificate expired on/m);
    scene.expectNothingLeft();
  });

  it('whose key does not belong to its certificate', async () => {
    const scene = await SigningScene.make();
    const { certificate, name } = testPki().signer('p-256');
    const store = {
      key: generateKey('p-256'),
      certificate,
      chain: [],
      password: new TextEncoder().encode(PASSWORD),
      friendlyName: name,
      iterations: 1000,
    };
    writeFileSync(scene.keyStore, await createPkcs12(store));
    await scene.refused(scene.arguments, { code: 'KEY_MISMATCH', status: 1 });
  });

  it('in which the named certificate is not', async () => {
    const scene = await SigningScene.make();
    await scene.refused([...scene.arguments, '--cert', '00'.repeat(32)], { code: 'CERTIFICATE_NOT_FOUND', status: 69 });
  });
});

describeWithTool('openssl', 'a key store', () => {
  it('that holds a certificate without its key', async () => {
    const scene = await SigningScene.make();
    const certificate = join(scene.folder, 'alice.cer');
    writeFileSync(certificate, testPki().signer('p-256').certificate);
    const pem = join(scene.folder, 'alice.pem');
    await runProgram('openssl', ['x509', '-inform', 'DER', '-in', certificate, '-out', pem]);
    const words = ['pkcs12', '-export', '-nokeys', '-in', pem, '-out', scene.keyStore, '-passout', `pass:${PASSWORD}`];
    expect((await runProgram('openssl', words)).status).toBe(0);
    await scene.refused(scene.arguments, { code: 'KEY_MISSING', status: 1 });
  });
});

describeWithSoftHsm('a token', () => {
  const folder = temporaryFolder();
  let conf: string;
  let module: string;

  beforeAll(() => {
    const alice = generateKey('rsa-2048');
    const { certificate: expired, key } = testPki().signer('expired');
    const softHsm = softHsmWith(folder, [
      { label: 'Alice', objects: [tokenObject('01', alice, 'Alice')] },
      { label: 'Expired', objects: [{ id: '01', label: 'Xavier', key, certificates: [expired] }] },
      { label: 'Keyless', objects: [{ id: '01', label: 'Nobody', certificates: [selfSigned(alice, 'Nobody')] }] },
      {
        label: 'Mismatch',
        objects: [
          tokenObject('01', generateKey('rsa-2048'), 'Mallory', { certificates: [selfSigned(alice, 'Mallory')] }),
        ],
      },
      { label: 'Empty', objects: [] },
    ]);
    ({ conf, module } = softHsm);
  });

  /** Arguments and environment of a run with a token. */
  const words = (scene: SigningScene, token: string, path = module) => [
    ...['sign', scene.source, '--module', path, '--token', token, '--pin-env', 'TEST_PASSWORD'],
  ];
  const withPin = (more: NodeJS.ProcessEnv = {}) => ({
    env: { SOFTHSM2_CONF: conf, TEST_PASSWORD: PIN, ...more },
  });

  let hanging: Promise<CliResult>;
  let hangingScene: SigningScene;

  describeWithTool('gcc', 'with a fault', () => {
    let broken: string;
    const fault = (how: string, scene: SigningScene, more: NodeJS.ProcessEnv = {}) =>
      withPin({ BROKEN_HOW: how, BROKEN_LOG: join(scene.folder, 'logins'), ...more });
    const logins = (scene: SigningScene) =>
      readFileSync(join(scene.folder, 'logins'), 'utf8').split('\n').filter(Boolean).length;

    beforeAll(async () => {
      broken = buildBrokenModule(folder);
      // It is given up after 20 seconds: the other tests run meanwhile.
      hangingScene = await SigningScene.make();
      const args = [...words(hangingScene, 'Alice', broken), '--json'];
      hanging = hangingScene.run(args, fault('hang-at-load', hangingScene));
    });

    it.each<[string, Refusal, number]>([
      ['crash-at-load', { code: 'MODULE_CRASHED', status: 69, says: /broken\.so/ }, 0],
      ['locked', { code: 'CKR_PIN_LOCKED', status: 77, says: /locked/ }, 0],
      ['pin-locked-now', { code: 'CKR_PIN_LOCKED', status: 77 }, 1],
      ['pulled-out', { code: 'CKR_DEVICE_REMOVED', status: 69 }, 1],
      ['crash-at-sign', { code: 'MODULE_CRASHED', status: 69, says: /broken\.so/ }, 1],
      ['vendor-error', { code: 'CKR_VENDOR_DEFINED', status: 69 }, 1],
      ['garbage', { code: 'KEY_MISMATCH', status: 1 }, 1],
    ])('%s', async (how, refusal, expectedLogins) => {
      const scene = await SigningScene.make();
      writeFileSync(join(scene.folder, 'logins'), '');
      await scene.refused(words(scene, 'Alice', broken), refusal, fault(how, scene));
      expect(logins(scene)).toBe(expectedLogins);
    });

    it('a key that gives no signature of its certificate is not asked for the next file', async () => {
      const scene = await SigningScene.make();
      for (const name of ['b.pdf', 'c.pdf']) writeFileSync(join(scene.documents, name), buildPdf());
      const batch = words(scene, 'Alice', broken).toSpliced(1, 1, '--batch', scene.documents);
      const result = await scene.run([...batch, '--json'], fault('garbage', scene));
      expect(result.status).toBe(1);
      expect(JSON.parse(result.stdout).files).toMatchObject([{ error: { code: 'KEY_MISMATCH' } }]);
      scene.expectNothingLeft();
    });

    it('a wrong PIN is sent once, however many documents wait', async () => {
      const scene = await SigningScene.make();
      writeFileSync(join(scene.documents, 'other.pdf'), buildPdf());
      const wrong = fault('none', scene, { TEST_PASSWORD: '000000' });
      await scene.refused(words(scene, 'Alice', broken), { code: 'CKR_PIN_INCORRECT', status: 77 }, wrong);
      expect(logins(scene)).toBe(1);
      const batch = words(scene, 'Alice', broken).toSpliced(1, 1, '--batch', scene.documents);
      const result = await scene.run([...batch, '--json'], wrong);
      expect(result.status).toBe(77);
      expect(JSON.parse(result.stdout).files).toMatchObject([{ error: { code: 'CKR_PIN_INCORRECT' } }]);
      expect(logins(scene)).toBe(2);
      // After a first file that says nothing of the key several wait for it at once.
      writeFileSync(join(scene.documents, '0.pdf'), 'no PDF');
      const together = await scene.run(batch, wrong);
      expect(together.stderr.match(/The PIN is wrong/g)).toHaveLength(1);
      expect(logins(scene)).toBe(3);
      scene.expectNothingLeft();
    });

    it.each<[string, NodeJS.Signals]>([
      ['hang-at-login', 'SIGINT'],
      ['hang-at-sign', 'SIGTERM'],
    ])('%s: %s ends it at once and leaves nothing', async (how, request) => {
      const scene = await SigningScene.make();
      const before = contentOf(scene.documents);
      let child: ChildProcess | undefined;
      const run: typeof runCli = (args, options) => {
        const started = startCli(args, options);
        child = started.child;
        return started.ended;
      };
      const ended = scene.run([...words(scene, 'Alice', broken), '--json'], { ...fault(how, scene), run });
      await expect.poll(() => Object.keys(contentOf(scene.documents)).length, { timeout: 20_000 }).toBe(2);
      await expect.poll(() => existsSync(join(scene.folder, 'logins')), { timeout: 20_000 }).toBe(true);
      child?.kill(request);
      expectRefusal(await ended, { code: 'CANCELLED', status: 1 });
      expect(contentOf(scene.documents)).toEqual(before);
      scene.expectNothingLeft();
    });
  });

  it.each<[string, Refusal]>([
    ['Expired', { code: 'CERTIFICATE_EXPIRED', status: 1 }],
    ['Keyless', { code: 'KEY_MISSING', status: 1, says: /“Keyless”/ }],
    ['Mismatch', { code: 'KEY_MISMATCH', status: 1 }],
    ['Empty', { code: 'CERTIFICATE_NOT_FOUND', status: 69 }],
    ['Bob', { code: 'TOKEN_NOT_FOUND', status: 69, says: /“Bob”/ }],
  ])('%s is refused', async (token, refusal) => {
    const scene = await SigningScene.make();
    await scene.refused(words(scene, token), refusal, withPin());
  });

  it('that is not named among several', async () => {
    const scene = await SigningScene.make();
    const args = ['sign', scene.source, '--module', module, '--pin-env', 'TEST_PASSWORD'];
    await scene.refused(args, { code: 'TOKEN_AMBIGUOUS', status: 64, says: /serial:/ }, withPin());
  });

  it.each<[string, string, Refusal]>([
    ['is missing', '/nowhere/p11.so', { code: 'MODULE_NOT_FOUND', status: 69 }],
    ['is no path', 'p11.so', { code: 'MODULE_NOT_FOUND', status: 69, says: /absolute/ }],
    ['is no library', import.meta.filename, { code: 'MODULE_NOT_LOADABLE', status: 69 }],
  ])('whose module %s', async (_what, path, refusal) => {
    const scene = await SigningScene.make();
    await scene.refused(words(scene, 'Alice', path), refusal, withPin());
  });

  it('that is pulled out while the PIN is typed', async () => {
    const scene = await SigningScene.make();
    const tokens = join(folder, 'tokens');
    // The warning that its certificate is self-signed comes when the token is chosen, and before the PIN.
    const input = () => {
      renameSync(tokens, `${tokens}.out`);
      return `${PIN}\n`;
    };
    const args = [...words(scene, 'Alice').slice(0, -2), '--pin-stdin'];
    try {
      await scene.refused(args, { code: 'CKR_GENERAL_ERROR', status: 69, says: /“Alice”/ }, { ...withPin(), input });
    } finally {
      renameSync(`${tokens}.out`, tokens);
    }
  });

  describeWithSpy((spy) => {
    it('a wrong PIN is one C_Login on the wire, and a right one too', async () => {
      for (const [pin, status] of [
        ['000000', 77],
        [PIN, 0],
      ] as const) {
        const scene = await SigningScene.make();
        const output = join(scene.folder, 'spy.log');
        const env = {
          SOFTHSM2_CONF: conf,
          TEST_PASSWORD: pin,
          PKCS11SPY: softHsmModule() ?? '',
          PKCS11SPY_OUTPUT: output,
        };
        const result = await scene.run([...words(scene, 'Alice', spy), '--json'], { env });
        expect(result.status, result.stderr).toBe(status);
        expect(readFileSync(output, 'utf8').match(/\bC_Login\b/g)).toHaveLength(1);
      }
    });
  });

  describeWithTool('gcc', 'that never answers', () => {
    it('is given up', async () => {
      const result = await hanging;
      expectRefusal(result, { code: 'MODULE_TIMEOUT', status: 69, says: /broken\.so/ });
      hangingScene.expectNothingLeft();
    });
  });
});
