/** Workbooks made by hand, for what no program would write. */
import { ZipStream } from './zip-stream.ts';

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface HandmadeWorkbook {
  /** What is inside of `sheetData`, by name of the sheet; a whole part when it begins with `<?`, `<w` or the like. */
  readonly sheets: Readonly<Record<string, string>>;
  /** Inside of `sst`. */
  readonly shared?: string;
  /** Format codes of the styles 1, 2, 3 … */
  readonly formats?: readonly string[];
  readonly is1904?: boolean;
  /** Further parts, or others in place of those above; undefined leaves one out. */
  readonly parts?: Readonly<Record<string, string | Buffer | undefined>>;
}

export function workbook({ sheets, shared, formats = [], is1904, parts = {} }: HandmadeWorkbook): Buffer {
  const names = Object.keys(sheets);
  const all: Record<string, string | undefined> = {
    '_rels/.rels': `<Relationships><Relationship Id="r" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook><workbookPr date1904="${is1904 === true ? 1 : 0}"/><sheets>${names.map((name, index) => `<sheet name="${name}" r:id="s${index}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="t" Type="${relations}/sharedStrings" Target="/xl/texts.xml"/><Relationship Id="f" Type="${relations}/styles" Target="./styles.xml"/>${names.map((_, index) => `<Relationship Id="s${index}" Type="${relations}/worksheet" Target="sheets/${index}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${code}"/>`).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/texts.xml': shared === undefined ? undefined : `<sst>${shared}</sst>`,
  };
  for (const [index, name] of names.entries()) {
    const data = sheets[name] as string;
    const isWhole = /^(?:\ufeff|<[?!xw])/.test(data);
    all[`xl/sheets/${index}.xml`] = isWhole ? data : `<worksheet><sheetData>${data}</sheetData></worksheet>`;
  }
  const zip = new ZipStream();
  for (const [name, text] of Object.entries({ ...all, ...parts })) {
    if (text === undefined) continue;
    zip.start(name);
    zip.write(typeof text === 'string' ? Buffer.from(text, 'utf8') : text);
    zip.end();
  }
  zip.finish();
  return Buffer.from(zip.take());
}

/** A row of numbers and texts; null leaves the cell out. */
export function rowXml(number: number, cells: readonly (string | number | null)[]): string {
  const xml = cells.map((cell, index) => {
    const reference = `r="${String.fromCharCode(65 + index)}${number}"`;
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c ${reference}><v>${cell}</v></c>`;
    return `<c ${reference} t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}
