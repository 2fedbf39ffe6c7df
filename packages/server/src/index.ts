export * from './operation/commands.ts';
export * from './server.ts';
export * from './settings.ts';
