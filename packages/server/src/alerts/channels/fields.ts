import { z } from 'zod';
import { custom, type FieldInfo } from '@sluice/core';

/** An address to post to. */
export function webAddress(info: FieldInfo) {
  return custom(z.url({ protocol: /^https?$/, error: 'it must begin with https:// or http://' }).max(2_000), {
    role: 'url',
    ...info,
  });
}

/** The address of a robot: whoever knows it can write to the group, so it is a secret as a whole. */
export function robotAddress(info: FieldInfo) {
  return webAddress({ widget: 'password', ...info, isSecret: true });
}
