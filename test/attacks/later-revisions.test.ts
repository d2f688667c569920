import { actionsInCertified } from '../support/attacks/actions.ts';
import { describeAttack } from '../support/attacks/describe-attack.ts';
import { evilAnnotations } from '../support/attacks/evil-annotations.ts';
import { shadowHide, shadowHideAndReplace, shadowReplace } from '../support/attacks/shadow.ts';
import { testPki } from '../support/pki.ts';

const pki = testPki();
const signers = [pki.signer('p-256'), pki.signer('p-384')] as const;

for (const attack of [shadowHide, shadowReplace, shadowHideAndReplace, evilAnnotations, actionsInCertified]) {
  describeAttack(attack(...signers));
}
