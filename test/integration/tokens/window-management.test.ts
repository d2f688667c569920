import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import type { PresentToken } from '../../../shared/contract/object-calls.ts';
import { checkCertificationRequest } from '../../../src-main/cms/certification-request.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { listTokens } from '../../../src-main/workflow/token-list.ts';
import { openWorkflow } from '../../../src-main/workflow/window-workflow.ts';
import type { WorkflowApi } from '../../../src-main/workflow/workflow-api.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';
import { wholeList } from '../../support/whole-list.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const PASSWORD = 'pässwörd';

describeWithSoftHsm('what is on a token, in the window', () => {
  const folder = temporaryFolder();
  const store = join(folder, 'alice.p12');
  const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
  let workflow: WorkflowApi;
  let empty: PresentToken;
  let module: string;

  beforeAll(async () => {
    ({ module } = softHsmWith(folder, [{ label: 'Empty', objects: [] }]));
    const key = generateKey('p-256');
    const certificate = selfSigned(key, 'Alice');
    const made = { key, certificate, chain: [], password: bytes(PASSWORD), friendlyName: 'Alice' };
    writeFileSync(store, await createPkcs12({ ...made, iterations: 1000 }));
    workflow = await openWorkflow({ home });
    await workflow.addModule(module);
    await wholeList(workflow);
    const found = (await workflow.management.present()).find(({ label }) => label === 'Empty');
    if (found === undefined) throw new Error('a token without a certificate is not shown');
    empty = found;
  });
  afterAll(() => workflow?.close());

  const login = (pin = PIN) => ({ token: empty.id, pin: bytes(pin), acceptLastTry: false });
  const named = async (name: string) => (await wholeList(workflow)).certificates.find((one) => one.name === name);

  it('makes a key with its request, and says what is no name before any PIN is tried', async () => {
    const { management } = workflow;
    const wish = { kind: 'p-256', label: 'Bob', subject: 'CN=Bob\\, Notary,C=NA' } as const;
    await expect(management.generate(login('wrong'), { ...wish, subject: 'Bob' })).rejects.toMatchObject({
      code: 'USAGE',
    });
    const { request, key } = await management.generate(login(), wish);
    expect([key, request.split('\n')[0]]).toEqual(['ECDSA P-256', '-----BEGIN CERTIFICATE REQUEST-----']);
    const target = { path: join(folder, 'bob.csr'), overwrite: false };
    await management.saveRequest(request, target);
    await expect(management.saveRequest(request, target)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    const [made, ...others] = (await management.objects(empty.id)).objects;
    expect([made?.kind, made?.label, others]).toEqual(['public-key', 'Bob', []]);
    await wholeList(workflow);
    const [token] = (await management.present()).filter(({ id }) => id === empty.id);
    expect(token?.keys, 'a key whose certificate was not imported yet').toEqual([{ keyId: made?.keyId, label: 'Bob' }]);
  });

  it('shows what is private after the PIN, and makes the request of a key again, without writing', async () => {
    const { management } = workflow;
    await expect(management.privateObjects(login('000000'))).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    const [key, ...others] = (await management.privateObjects(login())).objects;
    expect(key).toMatchObject({ kind: 'private-key', label: 'Bob', private: true, extractable: false });
    expect(others.map(({ kind }) => kind)).toEqual(['public-key']);
    const wish = { keyId: key?.keyId ?? '', subject: 'CN=Bob,C=NA' };
    await expect(management.request(login('wrong'), { ...wish, subject: 'Bob' })).rejects.toMatchObject({
      code: 'USAGE',
    });
    const { request } = await management.request(login(), wish);
    const der = Buffer.from(request.replace(/-----[^-]+-----/g, ''), 'base64');
    expect(checkCertificationRequest(new Uint8Array(der))).toBe('valid');
    await expect(management.request(login(), { ...wish, keyId: '00' })).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
    expect(await management.privateObjects(login()), 'nothing was written').toEqual({
      objects: [key, ...others],
      more: false,
    });
  });

  it('imports a key file, which is then signed with, and deletes its key with all that belongs to it', async () => {
    const { management } = workflow;
    await expect(management.importKeyStore(login(), store, bytes('wrong'))).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
    expect(await management.importKeyStore(login(), store, bytes(PASSWORD))).toBe(1);
    expect(await named('Alice')).toMatchObject({ usable: true, home: { kind: 'pkcs11', label: 'Empty' } });
    const keyId = (await management.objects(empty.id)).objects.find(({ kind }) => kind === 'certificate')?.keyId ?? '';
    await expect(management.delete(login('000000'), { keyId })).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    expect(await named('Alice')).toBeDefined();
    expect(await management.delete(login(), { keyId })).toBe(2);
    expect(await named('Alice')).toBeUndefined();
  });

  it('shows a token once that two modules read', async () => {
    const other = join(folder, 'other.so');
    copyFileSync(module, other);
    await workflow.addModule(other);
    const tokens = new Tokens();
    const { modules } = await listTokens({ home, tokens, clock: systemClock, onSlow: () => undefined }).finally(() =>
      tokens.close(),
    );
    expect(modules.map(({ path }) => path)).toEqual(expect.arrayContaining([module, other]));
    const shown = modules.flatMap((one) => one.tokens).filter(({ label }) => label === 'Empty');
    expect(shown).toHaveLength(1);
  });

  it('keeps the keys of a key file in its own folder', async () => {
    const { management } = workflow;
    await management.lookAt(store, 'key-store');
    await expect(management.lookAt(store, 'certificate')).rejects.toMatchObject({ code: 'CERTIFICATE_UNREADABLE' });
    expect(await management.importKeyStore(null, store, bytes(PASSWORD))).toBe(1);
    expect(await named('Alice')).toMatchObject({ usable: true, home: { kind: 'pkcs12', label: 'Countersign' } });
  });

  it('lists the keys in its own folder, and deletes one for good', async () => {
    const { management } = workflow;
    const [kept, ...others] = await management.kept();
    expect([kept?.name, others]).toEqual(['Alice', []]);
    if (kept === undefined) throw new Error('no key is kept');
    const id = kept.sha256;
    await management.deleteKept(id);
    expect(await management.kept()).toEqual([]);
    expect(await named('Alice')).toBeUndefined();
    await expect(management.deleteKept(id)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
  });
});
