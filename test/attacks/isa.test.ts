import { describeAttack } from '../support/attacks/describe-attack.ts';
import { incrementalSaving } from '../support/attacks/isa.ts';
import { testPki } from '../support/pki.ts';

const pki = testPki();

describeAttack(incrementalSaving(pki.signer('p-256'), pki.signer('p-384')));
