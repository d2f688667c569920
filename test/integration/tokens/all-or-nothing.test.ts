import { createPrivateKey } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { CKR } from '../../../shared/contract/ckr-codes.ts';
import { chosenObjects, deleteObjects } from '../../../src-main/tokens/manage/delete-objects.ts';
import { importKeys } from '../../../src-main/tokens/manage/import-key.ts';
import type { ManagedToken } from '../../../src-main/tokens/manage/managed-token.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { openPkcs12, type StoreKey } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { heldBy, ownHostsOf } from '../../support/host-memory.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describeWithSoftHsm('keys that are imported together', () => {
  const folder = temporaryFolder();
  const [fault, answer] = [join(folder, 'fault'), join(folder, 'answer')];
  const tokens = new Tokens();
  let module: string;
  let keys: StoreKey[];

  beforeAll(async () => {
    softHsmWith(folder, [{ label: 'Small', objects: [tokenObject('01', generateKey('p-256'), 'Old')] }]);
    module = buildBrokenModule(folder);
    Object.assign(process.env, { BROKEN_HOW_FILE: fault, BROKEN_ANSWER: answer });
    keys = (await Promise.all(['First', 'Second'].map(storeKey))).flat();
  });
  afterEach(() => {
    for (const file of [fault, answer]) rmSync(file, { force: true });
  });
  afterAll(async () => {
    delete process.env.BROKEN_ANSWER;
    await tokens.close();
  });

  async function on<T>(work: (token: ManagedToken) => Promise<T>): Promise<T> {
    const found = await tokens.tokenToManage({ module, token: { label: 'Small' } });
    const token = await found.open(bytes(PIN), { login: true, write: true });
    return work(token).finally(() => token.close());
  }
  const labels = () => on(async (token) => (await token.list()).map(({ about }) => `${about.kind} ${about.label}`));
  const OLD = ['private-key Old', 'certificate Old'];

  it('are all gone again where the token is full before the last of them', async () => {
    writeFileSync(fault, 'full');
    const imported = on((token) => importKeys(token, keys));
    await expect(imported).rejects.toMatchObject({
      code: 'CKR_DEVICE_MEMORY',
      message: expect.stringMatching(/was removed from it again\.$/),
      details: { left: 0 },
    });
    expect(await labels()).toEqual(OLD);
  });

  it.runIf(process.platform === 'linux')(
    'are nowhere in the memory of the module’s process once they are written',
    async () => {
      const [key] = keys;
      const scalar = Buffer.from(
        createPrivateKey({ key: Buffer.from(key?.pkcs8() ?? []), format: 'der', type: 'pkcs8' }).export({
          format: 'jwk',
        }).d ?? '',
        'base64url',
      );
      await on(async (token) => {
        const [written] = await importKeys(token, keys.slice(0, 1));
        await deleteObjects(token, await chosenObjects(token, { keyId: written?.keyId ?? '' }));
      });
      const [host] = ownHostsOf('broken.so');
      if (host === undefined) throw new Error('no host runs');
      expect(heldBy(host, ['PKCS11', scalar])).toEqual(['PKCS11']);
    },
  );

  it('are written where there is room, and refused as a whole where one of them is there already', async () => {
    expect(await on((token) => importKeys(token, keys.slice(1)))).toMatchObject([{ sha256: keys[1]?.sha256 }]);
    const again = on((token) => importKeys(token, keys));
    await expect(again).rejects.toMatchObject({ code: 'OBJECT_EXISTS', details: { sha256: keys[1]?.sha256 } });
    expect((await labels()).filter((label) => label.endsWith('First'))).toEqual([]);
    const gone = on(async (token) => deleteObjects(token, await chosenObjects(token, { keyId: keys[1]?.keyId ?? '' })));
    expect(await gone).toHaveLength(2);
  });

  it('are said to be there still where the token will not delete them either', async () => {
    writeFileSync(fault, 'full');
    writeFileSync(answer, `C_DestroyObject ${CKR.CKR_ACTION_PROHIBITED.value}`);
    const imported = on((token) => importKeys(token, keys));
    await expect(imported).rejects.toMatchObject({
      code: 'CKR_DEVICE_MEMORY',
      message: expect.stringMatching(/3 of the objects written before could not be removed again/),
      details: { left: 3 },
    });
    expect(await labels()).toHaveLength(5);
  });
}, ['gcc']);

async function storeKey(name: string): Promise<StoreKey[]> {
  const key = generateKey('p-256');
  const password = bytes('pw');
  const made = { key, certificate: selfSigned(key, name), chain: [], password, friendlyName: name, iterations: 1 };
  return openPkcs12(await createPkcs12(made), { name, password });
}
