/** Draws /openapi.json. Everything goes into the page as text, never as markup. */
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const [tags, main, search] = ['tags', 'routes', 'search'].map((id) => document.getElementById(id));

function element(name, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/** Each operation with its method and path. */
function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method] !== undefined).map((method) => ({ path, method, ...item[method] })),
  );
}

function accessOf(operation) {
  const roles = operation['x-roles'];
  return `${operation['x-access'] ?? ''}${roles === undefined ? '' : `: ${roles.join(', ')}`}`;
}

function routeElement(operation) {
  const { path, method, summary = '', operationId = '' } = operation;
  const title = element(
    'summary',
    {},
    element('span', { className: 'method', text: method.toUpperCase() }),
    element('code', { text: path }),
    ` ${summary}`,
  );
  const made = element('details', { id: operationId }, title);
  made.dataset.words = `${method} ${path} ${summary} ${accessOf(operation)}`.toLowerCase();
  made.addEventListener('toggle', () => made.open && fill(made, operation), { once: true });
  return made;
}

function fill(made, operation) {
  made.append(element('p', { className: 'access', text: `Access: ${accessOf(operation)}` }));
  made.append(element('p', {}, element('a', { href: `#${operation.operationId}`, text: `#${operation.operationId}` })));
  for (const place of ['path', 'query', 'header']) {
    const fields = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
    if (fields.length > 0) made.append(block(`${place} parameters`, fields.map(parameterLine).join('\n')));
  }
  const body = operation.requestBody?.content?.['application/json']?.schema;
  if (body !== undefined) made.append(block('body', typeText(body)));
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    made.append(block(`answer ${status}`, schema === undefined ? (response.description ?? '') : typeText(schema)));
  }
}

function block(title, text) {
  return element('div', {}, element('h4', { text: title }), element('pre', { text }));
}

function parameterLine({ name, required = false, schema = {}, description = '' }) {
  return `${name}${required ? '' : '?'}: ${typeText(schema)}${commentOf({ description, ...schema })}`;
}

function commentOf({ description = '', default: byDefault }) {
  const parts = [description, byDefault === undefined ? '' : `default ${JSON.stringify(byDefault)}`].filter(Boolean);
  return parts.length === 0 ? '' : `  // ${parts.join('; ')}`;
}

let components = {};

/** A schema in the manner of TypeScript; a component is opened once on the way down. */
function typeText(schema, indent = '', open = []) {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1);
    if (open.includes(name) || components[name] === undefined) return name;
    return typeText(components[name], indent, [...open, name]);
  }
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.map((each) => typeText(each, indent, open)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((each) => typeText(each, indent, open)).join(' & ');
  if (schema.type === 'array') return `${typeText(schema.items ?? {}, indent, open)}[]`;
  if (schema.properties !== undefined) return objectText(schema, indent, open);
  if (schema.type === 'object')
    return `{ [name]: ${typeText(typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}, indent, open)} }`;
  return `${[schema.type ?? 'any'].flat().join(' | ')}${schema.format === undefined ? '' : ` (${schema.format})`}`;
}

function objectText({ properties, required = [] }, indent, open) {
  const deeper = `${indent}  `;
  const lines = Object.entries(properties).map(
    ([name, each]) =>
      `${deeper}${name}${required.includes(name) ? '' : '?'}: ${typeText(each, deeper, open)}${commentOf(each)}`,
  );
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const route of main.querySelectorAll('details'))
    route.hidden = !words.every((word) => route.dataset.words.includes(word));
  for (const section of main.querySelectorAll('section'))
    section.hidden = section.querySelector('details:not([hidden])') === null;
}

function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target === null) return;
  if (target instanceof HTMLDetailsElement) target.open = true;
  target.scrollIntoView();
}

async function draw() {
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`/openapi.json answers ${response.status}.`);
  const description = await response.json();
  components = description.components?.schemas ?? {};
  const groups = Map.groupBy(operationsOf(description), ({ tags: [tag = 'other'] = [] }) => tag);
  main.replaceChildren();
  for (const [tag, operations] of groups) {
    tags.append(element('a', { href: `#${tag}`, text: tag }));
    main.append(element('section', { id: tag }, element('h2', { text: tag }), ...operations.map(routeElement)));
  }
  search.addEventListener('input', find);
  addEventListener('hashchange', showTarget);
  showTarget();
}

draw().catch((error) => main.replaceChildren(element('p', { text: `The routes cannot be shown: ${error.message}` })));
