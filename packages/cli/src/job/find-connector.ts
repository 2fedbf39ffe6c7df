import type { Connector } from '@sluice/core';
import { suggest } from '@sluice/core';
import type { ConnectorLookup } from '@sluice/engine';
import { cliErrors } from '../errors.ts';

/** Loads a connector by any of its names. Throws with the name that was probably meant. */
export async function findConnector(name: string, connectors: ConnectorLookup): Promise<Connector> {
  const connector = await connectors.find(name);
  if (connector === undefined) throw cliErrors.unknownConnector({ name, similar: suggest(name, connectors.names) });
  return connector;
}
