import type { Connector } from '@sluice/core';
import { processorSchema, scriptSchema, stepSchema } from '@sluice/core';

/** Stands for the steps, which are printed a line each. */
const placeholder = 'STEPS';

/** The JSON Schema of a script 2.0 with the steps of all connectors. */
export function jobSchema(connectors: readonly Connector[]): string {
  const steps = connectors.flatMap((connector) =>
    (['reader', 'writer'] as const).flatMap((side) => stepSchema(connector, side) ?? []),
  );
  const lines = [...steps, processorSchema()].map((step) => JSON.stringify(step)).join(',\n');
  const frame = JSON.stringify(scriptSchema([placeholder]), undefined, 2);
  return `${frame.replace(JSON.stringify(placeholder), () => lines)}\n`;
}
