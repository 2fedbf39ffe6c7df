import { robotAddress } from './fields.ts';
import type { Channel } from './kind.ts';
import { postJson } from './post.ts';
import { requireTaken, wholeText, withoutMentions } from './robot.ts';

/** System busy, too many messages. */
const busy = [-1, 45009];

export const wecom: Channel = {
  kind: 'wecom',
  title: 'WeCom',
  summary: 'A group robot of WeCom (WeChat Work).',
  fields: {
    url: robotAddress({
      title: 'Webhook address',
      help: 'From the settings of the robot, with its key.',
      example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
    }),
  },
  target: 'url',
  mostPerMinute: 18,
  async send({ url }, message, { permits }) {
    const address = String(url);
    const content = withoutMentions(wholeText(message, 2_048));
    const answer = await postJson(address, JSON.stringify({ msgtype: 'text', text: { content } }), { permits });
    return requireTaken(new URL(address).host, answer, busy);
  },
};
