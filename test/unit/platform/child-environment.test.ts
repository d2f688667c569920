import { afterEach, expect, it, vi } from 'vitest';
import { environmentOfPrograms, keepFromPrograms } from '../../../src-main/platform/child-environment.ts';

afterEach(() => vi.unstubAllEnvs());

it('what is started gets the environment without its secrets, and without what is meant for our Node alone', () => {
  vi.stubEnv('COUNTERSIGN_TEST_CONF', '/etc/softhsm2.conf');
  vi.stubEnv('COUNTERSIGN_TEST_PIN', '123456');
  vi.stubEnv('NODE_OPTIONS', '--no-warnings');
  expect(environmentOfPrograms()).toHaveProperty('COUNTERSIGN_TEST_PIN');
  keepFromPrograms(['COUNTERSIGN_TEST_PIN']);
  const environment = environmentOfPrograms();
  expect(environment).toMatchObject({ COUNTERSIGN_TEST_CONF: '/etc/softhsm2.conf', PATH: process.env.PATH });
  expect(Object.keys(environment)).not.toContain('COUNTERSIGN_TEST_PIN');
  expect(Object.keys(environment)).not.toContain('NODE_OPTIONS');
});
