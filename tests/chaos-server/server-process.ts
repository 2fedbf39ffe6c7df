/** A server as `sluice server` starts it, on a clock that a test moves. Not a test: started by `servers.ts`. */
import { readFileSync } from 'node:fs';
import { systemClock } from '@sluice/engine';
import { readSettings, startServer } from '@sluice/server';

/** Holds by how many ms the clock is ahead. */
const file = process.env['CLOCK_FILE'];
const aheadMs = (): number => (file === undefined ? 0 : Number(readFileSync(file, 'utf8')));

const settings = readSettings(process.env);
const server = await startServer(settings, undefined, { ...systemClock, now: () => Date.now() + aheadMs() });
console.log(`listens on ${server.url}`);
