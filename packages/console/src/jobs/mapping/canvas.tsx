import type { LineVerdict, MappingLine } from '@sluice/core';
import { PanOnScrollMode, Position, ReactFlow, type Edge } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGraphLabels } from '../../ui/graph-labels.ts';
import { useSize } from './use-size.ts';
import { ColumnNode, type ColumnNodeType } from './column-node.tsx';
import { sourceKeyOf, targetKeyOf, type Columns, type Entry } from './entries.ts';
import { useVerdictColors } from './verdict-tag.tsx';

export interface CanvasProps {
  readonly columns: Columns;
  readonly sources: readonly Entry[];
  readonly targets: readonly Entry[];
  readonly lines: readonly MappingLine[];
  readonly verdicts: readonly LineVerdict[];
  /** Keys of targets that must get a value and have none. */
  readonly needed: ReadonlySet<string>;
  readonly mayEdit: boolean;
  readonly onConnect: (line: MappingLine) => void;
  readonly onDisconnect: (positions: readonly number[]) => void;
}

const rowHeight = 36;
const nodeHeight = 32;
/** Without its ring. */
const dotSize = 10;
const margin = 8;
const nodeTypes = { column: ColumnNode };

/** Both lists of columns with lines between them, drawn by dragging from a dot to a dot. */
export function MappingCanvas(props: CanvasProps) {
  const { t } = useTranslation();
  const labels = useGraphLabels();
  const place = useRef<HTMLDivElement>(null);
  const { width } = useSize(place);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const nodes = useNodes(props, width);
  const edges = useEdges(props, selected);
  const { sources, targets, mayEdit, onConnect, onDisconnect } = props;
  const rows = Math.max(sources.length, targets.length, 1);
  const height = rows * rowHeight + 2 * margin;

  return (
    <div ref={place} className="mapping-canvas" style={{ height: Math.min(560, height + 2) }}>
      {width > 0 && (
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          aria-label={t('jobs.mapping.canvas')}
          ariaLabelConfig={labels}
          minZoom={1}
          maxZoom={1}
          panOnDrag={false}
          panOnScroll
          panOnScrollMode={PanOnScrollMode.Vertical}
          zoomOnScroll={false}
          zoomOnPinch={false}
          zoomOnDoubleClick={false}
          translateExtent={[
            [0, 0],
            [width, height],
          ]}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesFocusable={false}
          nodesConnectable={mayEdit}
          edgesFocusable={mayEdit}
          connectionRadius={24}
          deleteKeyCode={mayEdit ? ['Delete', 'Backspace'] : null}
          proOptions={{ hideAttribution: true }}
          onConnect={({ source, target }) => {
            const [from, to] = [sources[Number(source.slice(1))], targets[Number(target.slice(1))]];
            if (from !== undefined && to !== undefined) onConnect({ source: from.value, target: to.value });
          }}
          onEdgesChange={(changes) => {
            const next = new Set(selected);
            for (const change of changes)
              if (change.type === 'select') {
                if (change.selected) next.add(change.id);
                else next.delete(change.id);
              }
            setSelected(next);
          }}
          onEdgesDelete={(gone) => onDisconnect(gone.map(({ id }) => Number(id)))}
        />
      )}
    </div>
  );
}

function useNodes({ sources, targets, columns, lines, verdicts, needed, mayEdit }: CanvasProps, width: number) {
  return useMemo(() => {
    const nodeWidth = Math.min(420, Math.max(180, (width - 160) / 2));
    const usedSources = new Set(lines.map(({ source }) => sourceKeyOf(columns.source, source)));
    const usedTargets = new Map(
      lines.map(({ target }, index) => [targetKeyOf(columns.target, target), verdicts[index]] as const),
    );
    const node = (entry: Entry, index: number, side: 'source' | 'target'): ColumnNodeType => ({
      id: `${side.slice(0, 1)}${index}`,
      type: 'column',
      position: { x: side === 'source' ? margin : width - margin - nodeWidth, y: index * rowHeight + margin },
      width: nodeWidth,
      height: nodeHeight,
      // Told beforehand, so that nothing is measured for columns that are out of sight.
      handles: [
        {
          type: side,
          position: side === 'source' ? Position.Right : Position.Left,
          x: side === 'source' ? nodeWidth - dotSize / 2 : -dotSize / 2,
          y: (nodeHeight - dotSize) / 2,
          width: dotSize,
          height: dotSize,
        },
      ],
      data: {
        entry,
        side,
        mayEdit,
        isMapped: side === 'source' ? usedSources.has(entry.key) : usedTargets.has(entry.key),
        isNeeded: side === 'target' && needed.has(entry.key),
        verdict: side === 'target' ? usedTargets.get(entry.key) : undefined,
      },
    });
    return [
      ...sources.map((entry, index) => node(entry, index, 'source')),
      ...targets.map((entry, index) => node(entry, index, 'target')),
    ];
  }, [sources, targets, columns, lines, verdicts, needed, mayEdit, width]);
}

function useEdges({ sources, targets, columns, lines, verdicts }: CanvasProps, selected: ReadonlySet<string>): Edge[] {
  const colors = useVerdictColors();
  return useMemo(() => {
    const [from, to] = [placesOf(sources), placesOf(targets)];
    return lines.flatMap((line, index) => {
      const source = from.get(sourceKeyOf(columns.source, line.source));
      const target = to.get(targetKeyOf(columns.target, line.target));
      if (source === undefined || target === undefined) return [];
      const id = String(index);
      const isSelected = selected.has(id);
      return {
        id,
        source: `s${source}`,
        target: `t${target}`,
        selected: isSelected,
        interactionWidth: 14,
        ariaLabel: `${sources[source]?.label} → ${targets[target]?.label}`,
        style: { stroke: colors[verdicts[index]?.verdict ?? 'unknown'], strokeWidth: isSelected ? 3 : 1.5 },
      };
    });
  }, [sources, targets, columns, lines, verdicts, selected, colors]);
}

function placesOf(entries: readonly Entry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ key }, index) => [key, index]));
}
