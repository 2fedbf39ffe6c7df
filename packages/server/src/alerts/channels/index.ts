import type { ChannelKind } from '../../contract/alert.ts';
import { dingtalk } from './dingtalk.ts';
import { feishu } from './feishu.ts';
import type { Channel } from './kind.ts';
import { mail } from './mail.ts';
import { slack } from './slack.ts';
import { webhook } from './webhook.ts';
import { wecom } from './wecom.ts';

/** THE list of channels. */
export const channels: Readonly<Record<ChannelKind, Channel>> = { mail, webhook, dingtalk, feishu, wecom, slack };
