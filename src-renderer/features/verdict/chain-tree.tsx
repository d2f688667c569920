import { useTranslation } from 'react-i18next';
import { commonName } from '../../../shared/domain/common-name.ts';
import type { CertificateName, SignatureReport } from '../../../shared/domain/verification.ts';
import { Fact, Facts } from '../../components/facts.tsx';
import { Hex } from '../../components/hex.tsx';
import { Tree, type TreeNode } from '../../components/tree.tsx';
import { isKnown } from './judgement.ts';

/** The certificates from the one that is trusted down to the signer's, each with what it holds. */
export function ChainTree({ signature }: { readonly signature: SignatureReport }) {
  const { t } = useTranslation();
  const { chain, signer } = signature;
  const certificates = chain.length > 0 || signer === null ? chain : [signer];
  const complete = isKnown(signature);
  let nodes: readonly TreeNode[] = [];
  for (const [index, certificate] of certificates.entries()) {
    const isTop = index === certificates.length - 1;
    const mark = isTop && complete ? t('signature.anchor') : index === 0 ? t('signature.thisSigner') : undefined;
    nodes = [{ id: certificate.sha256, name: commonName(certificate.subject), mark, children: nodes }];
  }
  return (
    <div className="flex flex-col gap-2">
      {complete ? null : <p className="text-muted text-xs">{t('signature.chainMissing')}</p>}
      {nodes.length === 0 ? null : (
        <Tree
          label={t('signature.chain')}
          nodes={nodes}
          detail={(id) => {
            const certificate = certificates.find(({ sha256 }) => sha256 === id);
            return certificate === undefined ? null : <Certificate certificate={certificate} />;
          }}
        />
      )}
    </div>
  );
}

function Certificate({ certificate }: { readonly certificate: CertificateName }) {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact name={t('signature.subject')}>{certificate.subject}</Fact>
      <Fact name={t('signature.issuer')}>{certificate.issuer}</Fact>
      <Fact name={t('signature.serial')}>
        <Hex value={certificate.serial} />
      </Fact>
      <Fact name={t('signature.fingerprint')}>
        <Hex value={certificate.sha256} />
      </Fact>
    </Facts>
  );
}
