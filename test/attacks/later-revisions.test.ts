import { actionsInCertified } from '../support/attacks/actions.ts';
import { describeAttack } from '../support/attacks/describe-attack.ts';
import { evilAnnotations } from '../support/attacks/evil-annotations.ts';
import { shadowHide, shadowHideAndReplace, shadowReplace } from '../support/attacks/shadow.ts';
import { sneakySignatures } from '../support/attacks/sneaky-signatures.ts';
import { sneakyTimestamps } from '../support/attacks/sneaky-timestamps.ts';
import { testPki } from '../support/pki.ts';

const pki = testPki();
const signers = [pki.signer('p-256'), pki.signer('p-384')] as const;

const classes = [
  shadowHide,
  shadowReplace,
  shadowHideAndReplace,
  evilAnnotations,
  sneakySignatures,
  actionsInCertified,
];
for (const attack of classes) describeAttack(attack(...signers));
describeAttack(sneakyTimestamps(signers[0], pki.tsa()));
