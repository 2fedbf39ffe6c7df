/**
 * DataX's transformers, by their published names and paras. Where DataX loses data silently the difference is noted:
 * `dx_digest` takes its words in any case, numbers are accepted as paras.
 */
import { createHash } from 'node:crypto';
import { positionalParameters, wholePara, wordPara } from './parameters.ts';
import { TextRefusal, textTransform } from './text-transform.ts';
import type { TransformFactory } from './transform.ts';

/** paras: start, length. A start beyond the text makes the row dirty; null stays null. */
export const substr: TransformFactory = (parameter, schema) => {
  const { column, paras } = positionalParameters('dx_substr', parameter, schema, 2);
  const [start, length] = [wholePara('dx_substr', paras, 0), wholePara('dx_substr', paras, 1)];
  return textTransform(schema, column, (text) => {
    if (text === null) return null;
    if (start > text.length)
      return new TextRefusal(`dx_substr: start ${start} is beyond the ${text.length} characters of the text`);
    return text.slice(start, start + length);
  });
};

/** paras: l or r, length, pad text. null is padded like the empty text; a longer text is cut to its left part. */
export const pad: TransformFactory = (parameter, schema) => {
  const { column, paras } = positionalParameters('dx_pad', parameter, schema, 3);
  const side = wordPara('dx_pad', paras, 0, ['l', 'r']);
  const length = wholePara('dx_pad', paras, 1);
  const filler = paras[2] as string;
  return textTransform(schema, column, (value) => {
    const text = value ?? '';
    if (text.length >= length) return text.slice(0, length);
    return side === 'l' ? text.padStart(length, filler) : text.padEnd(length, filler);
  });
};

/** paras: start, length, text. A start beyond the end makes the row dirty; null stays null. */
export const replace: TransformFactory = (parameter, schema) => {
  const { column, paras } = positionalParameters('dx_replace', parameter, schema, 3);
  const [start, length] = [wholePara('dx_replace', paras, 0), wholePara('dx_replace', paras, 1)];
  return textTransform(schema, column, (text) => {
    if (text === null) return null;
    if (start > text.length)
      return new TextRefusal(`dx_replace: start ${start} is beyond the ${text.length} characters of the text`);
    return text.slice(0, start) + (paras[2] as string) + text.slice(start + length);
  });
};

/** paras: md5 or sha1, toUpperCase or toLowerCase. null hashes like the empty text. */
export const digest: TransformFactory = (parameter, schema) => {
  const { column, paras } = positionalParameters('dx_digest', parameter, schema, 2);
  const algorithm = wordPara('dx_digest', paras, 0, ['md5', 'sha1']);
  const letterCase = wordPara('dx_digest', paras, 1, ['touppercase', 'tolowercase']);
  return textTransform(schema, column, (text) => {
    const hash = createHash(algorithm)
      .update(text ?? '', 'utf8')
      .digest('hex');
    return letterCase === 'touppercase' ? hash.toUpperCase() : hash;
  });
};
