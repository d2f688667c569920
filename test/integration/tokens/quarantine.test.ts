import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { openTokens, quarantined, retryModule } from '../../../src-main/workflow/module-health.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { describeWithSoftHsm, PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const token = { label: 'Alice' };
const message = new TextEncoder().encode('what is signed');

describeWithSoftHsm('a module that crashes again and again', () => {
  const folder = temporaryFolder();
  const how = join(folder, 'how');
  const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
  const tokens = openTokens(home);
  let module: string;

  beforeAll(() => {
    softHsmWith(folder, [{ label: 'Alice', objects: [tokenObject('01', generateKey('p-256'), 'Alice')] }]);
    module = buildBrokenModule(folder);
    process.env.BROKEN_HOW_FILE = how;
  });
  beforeEach(async () => {
    await tokens.close();
    rmSync(how, { force: true });
    await retryModule(home, module);
  });
  afterAll(() => tokens.close());

  const broken = (fault: string) => writeFileSync(how, fault);
  const fail = async (code: string) => {
    await expect(sign()).rejects.toMatchObject({ code });
    await tokens.close();
  };
  const sign = async () => {
    const pin = new TextEncoder().encode(PIN);
    const signer = await tokens.openTokenSigner({ module, token, pin });
    await signer.sign(message, 'ecdsa-sha256').finally(() => signer.close());
  };

  it('is put aside after the third crash, at whatever it crashed, for every process with this home', async () => {
    broken('crash-at-load');
    await fail('MODULE_CRASHED');
    broken('crash-at-sign');
    await fail('MODULE_CRASHED');
    expect(await quarantined(home)).toEqual([]);
    await fail('MODULE_CRASHED');
    rmSync(how);
    await fail('MODULE_QUARANTINED');
    expect(await quarantined(home)).toEqual([module]);
    const other = openTokens(home);
    await expect(other.listTokens(module)).rejects.toMatchObject({
      code: 'MODULE_QUARANTINED',
      details: { module: 'broken.so', crashes: 3, last: 'MODULE_CRASHED' },
      message: expect.stringContaining('--retry-module'),
    });
    // When it was updated it has its chance again by itself.
    const updated = new Date('2026-01-01T00:00:00Z');
    utimesSync(module, updated, updated);
    await sign();
    await tokens.close();
    expect(await quarantined(home)).toEqual([]);
  });

  it('is forgiven at the first signature; one that takes ever more memory is ended and named, and counts as crashed', async () => {
    broken('exit-at-load');
    for (let crash = 0; crash < 2; crash += 1) await fail('MODULE_CRASHED');
    rmSync(how);
    await sign();
    await tokens.close();
    broken('exit-at-load');
    for (let crash = 0; crash < 2; crash += 1) await fail('MODULE_CRASHED');
    broken('leak');
    await fail('MODULE_MEMORY');
    await fail('MODULE_QUARANTINED');
    rmSync(how);
    await retryModule(home, module);
    await sign();
  });

  it('that was ended by us, or whose token refused, has not crashed', async () => {
    broken('vendor-error');
    await fail('CKR_VENDOR_DEFINED');
    for (let time = 0; time < 3; time += 1) await expect(sign()).rejects.toMatchObject({ code: 'CKR_VENDOR_DEFINED' });
    rmSync(how);
    await sign();
  });
}, ['gcc']);
