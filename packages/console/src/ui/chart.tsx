import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { usePreferences } from '../preferences.ts';
import { unknownValue } from './numbers.ts';

export interface ChartLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A name of the theme's colours: `primary`, `success`, `warning`. */
  readonly color: 'primary' | 'success' | 'warning' | 'error' | 'text-tertiary';
  readonly isDashed?: boolean;
}

interface Props {
  /** Said to those who cannot see the lines. */
  readonly label: string;
  readonly x: readonly number[];
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
  readonly xLabel: string;
  readonly lines: readonly ChartLine[];
  readonly height?: number;
  /** Counts: no half of one at the axis. */
  readonly isWhole?: boolean;
}

/** Lines over a number, with a legend that tells the values under the pointer. */
export function Chart({ label, x, xText, yText, xLabel, lines, height = 220, isWhole = false }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const { isDark } = usePreferences();
  const data = [[...x], ...lines.map(({ values }) => [...values])] as UPlot.AlignedData;
  const latest = useRef({ data, xText, yText });
  latest.current = { data, xText, yText };
  const shape = JSON.stringify([
    xLabel,
    lines.map(({ label: text, color, isDashed }) => [text, color, isDashed]),
    isWhole,
  ]);

  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const made = new UPlot(optionsOf(current, shape, height, latest), latest.current.data, current);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: current.clientWidth, height }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [shape, height, isDark]);
  useEffect(() => plot.current?.setData(data));

  return <div ref={place} className="chart" role="img" aria-label={label} />;
}

/** 1, 2, 5, 10, 20, 50 … */
const wholeSteps = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

interface Latest {
  readonly current: Pick<Props, 'xText' | 'yText'>;
}

function optionsOf(place: HTMLElement, shape: string, height: number, latest: Latest): UPlot.Options {
  const [xLabel, lines, isWhole] = JSON.parse(shape) as [string, [string, string, boolean | null][], boolean];
  const style = getComputedStyle(place);
  const color = (name: string): string => style.getPropertyValue(`--ant-color-${name}`).trim();
  const axis = {
    stroke: color('text-secondary'),
    grid: { stroke: color('border-secondary'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui',
  };
  const told = (text: (value: number) => string, value: number | null): string =>
    value === null || value === undefined ? unknownValue : text(value);
  return {
    width: place.clientWidth,
    height,
    cursor: { y: false },
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(most ?? 0, 1) * 1.08] } },
    axes: [
      { ...axis, values: (_, values) => values.map((value) => latest.current.xText(value)) },
      {
        ...axis,
        size: 76,
        ...(isWhole ? { incrs: [...wholeSteps] } : {}),
        values: (_, values) => values.map((value) => latest.current.yText(value)),
      },
    ],
    series: [
      { label: xLabel, value: (_, value) => told((found) => latest.current.xText(found), value) },
      ...lines.map(([label, name, isDashed]) => ({
        label,
        stroke: color(name),
        width: 2,
        ...(isDashed === true ? { dash: [6, 4] } : {}),
        points: { show: false },
        value: (_: UPlot, value: number | null) => told((found) => latest.current.yText(found), value),
      })),
    ],
  };
}
