/** What a workbook says of itself: its sheets, its calendar, where its parts lie. */
import { excelErrors } from './errors.ts';
import { builtInKind, formatKind, type FormatKind } from './number-format.ts';
import type { Parts } from './parts.ts';
import { nameOf, tokens } from './xml-scanner.ts';

export interface SheetPart {
  readonly name: string;
  readonly part: string;
  readonly isVisible: boolean;
}

export interface Workbook {
  readonly sheets: readonly SheetPart[];
  /** Days are counted from 1904 and not from 1900. */
  readonly is1904: boolean;
  /** Parts; undefined when there is none. */
  readonly styles: string | undefined;
  readonly sharedTexts: string | undefined;
}

/** A target of a part, by its id; `type` is the last word of the type's address. */
interface Relation {
  readonly type: string;
  readonly target: string;
}

/** Throws when it is no workbook of Excel since 2007, saying what it seems to be. */
export async function readWorkbook(parts: Parts): Promise<Workbook> {
  const part = await workbookPart(parts);
  const relations = await readRelations(parts, part);
  const found = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.target;
  const sheets: SheetPart[] = [];
  let is1904 = false;
  await parts.visit(part, (xml, token) => {
    if (token !== tokens.open) return;
    if (xml.isNamed('workbookPr')) is1904 = isTrue(xml.attributes().get('date1904'));
    if (!xml.isNamed('sheet')) return;
    const attributes = xml.attributes();
    const relation = relations.get(relationId(attributes) ?? '');
    // Sheets of a chart alone have no cells.
    if (relation?.type !== 'worksheet') return;
    const isVisible = (attributes.get('state') ?? 'visible') === 'visible';
    sheets.push({ name: attributes.get('name') ?? '', part: relation.target, isVisible });
  });
  return { sheets, is1904, styles: found('styles'), sharedTexts: found('sharedStrings') };
}

async function workbookPart(parts: Parts): Promise<string> {
  const relations = await readRelations(parts, '');
  const main = [...relations.values()].find((relation) => relation.type === 'officeDocument')?.target;
  const part = main ?? 'xl/workbook.xml';
  const { path } = parts;
  if (/\.bin$/i.test(part)) throw excelErrors.otherFormat({ path, found: 'a binary workbook (.xlsb)' });
  if (parts.has(part) && !/^word\/|^ppt\//i.test(part)) return part;
  if (parts.has('content.xml')) throw excelErrors.otherFormat({ path, found: 'an OpenDocument file' });
  if (main !== undefined && !/^xl\//i.test(main))
    throw excelErrors.otherFormat({ path, found: 'another Office document' });
  throw parts.corrupt('it has no workbook inside');
}

/** Targets that `part` mentions; of the whole package for an empty name. */
async function readRelations(parts: Parts, part: string): Promise<ReadonlyMap<string, Relation>> {
  const cut = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, cut);
  const relations = new Map<string, Relation>();
  await parts.visit(`${folder}_rels/${part.slice(cut)}.rels`, (xml, token) => {
    if (token !== tokens.open || !xml.isNamed('Relationship')) return;
    const attributes = xml.attributes();
    const target = attributes.get('Target') ?? '';
    const type = attributes.get('Type') ?? '';
    relations.set(attributes.get('Id') ?? '', {
      type: type.slice(type.lastIndexOf('/') + 1),
      target: target.startsWith('/') ? target.slice(1) : resolved(folder, target),
    });
  });
  return relations;
}

function resolved(folder: string, target: string): string {
  const path: string[] = folder.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.') path.push(step);
  }
  return path.join('/');
}

/** The attribute `id` of the namespace of relations, under whatever prefix. */
function relationId(attributes: ReadonlyMap<string, string>): string | undefined {
  for (const [name, value] of attributes) if (name.endsWith(':id')) return value;
  return undefined;
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

const xfName = nameOf('xf');

/** For each style of a cell what its number format makes of a number. */
export async function readStyles(parts: Parts, part: string | undefined): Promise<readonly FormatKind[]> {
  const custom = new Map<number, FormatKind>();
  const kinds: FormatKind[] = [];
  let isInCells = false;
  if (part === undefined) return kinds;
  await parts.visit(part, (xml, token) => {
    if (token === tokens.close && xml.isNamed('cellXfs')) isInCells = false;
    if (token !== tokens.open) return;
    if (xml.isNamed('cellXfs')) isInCells = !xml.isEmpty;
    else if (xml.isNamed('numFmt')) {
      const attributes = xml.attributes();
      custom.set(Number(attributes.get('numFmtId')), formatKind(attributes.get('formatCode') ?? ''));
    } else if (isInCells && xml.name === xfName) {
      const id = Number(xml.attributes().get('numFmtId') ?? 0);
      kinds.push(custom.get(id) ?? builtInKind(id));
    }
  });
  return kinds;
}
