import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKey as newKey } from '../../../scripts/pki/keys.ts';
import { nameFromText } from '../../../src-main/cms/name-text.ts';
import { chosenObjects, deleteObjects } from '../../../src-main/tokens/manage/delete-objects.ts';
import { generateKey } from '../../../src-main/tokens/manage/generate-key.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { describeWithSoftHsm, PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { describeWithSpy } from '../../support/spy.ts';
import { temporaryFolder } from '../../support/tools.ts';

describeWithSoftHsm('logins as pkcs11-spy counts them', () => {
  describeWithSpy((spy) => {
    const folder = temporaryFolder();
    const output = join(folder, 'spy.log');
    const tokens = new Tokens();
    beforeAll(() => {
      const { module } = softHsmWith(folder, [
        { label: 'Alice', objects: [tokenObject('01', newKey('p-256'), 'Alice')] },
      ]);
      process.env.PKCS11SPY = module;
      process.env.PKCS11SPY_OUTPUT = output;
    });
    afterAll(() => tokens.close());

    const count = (name: string) => readFileSync(output, 'utf8').split(`: ${name}\n`).length - 1;
    const query = { module: spy, token: { label: 'Alice' } };

    it('none for finding the key, one for a wrong PIN, one for a right PIN and ten signatures', async () => {
      const key = await tokens.selectKey(query);
      expect(count('C_Login')).toBe(0);
      await expect(key.login(new TextEncoder().encode('999999'))).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
      expect(count('C_Login')).toBe(1);
      const signer = await key.login(new TextEncoder().encode(PIN));
      for (let i = 0; i < 10; i++) await signer.sign(new Uint8Array([i]), 'ecdsa-sha256');
      await signer.close();
      expect([count('C_Login'), count('C_SignInit'), count('C_Sign'), count('C_Logout')]).toEqual([2, 10, 10, 1]);
    });

    it('one for a key with its request, and all that is listed and deleted beside it', async () => {
      const before = count('C_Login');
      const token = await (await tokens.tokenToManage(query)).open(new TextEncoder().encode(PIN), {
        login: true,
        write: true,
      });
      const { keyId } = await generateKey(token, { kind: 'p-256', label: 'New', subject: nameFromText('CN=A') });
      await deleteObjects(token, await chosenObjects(token, { keyId }));
      await token.close();
      expect([count('C_Login') - before, count('C_GenerateKeyPair'), count('C_DestroyObject')]).toEqual([1, 1, 2]);
      expect(readFileSync(output, 'utf8')).not.toMatch(/CKA_PRIME_1|CKA_PRIVATE_EXPONENT/);
    });
  });
});
