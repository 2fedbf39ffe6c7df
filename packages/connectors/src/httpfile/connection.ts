import { anything, count, secret, text, type Options } from '@sluice/core';
import { sslField } from '../families/http/tls.ts';

export const headersField = (title: string, help: string) =>
  anything({
    title,
    help,
    example: { 'X-Api-Key': '${env:API_KEY}' },
    widget: 'map',
    isSecret: true,
    isAdvanced: true,
  });

/** What comes before every file name, and how to log in. */
export const connectionFields = {
  urlPrefix: text({
    title: 'URL prefix',
    role: 'address',
    help: 'Comes before every file name. Without it file names are whole URLs.',
    example: 'https://files.example.com/export',
  }).optional(),
  user: text({ title: 'User', help: 'For basic authentication.', aliases: ['username'] }).optional(),
  password: secret({ title: 'Password' }).optional(),
  token: secret({
    title: 'Token',
    help: 'Sent as "Authorization: Bearer …", instead of user and password.',
    aliases: ['bearerToken', 'authToken'],
  }).optional(),
  defaultHeaders: headersField('Headers', 'Sent with every request, as an object or its JSON; never to other hosts.'),
  ssl: sslField,
  connectTimeoutSeconds: count({
    title: 'Connect timeout',
    help: 'A host that has not answered by then is given up; 0 waits forever.',
    unit: 's',
    isAdvanced: true,
  }).default(60),
  socketTimeoutSeconds: count({
    title: 'Socket timeout',
    help: 'A connection is given up when the server is silent for so long while something is due; 0 waits forever.',
    unit: 's',
    isAdvanced: true,
  }).default(3_600),
} as const;

export type HttpfileConnection = Options<typeof connectionFields>;
