import ts from 'typescript';
import type { SourceFile } from './source-files.ts';

/** Longest file, in lines. Past 300 a file deserves a hard look; past this it is split. */
export const MAX_LINES = 500;

/** A file that is too long, or that only passes on what other files export. */
export function findShape({ path, text }: SourceFile): string[] {
  const found: string[] = [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > MAX_LINES) {
    found.push(`${path}: ${lines} lines, over the limit of ${MAX_LINES}; split it`);
  }
  if (isBarrel(path, text)) {
    found.push(`${path}: only passes on other files' exports; import from the files themselves`);
  }
  return found;
}

function isBarrel(path: string, text: string): boolean {
  if (!text.includes('export')) {
    return false;
  }
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false);
  const passesOn = (statement: ts.Statement): boolean =>
    ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
  return (
    statements.some(passesOn) &&
    statements.every((statement) => passesOn(statement) || ts.isImportDeclaration(statement))
  );
}
