/** The way of the rows through the steps of a script: `order.hops`. */
import type { Parameter } from './job.ts';
import { jobErrors } from './job-errors.ts';
import { joinPath } from './path.ts';
import { checkKeys, isObject, isUnset, member, readObject, wordFor, type Placed } from './shape.ts';
import { suggest } from './suggest.ts';

export interface ScriptStep {
  readonly name: string;
  readonly category: 'reader' | 'writer' | 'processor';
  /** Empty for the processor step of a template. */
  readonly stepType: string;
  readonly parameter: Parameter;
  /** Of the parameter. */
  readonly path: string;
}

export interface Route {
  readonly reader: ScriptStep;
  readonly writer: ScriptStep;
  /** Processor steps that name a transform, in order of the hops; those without a hop come last. */
  readonly transforms: readonly ScriptStep[];
}

interface Hop {
  readonly from: ScriptStep;
  readonly to: ScriptStep;
}

/** The one way from a reader to a writer; undefined when there is none, which is reported. */
export function findRoute(steps: readonly ScriptStep[], order: Placed): Route | undefined {
  const { findings } = order;
  const readers = steps.filter((step) => step.category === 'reader');
  const writers = steps.filter((step) => step.category === 'writer');
  if (readers.length === 0) findings.error(jobErrors.noStep({ category: 'reader' }), 'steps');
  if (writers.length === 0) findings.error(jobErrors.noStep({ category: 'writer' }), 'steps');
  checkNames(steps, order);
  const hops = readHops(steps, order);
  if (readers.length === 0 || writers.length === 0 || hops === undefined) return undefined;
  if (hops.length === 0) {
    const [reader, writer] = [single(readers, order), single(writers, order)];
    return reader && writer && { reader, writer, transforms: withTransforms([], steps, order) };
  }
  const chain = followHops(readers, hops, order);
  if (chain === undefined) return undefined;
  for (const step of steps) {
    if (step.category !== 'processor' && !chain.includes(step)) {
      findings.warning(jobErrors.unusedStep({ name: step.name }), stepPath(step));
    }
  }
  const transforms = withTransforms(chain.slice(1, -1), steps, order);
  return { reader: chain[0] as ScriptStep, writer: chain.at(-1) as ScriptStep, transforms };
}

function checkNames(steps: readonly ScriptStep[], { findings }: Placed): void {
  const seen = new Set<string>();
  for (const step of steps) {
    const name = step.name.toLowerCase();
    if (seen.has(name)) findings.error(jobErrors.sameName({ name: step.name }), stepPath(step));
    seen.add(name);
  }
}

function single(steps: readonly ScriptStep[], order: Placed): ScriptStep | undefined {
  return steps.length === 1 ? steps[0] : severalSteps(steps, order);
}

function severalSteps(steps: readonly ScriptStep[], { findings }: Placed): undefined {
  const category = (steps[0] as ScriptStep).category;
  findings.error(jobErrors.severalSteps({ category, names: steps.map((step) => step.name) }), 'steps');
  return undefined;
}

/** Undefined after an error; empty when the file has none. */
function readHops(steps: readonly ScriptStep[], orderPlace: Placed): Hop[] | undefined {
  const order = readObject(orderPlace);
  checkKeys(order, { known: ['hops'] }, orderPlace);
  const { value, path, findings } = member(order, 'hops', orderPlace);
  if (isUnset(value) || (Array.isArray(value) && value.length === 0)) {
    findings.warning(jobErrors.noHops(), isUnset(orderPlace.value) ? '' : 'order');
    return [];
  }
  if (!Array.isArray(value)) {
    findings.error(jobErrors.wrongType({ key: 'hops', expected: 'a list', found: wordFor(value) }), path);
    return undefined;
  }
  const hops = value.map((hop, index) => readHop(steps, { value: hop, path: joinPath(path, index), findings }));
  return hops.every((hop) => hop !== undefined) ? hops : undefined;
}

function readHop(steps: readonly ScriptStep[], placed: Placed): Hop | undefined {
  if (!isObject(placed.value)) {
    placed.findings.error(
      jobErrors.wrongType({ key: 'hops', expected: 'a list of objects', found: wordFor(placed.value) }),
      placed.path,
    );
    return undefined;
  }
  checkKeys(placed.value, { known: ['from', 'to'] }, placed);
  const from = namedStep(steps, member(placed.value, 'from', placed));
  const to = namedStep(steps, member(placed.value, 'to', placed));
  return from === undefined || to === undefined ? undefined : { from, to };
}

function namedStep(steps: readonly ScriptStep[], { value, path, findings }: Placed): ScriptStep | undefined {
  const name = isUnset(value) ? '' : String(value);
  const step = steps.find((candidate) => candidate.name.toLowerCase() === name.trim().toLowerCase());
  if (step !== undefined) return step;
  const names = steps.map((candidate) => candidate.name);
  const meant = suggest(name, names);
  findings.error(jobErrors.unknownHop({ name, ...(meant === undefined ? {} : { meant }) }), path);
  return undefined;
}

function followHops(readers: readonly ScriptStep[], hops: readonly Hop[], order: Placed): ScriptStep[] | undefined {
  const wrong = (problem: string): undefined => {
    order.findings.error(jobErrors.wrongHop({ problem }), 'order.hops');
    return undefined;
  };
  const starts = readers.filter((reader) => hops.some((hop) => hop.from === reader));
  if (starts.length === 0) return wrong('none begins at a reader');
  if (starts.length > 1) return severalSteps(starts, order);
  const chain = [starts[0] as ScriptStep];
  for (;;) {
    const last = chain.at(-1) as ScriptStep;
    const next = hops.filter((hop) => hop.from === last).map((hop) => hop.to);
    if (next.length > 1) return wrong(`several lead away from "${last.name}"`);
    const step = next[0];
    if (last.category === 'writer' && step === undefined) return chain;
    if (last.category === 'writer') return wrong(`one leads away from the writer "${last.name}"`);
    if (step === undefined) return wrong(`none leads on from "${last.name}"`);
    if (step.category === 'reader' || chain.includes(step)) return wrong(`one leads back to "${step.name}"`);
    chain.push(step);
  }
}

function withTransforms(
  routed: readonly ScriptStep[],
  steps: readonly ScriptStep[],
  { findings }: Placed,
): ScriptStep[] {
  const unrouted = steps.filter(
    (step) => step.category === 'processor' && step.stepType !== '' && !routed.includes(step),
  );
  for (const step of unrouted) findings.warning(jobErrors.unroutedTransform({ name: step.stepType }), stepPath(step));
  return [...routed.filter((step) => step.stepType !== ''), ...unrouted];
}

function stepPath(step: ScriptStep): string {
  return step.path.slice(0, -'.parameter'.length);
}
