import { checkMapping, clearMapping, layoutMapping, mapByName, mapByRow, mapFuzzy } from '@sluice/core';
import type { Mapped, MappingLine } from '@sluice/core';
import { Alert, Button, Flex, Segmented, Spin, Tooltip, Typography } from 'antd';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemBox } from '../../ui/problem.tsx';
import { isQuery, withLines } from '../wizard/model.ts';
import { useColumns, type LoadedColumns } from '../wizard/use-columns.ts';
import { useWizard } from '../wizard/wizard-context.ts';
import { AddValue } from './add-value.tsx';
import { MappingCanvas } from './canvas.tsx';
import { connect, disconnect } from './edit-lines.ts';
import { sidesOf, styleOf, targetKeyOf, type Columns } from './entries.ts';
import { MappingIssues } from './mapping-issues.tsx';
import { MappingTable } from './mapping-table.tsx';
import { OpenTable } from './open-table.tsx';
import { QueryTable } from './query-table.tsx';

const operations = {
  sameName: (mapped: Mapped) => mapByName(mapped),
  sameRow: (mapped: Mapped) => mapByRow(mapped),
  fuzzy: (mapped: Mapped) => mapFuzzy(mapped),
  clear: () => clearMapping(),
} satisfies Record<string, (mapped: Mapped) => readonly MappingLine[]>;

type View = 'canvas' | 'table';

/** Which column of the target gets what. */
export function MappingStep() {
  const { model, change, mayEdit } = useWizard();
  const loaded = useColumns();
  if (!isQuery(model.reader)) return <ColumnMapping loaded={loaded} />;
  return (
    <Flex vertical gap="middle">
      <Troubles errors={loaded.errors} onRetry={loaded.refetch} />
      <QueryTable
        columns={loaded}
        lines={model.mapping}
        mayEdit={mayEdit}
        onChange={(lines) => change(withLines(model, lines))}
      />
    </Flex>
  );
}

function ColumnMapping({ loaded }: { readonly loaded: LoadedColumns }) {
  const { t } = useTranslation();
  const { model, change, mayEdit, reader, writer } = useWizard();
  const { columns, straighten } = useOrder(loaded);
  const [view, setView] = useState<View>('canvas');
  const { mapping: lines } = model;
  const setLines = (next: readonly MappingLine[]) => change(withLines(model, next));
  const sides = useMemo(() => sidesOf(columns, lines), [columns, lines]);
  const judged = useDeferredValue(lines);
  const checked = useMemo(
    () => checkMapping({ source: columns.source, target: columns.target, lines: judged }),
    [columns, judged],
  );
  const needed = useMemo(() => neededOf(columns, lines), [columns, lines]);
  const style = styleOf(reader?.reader?.template['column']);
  const isOpen = isOpenTarget(lines, columns, writer?.writer?.template['column'] === undefined);

  return (
    <Flex vertical gap="middle">
      <Flex gap="small" wrap align="center" justify="space-between">
        <Flex gap="small" wrap role="toolbar" aria-label={t('jobs.mapping.toolbar')}>
          {!isOpen &&
            (Object.keys(operations) as (keyof typeof operations)[]).map((name) => (
              <Tooltip key={name} title={t(`jobs.mapping.help.${name}`)}>
                <Button
                  disabled={!mayEdit || loaded.isLoading}
                  onClick={() => setLines(operations[name]({ ...columns, lines }))}
                >
                  {t(`jobs.mapping.operations.${name}`)}
                </Button>
              </Tooltip>
            ))}
          {!isOpen && (
            <Tooltip title={t('jobs.mapping.help.layout')}>
              <Button disabled={loaded.isLoading} onClick={() => straighten(lines)}>
                {t('jobs.mapping.operations.layout')}
              </Button>
            </Tooltip>
          )}
          <AddValue
            targets={isOpen ? undefined : sides.targets}
            style={style}
            isDisabled={!mayEdit}
            onAdd={(line) => setLines(isOpen ? [...lines, line] : connect(lines, columns.target, line))}
          />
        </Flex>
        <Flex gap="small" align="center">
          <Typography.Text type="secondary">{t('jobs.mapping.count', { count: lines.length })}</Typography.Text>
          {!isOpen && (
            <Segmented<View>
              aria-label={t('jobs.mapping.view')}
              value={view}
              options={(['canvas', 'table'] as const).map((value) => ({
                value,
                label: t(`jobs.mapping.views.${value}`),
              }))}
              onChange={setView}
            />
          )}
        </Flex>
      </Flex>
      <Troubles errors={loaded.errors} onRetry={loaded.refetch} />
      <MappingIssues issues={checked.issues} />
      <Spin spinning={loaded.isLoading}>
        {sides.sources.length === 0 && sides.targets.length === 0 && !loaded.isLoading ? (
          <Alert type="info" showIcon title={t('jobs.mapping.nothing')} description={t('jobs.mapping.nothingHelp')} />
        ) : isOpen ? (
          <OpenTable columns={columns} sources={sides.sources} lines={lines} mayEdit={mayEdit} onChange={setLines} />
        ) : (
          <TwoSides
            view={view}
            {...{ columns, lines, needed, style, mayEdit, ...sides, verdicts: checked.verdicts }}
            onConnect={(line) => setLines(connect(lines, columns.target, line))}
            onDisconnect={(positions) => setLines(disconnect(lines, positions))}
          />
        )}
      </Spin>
    </Flex>
  );
}

function TwoSides({ view, ...props }: Parameters<typeof MappingTable>[0] & { readonly view: View }) {
  const { t } = useTranslation();
  if (view === 'table') return <MappingTable {...props} />;
  return (
    <Flex vertical gap={4}>
      <Flex justify="space-between">
        <Typography.Text strong>{t('jobs.mapping.source')}</Typography.Text>
        <Typography.Text type="secondary">{t('jobs.mapping.canvasHelp')}</Typography.Text>
        <Typography.Text strong>{t('jobs.mapping.target')}</Typography.Text>
      </Flex>
      <MappingCanvas {...props} />
    </Flex>
  );
}

/** Columns in the order in which they are shown; another table begins anew. */
function useOrder({ source, target }: Columns) {
  const [columns, setColumns] = useState<Columns>({ source, target });
  useEffect(() => setColumns({ source, target }), [source, target]);
  const straighten = (lines: readonly MappingLine[]): void => {
    const laid = layoutMapping({ ...columns, lines });
    setColumns({ source: laid.source, target: laid.target });
  };
  return { columns, straighten };
}

/** Nothing is known of the target's columns, or the lines name none: it takes them as they come. */
function isOpenTarget(lines: readonly MappingLine[], { target }: Columns, canBeOpen: boolean): boolean {
  if (lines.length > 0) return lines.every((line) => line.target === null);
  return canBeOpen && target.length === 0;
}

function neededOf({ target }: Columns, lines: readonly MappingLine[]): ReadonlySet<string> {
  const reached = new Set(lines.map((line) => targetKeyOf(target, line.target)));
  const missing = target.filter(({ isNullable, hasDefault }) => isNullable === false && hasDefault === false);
  return new Set(missing.map(({ name }) => `column:${name}`).filter((key) => !reached.has(key)));
}

interface TroublesProps {
  readonly errors: { readonly reader: unknown; readonly writer: unknown };
  readonly onRetry: () => void;
}

function Troubles({ errors, onRetry }: TroublesProps) {
  const found = [errors.reader, errors.writer].filter((error) => error !== null && error !== undefined);
  return found.map((error, index) => <ProblemBox key={index} error={error} onRetry={onRetry} />);
}
