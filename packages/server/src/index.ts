export * from './server.ts';
export * from './settings.ts';
