import { z } from 'zod';
import { signingPurpose } from '../../shared/domain/doctor.ts';
import { readOwnText, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';

/** Which certificate of a token was chosen last. */
const choice = z.strictObject({
  /** What selects it: its serial number, or a URI. */
  token: z.string(),
  purpose: signingPurpose,
  /** SHA-256, hexadecimal. */
  certificate: z.string(),
});
export type RememberedChoice = z.infer<typeof choice>;

/** Key stores and modules the person has added, absolute paths, addresses of signing services, and what they chose, newest first. No secret is among them. */
const remembered = z.strictObject({
  keyStores: z.array(z.string()),
  modules: z.array(z.string()),
  services: z.array(z.string()).default([]),
  /** As whom people sign in to a service, by its address. */
  clientIds: z.record(z.string(), z.string()).default({}),
  choices: z.array(choice).default([]),
});
export type RememberedKeys = z.infer<typeof remembered>;

const FILE = 'keys.json';

/** What was added so far. A file that cannot be read counts as none: adding again mends it. */
export async function rememberedKeys(home: Home): Promise<RememberedKeys> {
  try {
    return remembered.parse(JSON.parse(await readOwnText(home.at(FILE))));
  } catch {
    return { keyStores: [], modules: [], services: [], clientIds: {}, choices: [] };
  }
}

type Kind = 'keyStores' | 'modules' | 'services';

/** Adds one path or address; what is there already moves to the front. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function rememberKey(home: Home, kind: Kind, place: string): Promise<void> {
  await keep(home, kind, (known) => [place, ...known.filter((other) => other !== place)]);
}

/** Takes one path or address out. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function forgetKey(home: Home, kind: Kind, place: string): Promise<void> {
  await keep(home, kind, (known) => known.filter((other) => other !== place));
}

async function keep(home: Home, kind: Kind, change: (known: readonly string[]) => string[]): Promise<void> {
  const known = await rememberedKeys(home);
  await ensureHome(home);
  await writeFileAtomic(home.at(FILE), JSON.stringify({ ...known, [kind]: change(known[kind]) }, null, 2));
}

/** Keeps as whom people sign in to a service; null: not any more. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function rememberClient(home: Home, service: string, clientId: string | null): Promise<void> {
  const known = await rememberedKeys(home);
  const { [service]: before, ...others } = known.clientIds;
  if ((before ?? null) === clientId) return;
  await ensureHome(home);
  const clientIds = clientId === null ? others : { ...others, [service]: clientId };
  await writeFileAtomic(home.at(FILE), JSON.stringify({ ...known, clientIds }, null, 2));
}

/** Tokens whose choices are kept. */
const MOST_CHOICES = 200;

/** Keeps the choice for the token and the purpose. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function rememberChoice(home: Home, chosen: RememberedChoice): Promise<void> {
  const known = await rememberedKeys(home);
  const isSame = (one: RememberedChoice) => one.token === chosen.token && one.purpose === chosen.purpose;
  const before = known.choices.find(isSame);
  if (before?.certificate === chosen.certificate) return;
  await ensureHome(home);
  const choices = [chosen, ...known.choices.filter((one) => !isSame(one))].slice(0, MOST_CHOICES);
  await writeFileAtomic(home.at(FILE), JSON.stringify({ ...known, choices }, null, 2));
}
