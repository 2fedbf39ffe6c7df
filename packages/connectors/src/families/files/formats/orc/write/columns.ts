/** How each type of Sluice is written. */
import { type Column, type DecimalType, layoutOf, type Type } from '@sluice/core';
import { decimalForm, itemType } from '../../parquet/write/schema.ts';
import { decimalWriter, type UnscaledOf, unscaledText, unscaledWords, unsignedWords, widened } from './decimals.ts';
import { listWriter, vectorWriter } from './lists.ts';
import { timestampWriter } from './moments.ts';
import type { NodeWriter } from './node.ts';
import { booleanWriter, dateWriter, floatWriter, integerWriter } from './numbers.ts';
import { textOf } from '../../text-of.ts';
import { binaryWriter, stringWriter, type TextSetup } from './texts.ts';

/** ORC has no time, no decimal of more than 38 digits and no JSON: those become strings. */
export function nodeWriter(type: Type, setup: TextSetup): NodeWriter {
  switch (type.kind) {
    case 'bool':
      return booleanWriter(setup);
    case 'int8':
      return integerWriter('tinyint', setup);
    case 'int16':
      return integerWriter('smallint', setup);
    case 'int32':
      return integerWriter('int', setup);
    case 'int64':
      return integerWriter('bigint', setup);
    case 'uint64':
      return decimalWriter({ precision: 20, scale: 0, unscaledOf: unsignedWords }, setup);
    case 'float32':
      return floatWriter('float', setup);
    case 'float64':
      return floatWriter('double', setup);
    case 'decimal':
      return decimalNode(type, setup);
    case 'date':
      return dateWriter(setup);
    case 'timestamp':
      return timestampWriter(type, setup);
    case 'utf8':
      return stringWriter(type.maxLength, setup);
    case 'binary':
      return binaryWriter(setup);
    case 'vector':
      return vectorWriter(type.size, floatWriter('float', setup), setup);
    case 'time':
      return textNode(type, setup);
    case 'list': {
      const item = itemType(type);
      return item === undefined ? stringWriter(undefined, setup) : listWriter(item, nodeWriter(item, setup), setup);
    }
    case 'json':
      return stringWriter(undefined, setup);
  }
}

function decimalNode(type: DecimalType, setup: TextSetup): NodeWriter {
  const form = decimalForm(type);
  if (form.as === 'text') return layoutOf(type) === 'bytes' ? stringWriter(undefined, setup) : textNode(type, setup);
  const { precision, scale } = form;
  return decimalWriter({ precision, scale, unscaledOf: unscaledOf(type, scale) }, setup);
}

function unscaledOf(type: DecimalType, scale: number): UnscaledOf {
  if (layoutOf(type) === 'bytes') return unscaledText(scale);
  return (type.scale ?? 0) < 0 ? widened(-(type.scale ?? 0)) : unscaledWords;
}

/** As canonical text. */
function textNode(type: Type, setup: TextSetup): NodeWriter {
  const strings = stringWriter(undefined, setup);
  const toText = textOf(type);
  let text: Column | undefined;
  let firstRow = 0;
  return {
    types: strings.types,
    get heldBytes() {
      return strings.heldBytes;
    },
    prepare(column, from, to) {
      firstRow = from;
      text = toText(column, from, to);
    },
    add: (_, from, to) => strings.add(text as Column, from - firstRow, to - firstRow),
    finish: () => strings.finish(),
  };
}
