import { CopyOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import type { RouteSpec } from '@sluice/server/contract';
import { useTranslation } from 'react-i18next';
import { addressOf } from '../api.ts';
import { commandText, quoted } from './commands.ts';
import { useNotice } from './notice.tsx';

interface Props {
  /** What the page shows or does, as a call: `route={contract.jobs.list} input={{ params: { project } }}`. */
  readonly route: RouteSpec;
  readonly input?: {
    readonly params?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly body?: unknown;
  };
  /** The same on the command line, where there is one: of `commands`. */
  readonly cli?: readonly string[];
}

/** «Copy as»: the page's call for scripts. */
export function CopyAs({ route, input = {}, cli }: Props) {
  const { t } = useTranslation();
  const notice = useNotice();
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      notice.done(t('ui.copied'));
    } catch (error) {
      notice.failed(error);
    }
  };
  const project = String(input.params?.['project'] ?? '');
  const command = cli === undefined ? {} : { cli: commandText(cli, location.origin, project) };
  const texts = { api: curlOf(route, input), ...command };
  const items = Object.keys(texts).map((kind) => ({
    key: kind,
    label: (
      <>
        {kind === 'cli' ? t('ui.asCli') : t('ui.asApi')}
        <code className="copy-as-text">{texts[kind as 'api']}</code>
      </>
    ),
  }));
  return (
    <Dropdown menu={{ items, onClick: ({ key }) => void copy(texts[key as 'api']) }} trigger={['click']}>
      <Button icon={<CopyOutlined aria-hidden />}>{t('ui.copyAs')}</Button>
    </Dropdown>
  );
}

/** A call as a command that a shell understands; the token is left to its environment. */
export function curlOf(route: RouteSpec, input: NonNullable<Props['input']>): string {
  const parts = [`curl -H "Authorization: Bearer $SLUICE_TOKEN"`];
  if (route.method !== 'GET') parts.push(`-X ${route.method}`);
  if (input.body !== undefined)
    parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(input.body))}`);
  parts.push(quoted(`${location.origin}${addressOf(route, input)}`));
  return parts.join(' ');
}
