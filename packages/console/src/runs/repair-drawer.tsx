import { Button, Drawer, Flex, Input, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MayButton } from '../ui/may-button.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import type { DirtyItem, Replay } from './dirty-tab.tsx';
import { readRecords } from './repaired.ts';

interface Props {
  readonly items: readonly DirtyItem[];
  readonly replay: Replay;
  readonly onClose: () => void;
}

/** One or many dirty records as JSON, to be mended and written again. */
export function RepairDrawer({ items, replay, onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(() =>
    JSON.stringify(
      items.map(({ record }) => record),
      undefined,
      2,
    ),
  );
  const read = readRecords(text);
  const problem = 'problem' in read ? t(`runs.dirtyTab.problems.${read.problem}`, { detail: read.detail }) : undefined;
  return (
    <Drawer
      open
      size={760}
      title={t('runs.dirtyTab.drawer', { count: items.length })}
      onClose={onClose}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <MayButton
            needs="dirty.replay"
            type="primary"
            loading={replay.isPending}
            {...(problem === undefined ? {} : { refusal: problem })}
            onClick={() => {
              if ('records' in read) replay.some([...read.records] as DirtyItem['record'][]);
            }}
          >
            {t('runs.dirtyTab.replayThese')}
          </MayButton>
        </Flex>
      }
    >
      <Flex vertical gap="small">
        {replay.error === null ? null : <ProblemBox error={replay.error} />}
        <Typography.Text type="secondary">{t('runs.dirtyTab.drawerHint')}</Typography.Text>
        <label htmlFor={id}>{t('runs.dirtyTab.records')}</label>
        <Input.TextArea
          id={id}
          className="mono"
          spellCheck={false}
          autoSize={{ minRows: 16, maxRows: 40 }}
          value={text}
          status={problem === undefined ? '' : 'error'}
          aria-invalid={problem !== undefined}
          onChange={({ target }) => setText(target.value)}
        />
        {problem === undefined ? null : (
          <Typography.Text type="danger" role="alert">
            {problem}
          </Typography.Text>
        )}
      </Flex>
    </Drawer>
  );
}
