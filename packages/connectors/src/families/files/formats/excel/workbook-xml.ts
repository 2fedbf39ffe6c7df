/** The parts of a written workbook beside its sheets. */
import { columnLetters } from './options.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export const rootRelations = `${prolog}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

/** Styles of cells by place. The first two are for everything, and for names in the header. */
export const styles = {
  plain: 0,
  header: 1,
  date: 2,
  timestamp: 3,
  timestampMillis: 4,
  time: 5,
  timeMillis: 6,
} as const;
const codes = ['yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss', 'yyyy-mm-dd hh:mm:ss.000', 'hh:mm:ss', 'hh:mm:ss.000'] as const;

/** Style of a number with so many digits after the point. */
export function digitsStyle(scale: number): number {
  return styles.timeMillis + 1 + scale;
}

/** Scales that have a style of their own. */
export const maxStyledScale = 15;

export function stylesXml(): string {
  const digits = Array.from({ length: maxStyledScale + 1 }, (_, scale) =>
    scale === 0 ? '0' : `0.${'0'.repeat(scale)}`,
  );
  const formats = [...codes, ...digits].map((code, index) => ({ id: 164 + index, code }));
  const numFmts = formats.map(({ id, code }) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`).join('');
  const xfs = formats
    .map(({ id }) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`)
    .join('');
  const font = '<sz val="11"/><name val="Calibri"/><family val="2"/>';
  return (
    `${prolog}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${numFmts}</numFmts>` +
    `<fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>` +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${formats.length + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
    `<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>${xfs}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  );
}

/** What comes before the rows of a sheet. @param widths in characters; undefined: as the program likes. */
export function sheetHead(widths: readonly (number | undefined)[], hasHeader: boolean): string {
  const pane = hasHeader ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : '';
  const view = `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`;
  const columns = widths
    .map((width, index) =>
      width === undefined ? '' : `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
    )
    .join('');
  return `${prolog}<worksheet xmlns="${main}">${view}${columns === '' ? '' : `<cols>${columns}</cols>`}<sheetData>`;
}

export const sheetTail = '</sheetData></worksheet>';

export function sheetPart(place: number): string {
  return `xl/worksheets/sheet${place}.xml`;
}

export function headerXml(names: readonly string[], escape: (text: string) => string): string {
  const cells = names.map(
    (name, index) =>
      `<c r="${columnLetters(index)}1" s="${styles.header}" t="inlineStr"><is><t xml:space="preserve">${escape(name)}</t></is></c>`,
  );
  return `<row r="1">${cells.join('')}</row>`;
}

export function workbookXml(sheetNames: readonly string[]): string {
  const sheets = sheetNames.map(
    (name, index) => `<sheet name="${escapeAttribute(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${prolog}<workbook xmlns="${main}" xmlns:r="${relations}"><bookViews><workbookView/></bookViews><sheets>${sheets.join('')}</sheets></workbook>`;
}

export function workbookRelations(sheetCount: number): string {
  const sheets = Array.from(
    { length: sheetCount },
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const ofStyles = `<Relationship Id="rId${sheetCount + 1}" Type="${relations}/styles" Target="styles.xml"/>`;
  return `${prolog}<Relationships xmlns="${packageRelations}">${sheets.join('')}${ofStyles}</Relationships>`;
}

export function contentTypes(sheetCount: number): string {
  const sheets = Array.from(
    { length: sheetCount },
    (_, index) => `<Override PartName="/${sheetPart(index + 1)}" ContentType="${contentType}.worksheet+xml"/>`,
  );
  return (
    `${prolog}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${contentType}.styles+xml"/>${sheets.join('')}</Types>`
  );
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
