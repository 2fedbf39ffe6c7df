import { excelErrors } from './errors.ts';
import type { Parts } from './parts.ts';
import { TextBuffer } from './text-buffer.ts';
import { TextStore } from './text-store.ts';
import { nameOf, tokens } from './xml-scanner.ts';

export interface TextLimits {
  /** More bytes of text than this are kept in a temporary file. */
  readonly memoryBytes: number;
  /** More than this are an error. */
  readonly maxBytes: number;
  /** Where the temporary file is made. Default: where the system has them. */
  readonly temporaryFolder?: string | undefined;
}

const firstBytes = 64 * 1024;
/** What is collected before it is written to the file. */
const writtenBytes = 1 << 20;

/** Texts that cells mention by number. */
export class SharedTexts {
  count = 0;
  /** The text that `find` has found, until it is called again. */
  bytes: Buffer;
  start = 0;
  end = 0;
  /** What lies in memory: everything, or what is not yet in the store. */
  #buffer = new TextBuffer(firstBytes);
  #store: TextStore | undefined;
  /** Text i lies from `offsets[i]` to `offsets[i + 1]`. */
  #offsets = new Int32Array(4096);
  readonly #path: string;
  readonly #limits: TextLimits;

  /** @param path of the workbook, for errors. */
  constructor(path: string, limits: TextLimits) {
    this.#path = path;
    this.#limits = limits;
    this.bytes = this.#buffer.bytes;
  }

  /** Where the text goes that is being read. */
  get buffer(): TextBuffer {
    return this.#buffer;
  }

  /** Everything in the buffer since the last call is one text. Throws `EXCEL_TOO_MANY_TEXTS`. */
  endText(): void {
    if (++this.count >= this.#offsets.length) {
      const larger = new Int32Array(this.#offsets.length * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    const { memoryBytes, maxBytes } = this.#limits;
    const size = (this.#store?.size ?? 0) + this.#buffer.used;
    if (size + this.count * 4 > maxBytes) throw excelErrors.tooManyTexts({ path: this.#path, maxTextBytes: maxBytes });
    this.#offsets[this.count] = size;
    if (this.#buffer.used > (this.#store === undefined ? memoryBytes : Math.min(writtenBytes, memoryBytes)))
      this.#spill();
  }

  /** No text follows. */
  complete(): void {
    if (this.#store !== undefined) this.#spill();
    this.bytes = this.#buffer.bytes;
  }

  /** @param index below `count`. */
  find(index: number): void {
    this.start = this.#offsets[index] as number;
    this.end = this.#offsets[index + 1] as number;
    if (this.#store === undefined) return;
    this.#store.find(this.start, this.end);
    this.bytes = this.#store.bytes;
    this.end += this.#store.start - this.start;
    this.start = this.#store.start;
  }

  close(): void {
    this.#store?.close();
  }

  #spill(): void {
    const { temporaryFolder: folder } = this.#limits;
    this.#store ??= new TextStore({ folder, label: `the shared texts of "${this.#path}"` });
    this.#store.append(this.#buffer.bytes.subarray(0, this.#buffer.used));
    if (this.#buffer.bytes.length > writtenBytes * 2) this.#buffer = new TextBuffer(firstBytes);
    this.#buffer.used = 0;
  }
}

const names = { item: nameOf('si'), text: nameOf('t'), phonetic: nameOf('rPh') };

/** The caller closes them. */
export async function readSharedTexts(
  parts: Parts,
  part: string | undefined,
  limits: TextLimits,
): Promise<SharedTexts> {
  const texts = new SharedTexts(parts.path, limits);
  let isText = false;
  let isPhonetic = false;
  if (part === undefined) return texts;
  try {
    await parts.visit(part, (xml, token) => {
      if (token === tokens.text) {
        if (isText && !isPhonetic) texts.buffer.append(xml);
        return;
      }
      const isOpen = token === tokens.open && !xml.isEmpty;
      // Readings of East Asian characters are no part of the text.
      if (xml.name === names.phonetic) isPhonetic = isOpen;
      else if (xml.name === names.text) isText = isOpen;
      else if (xml.name === names.item && !isOpen) texts.endText();
    });
    texts.complete();
    return texts;
  } catch (error) {
    texts.close();
    throw error;
  }
}
