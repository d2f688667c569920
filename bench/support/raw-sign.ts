import pkcs11 from 'pkcs11js';
import { median } from './table.ts';

/** Median milliseconds of one C_SignInit and C_Sign (RSA PKCS#1 v1.5), straight at the module: what no program can be faster than. */
export function rawSignTime(module: string, pin: string, runs: number): number {
  return rawSigning(module, pin, runs).milliseconds;
}

/** The same, with the processor time of one signature in milliseconds. */
export function rawSigning(module: string, pin: string, runs: number): { milliseconds: number; cpu: number } {
  const library = new pkcs11.PKCS11();
  library.load(module);
  library.C_Initialize();
  try {
    const [slot] = library.C_GetSlotList(true);
    if (slot === undefined) throw new Error('no token');
    const session = library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
    library.C_Login(session, pkcs11.CKU_USER, pin);
    library.C_FindObjectsInit(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]);
    const [key] = library.C_FindObjects(session, 1);
    library.C_FindObjectsFinal(session);
    if (key === undefined) throw new Error('no key');
    const digestInfo = Buffer.alloc(51, 7);
    const times: number[] = [];
    const before = process.cpuUsage();
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now();
      library.C_SignInit(session, { mechanism: pkcs11.CKM_RSA_PKCS }, key);
      library.C_Sign(session, digestInfo, Buffer.alloc(512));
      times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: median(times), cpu: (user + system) / 1000 / runs };
  } finally {
    library.C_Finalize();
    library.close();
  }
}
