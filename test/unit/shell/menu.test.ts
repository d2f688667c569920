import { expect, it } from 'vitest';
import { menuCommand } from '../../../shared/contract/contract.ts';
import { allowedAddress } from '../../../src-main/shell/electron/allowed-address.ts';
import { menuTemplate } from '../../../src-main/shell/electron/menu.ts';

function walk(language: 'en' | 'de') {
  const commands: string[] = [];
  const links: string[] = [];
  const template = menuTemplate(language, 'linux', {
    command: (command) => commands.push(command),
    openLink: (address) => links.push(address),
  });
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  for (const { click } of items) (click as (() => void) | undefined)?.();
  return { commands, links, items, template };
}

it('offers every command once', () => {
  expect(walk('en').commands.sort()).toEqual([...menuCommand.options].sort());
});

it('is complete in both languages and differs between them', () => {
  const labels = (language: 'en' | 'de') => walk(language).template.map(({ label }) => label);
  for (const language of ['en', 'de'] as const) expect(labels(language)).not.toContain(undefined);
  expect(labels('en')).not.toEqual(labels('de'));
});

it('leaves the keys of the page to the page', () => {
  const shown = walk('en').items.filter(({ accelerator }) => accelerator !== undefined);
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
});

it('links only to addresses that may be opened', () => {
  const { links } = walk('en');
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(allowedAddress(link)).toBe(link);
});
