import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './cli.ts';
import { PROJECT_ROOT, requireTool, temporaryFolder } from './tools.ts';

const FILES: Readonly<Record<string, string>> = {
  'http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd': 'xmldsig-core-schema.xsd',
  'http://www.w3.org/TR/2008/REC-xmldsig-core-20080610/xmldsig-core-schema.xsd': 'xmldsig-core-schema.xsd',
  'http://uri.etsi.org/01903/v1.3.2/XAdES.xsd': 'XAdES01903v132-202407.xsd',
  'http://uri.etsi.org/19612/v2.2.1/ts_119612v020201_201601xsd.xsd': 'ts_119612v020401_xsd.xsd',
  'http://www.w3.org/2001/xml.xsd': 'xml.xsd',
};

/** Folder of the published schemas: `COUNTERSIGN_SCHEMAS`, else `../shared/schemas`; undefined where there is none. */
export function schemasFolder(): string | undefined {
  const folder = process.env.COUNTERSIGN_SCHEMAS ?? join(PROJECT_ROOT, '..', 'shared', 'schemas');
  return existsSync(join(folder, 'TS119102-2-v141.xsd')) ? folder : undefined;
}

/** What xmllint has against documents by a schema, that of validation reports (ETSI TS 119 102-2 V1.4.1) where none is named; empty where they are valid. */
export async function schemaComplaint(
  reports: readonly string[],
  schemas: string,
  schema = 'TS119102-2-v141.xsd',
): Promise<string> {
  const folder = temporaryFolder();
  const catalog = join(folder, 'catalog.xml');
  const uris = Object.entries(FILES).map(([uri, file]) => `<uri name="${uri}" uri="file://${join(schemas, file)}"/>`);
  const systems = uris.map((line) => line.replace('<uri name', '<system systemId'));
  writeFileSync(
    catalog,
    `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${[...uris, ...systems].join('')}</catalog>`,
  );
  const files = reports.map((report, index) => {
    const file = join(folder, `report-${index}.xml`);
    writeFileSync(file, report);
    return file;
  });
  const { status, stderr } = await runProgram(
    requireTool('xmllint'),
    ['--nonet', '--noout', '--schema', join(schemas, schema), ...files],
    { env: { XML_CATALOG_FILES: catalog } },
  );
  return status === 0 ? '' : stderr;
}
