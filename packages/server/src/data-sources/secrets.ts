import { maskedValue, maskSecrets, type Fields, type JsonValue, type Parameter } from '@sluice/core';

/**
 * Puts stored secrets back where a client sent their masks. A mask that stands for nothing stays: the check of the
 * connection will refuse it.
 */
export function withStoredSecrets(sent: Parameter, stored: Parameter): Parameter {
  return restore(sent, stored) as Parameter;
}

function restore(sent: JsonValue, stored: JsonValue | undefined): JsonValue {
  if (typeof sent === 'string') return typeof stored === 'string' && isMaskOf(sent, stored) ? stored : sent;
  if (Array.isArray(sent)) {
    const items = Array.isArray(stored) ? (stored as readonly JsonValue[]) : [];
    return (sent as readonly JsonValue[]).map((item, index) => restore(item, items[index]));
  }
  if (typeof sent !== 'object' || sent === null) return sent;
  const members = typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? (stored as Parameter) : {};
  return Object.fromEntries(
    Object.entries(sent).map(([name, member]) => [name, restore(member as JsonValue, members[name])]),
  );
}

/** The mask itself, or a URL with masked parts that is the stored one but for them. */
function isMaskOf(sent: string, stored: string): boolean {
  return sent === maskedValue || (sent.includes(maskedValue) && maskSecrets(stored) === sent);
}

/** For answers. */
export function maskConnection(connection: Parameter, fields: Fields | undefined): Parameter {
  return maskSecrets(connection as JsonValue, fields) as Parameter;
}
