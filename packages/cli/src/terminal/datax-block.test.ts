import type { RunReport } from '@sluice/engine';
import { expect, test } from 'vitest';
import { dataxBlock } from './datax-block.ts';

test('prints the seven lines that tools look for', () => {
  const report = {
    startedAt: '2026-11-21T03:59:59.000Z',
    finishedAt: '2026-11-21T04:00:09.000Z',
    seconds: 10.2,
    bytes: 20_971_520,
    rowsRead: 1005,
    rowsDirty: 5,
  } as RunReport;
  expect(dataxBlock(report).slice(2)).toEqual([
    '任务总计耗时                    :                 10s',
    '任务平均流量                    :            2.00MB/s',
    '记录写入速度                    :            100rec/s',
    '读出记录总数                    :                1005',
    '读写失败总数                    :                   5',
  ]);
});
