import type { RunReport } from '@sluice/engine';

/** The closing block of a DataX log, word for word, for tools that read it. */
export function dataxBlock(report: RunReport): string[] {
  const seconds = Math.max(1, Math.round(report.seconds));
  const pairs: readonly (readonly [string, string])[] = [
    ['任务启动时刻', localTime(report.startedAt)],
    ['任务结束时刻', localTime(report.finishedAt)],
    ['任务总计耗时', `${Math.round(report.seconds)}s`],
    ['任务平均流量', `${binaryRate(report.bytes / seconds)}`],
    ['记录写入速度', `${Math.floor(report.rowsRead / seconds)}rec/s`],
    ['读出记录总数', String(report.rowsRead)],
    ['读写失败总数', String(report.rowsDirty)],
  ];
  return pairs.map(([name, value]) => `${name.padEnd(26)}: ${value.padStart(19)}`);
}

function localTime(iso: string): string {
  const date = new Date(iso);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

function binaryRate(bytesPerSecond: number): string {
  if (bytesPerSecond >= 1024 ** 3) return `${(bytesPerSecond / 1024 ** 3).toFixed(2)}GB/s`;
  if (bytesPerSecond >= 1024 ** 2) return `${(bytesPerSecond / 1024 ** 2).toFixed(2)}MB/s`;
  if (bytesPerSecond >= 1024) return `${(bytesPerSecond / 1024).toFixed(2)}KB/s`;
  return `${Math.floor(bytesPerSecond)}B/s`;
}
