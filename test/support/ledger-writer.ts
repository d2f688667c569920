// A process of its own for the fault tests: appends to the ledger of a home, single entries and batches in turn.
// Arguments: home, number of appends. Prints each operation when its entry was reported durable.
import { locateHome } from '../../src-main/platform/home.ts';
import { newEntry, openTestLedger } from './ledger.ts';

const [, , folder = '', appends = '0'] = process.argv;
const ledger = await openTestLedger(locateHome({ COUNTERSIGN_HOME: folder }));
for (let i = 0; i < Number(appends); i++) {
  const entries = Array.from({ length: Number(appends) > 1000 && i % 3 === 2 ? 50 : 1 }, () => newEntry());
  await ledger.appendBatch(entries);
  for (const { operation } of entries) process.stdout.write(`${operation}\n`);
}
ledger.close();
