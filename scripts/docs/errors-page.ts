import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitCodeOf } from '@sluice/cli';
import { declaredErrors, errorTemplate } from '@sluice/core';

/** The reference of all errors; loads every file that declares some. */
export async function errorsPage(root: string): Promise<string> {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root }).filter(
    (file) =>
      !file.includes('.test.') &&
      !file.startsWith('packages/testkit/') &&
      /\bdefineErrors\(/.test(readFileSync(join(root, file), 'utf8')),
  );
  for (const file of files) await import(pathToFileURL(join(root, file)).href);
  const rows = [...declaredErrors().values()]
    .sort((left, right) => (left.code < right.code ? -1 : 1))
    .map(({ code, declaration }) => {
      const kind = declaration.kind ?? 'config';
      const { message, hint } = errorTemplate(declaration);
      const retried = (declaration as { retryable?: boolean }).retryable === true ? ', retried' : '';
      return `| \`${code}\` | ${cell(message)} | ${cell(hint ?? '')} | ${exitCodeOf(kind)}${retried} |`;
    });
  return `# Errors\n\nCodes are stable. \`sluice help CODE\` prints one of them. Words in braces stand for values.\n\n| code | what happened | what to do | exit code |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
}
