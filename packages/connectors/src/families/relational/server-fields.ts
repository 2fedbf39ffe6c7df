/** Connection fields that every database server has. */
import { count, secret, text } from '@sluice/core';

/** PEM text, or the path of a file that holds it. */
const pem = (title: string, help: string) => text({ title, help, role: 'localPathOrText', widget: 'code' }).optional();

/** Beside the mode, whose words differ. */
export const certificateFields = {
  ca: pem(
    'Authority',
    'Certificate of the authority, as PEM text or a path. Without it the authorities of the system count.',
  ),
  cert: pem('Certificate', 'Certificate of this client, as PEM text or a path.'),
  key: secret({ title: 'Key', role: 'localPathOrText', help: 'Key of this client, as PEM text or a path.' }).optional(),
};

export const timeoutFields = {
  connectTimeoutMs: count({
    title: 'Connect timeout',
    help: 'A host that has not answered by then is given up.',
    unit: 'ms',
    isAdvanced: true,
  }).default(10_000),
  socketTimeoutMs: count({
    title: 'Socket timeout',
    help: 'A session is given up when the server is silent for so long while an answer is due; 0 waits forever.',
    unit: 'ms',
    isAdvanced: true,
  }).default(3_600_000),
};
