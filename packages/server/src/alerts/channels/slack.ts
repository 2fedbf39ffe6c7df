import { robotAddress } from './fields.ts';
import type { Channel } from './kind.ts';
import { postJson, shownAnswer } from './post.ts';
import { wholeText } from './robot.ts';

export const slack: Channel = {
  kind: 'slack',
  title: 'Slack',
  summary: 'An incoming webhook of a Slack channel.',
  fields: {
    url: robotAddress({
      title: 'Webhook address',
      help: 'From the app that has incoming webhooks activated.',
      example: 'https://hooks.slack.com/services/…',
    }),
  },
  target: 'url',
  mostPerMinute: 50,
  async send({ url }, message, { permits }) {
    const text = escaped(wholeText(message, 3_500));
    return shownAnswer((await postJson(String(url), JSON.stringify({ text }), { permits })).text);
  },
};

/** The three characters that are control characters in Slack's texts; without them nobody is called by accident. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
