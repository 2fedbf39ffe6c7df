import { Button, Dropdown, Flex, type MenuProps } from 'antd';
import { useQuery } from '@tanstack/react-query';
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { sayRefusal } from '../i18n/say-problem.ts';
import { useMay, useProject } from '../me.ts';
import { useGraphLabels } from '../ui/graph-labels.ts';
import type { Graph, GraphInstance } from './graph-tab.tsx';
import { cycleText, InstanceTags } from './instance-state.tsx';
import { nodeHeight, nodeWidth, placesOf } from './layout.ts';
import { useOperate } from './use-operate.tsx';

interface Props {
  readonly graph: Graph;
  /** Id of the chosen instance. */
  readonly center: string;
  readonly onOpen: (id: string) => void;
  readonly onMore: { readonly up: () => void; readonly down: () => void };
}

type InstanceNodeType = Node<
  { readonly instance: GraphInstance; readonly isCenter: boolean } & Pick<Props, 'onOpen' | 'onMore'>,
  'instance'
>;

const nodeTypes = { instance: InstanceNode };

/** Instances as boxes, parents above; solid lines within a cycle, dashed ones to another. */
export function GraphView({ graph, center, onOpen, onMore }: Props) {
  const { t } = useTranslation();
  const labels = useGraphLabels();
  const places = useMemo(() => placesOf(graph), [graph]);
  const jobs = new Map(graph.nodes.map(({ id, job }) => [id, job]));
  const nodes: InstanceNodeType[] = graph.nodes.map((instance) => ({
    id: instance.id,
    type: 'instance',
    position: places.get(instance.id) ?? { x: 0, y: 0 },
    width: nodeWidth,
    height: nodeHeight,
    focusable: false,
    className: 'nopan',
    // Neither dragged nor selected, and yet it has buttons.
    style: { pointerEvents: 'all' },
    data: { instance, isCenter: instance.id === center, onOpen, onMore },
  }));
  const edges: Edge[] = graph.edges.map(({ parent, child, isCrossCycle }) => ({
    id: `${parent} ${child} ${isCrossCycle}`,
    source: parent,
    target: child,
    focusable: false,
    ariaLabel: `${jobs.get(parent) ?? parent} → ${jobs.get(child) ?? child}`,
    className: isCrossCycle ? 'graph-cross' : 'graph-same',
    markerEnd: { type: MarkerType.ArrowClosed },
  }));
  return (
    <div className="graph panel">
      <ReactFlow
        // A graph with other instances is fitted anew.
        key={graph.nodes.map(({ id }) => id).join(' ')}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        aria-label={t('instances.tabs.graph')}
        ariaLabelConfig={labels}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.15}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        proOptions={{ hideAttribution: true }}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function InstanceNode({ data: { instance, isCenter, onOpen, onMore } }: NodeProps<InstanceNodeType>) {
  const { t } = useTranslation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { id, job, hiddenParents, hiddenChildren } = instance;
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      {hiddenParents > 0 ? (
        <Button size="small" className="graph-more graph-more-up nodrag" onClick={onMore.up}>
          {t('instances.graph.hidden', { count: hiddenParents })}
        </Button>
      ) : null}
      <OperationMenu instance={instance} isOpen={isMenuOpen} onOpenChange={setMenuOpen} onOpen={onOpen}>
        <button
          type="button"
          className={`graph-node graph-${instance.state} nodrag${isCenter ? ' graph-center' : ''}`}
          aria-haspopup="menu"
          onClick={() => onOpen(id)}
        >
          <strong className="graph-job">{job}</strong>
          <span className="graph-time">{cycleText(instance)}</span>
          <InstanceTags instance={instance} />
        </button>
      </OperationMenu>
      {hiddenChildren > 0 ? (
        <Button size="small" className="graph-more graph-more-down nodrag" onClick={onMore.down}>
          {t('instances.graph.hidden', { count: hiddenChildren })}
        </Button>
      ) : null}
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

interface MenuOptions {
  readonly instance: GraphInstance;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onOpen: (id: string) => void;
  readonly children: React.ReactNode;
}

/** A menu of all operations; those that are not allowed carry their reason. Asked from the server when it opens. */
function OperationMenu({ instance, isOpen, onOpenChange, onOpen, children }: MenuOptions) {
  const { t } = useTranslation();
  const project = useProject();
  const may = useMay('instances.control');
  const operate = useOperate();
  const detail = useQuery({
    queryKey: keys.of(project, 'instances', 'one', instance.id),
    queryFn: () => api.instances.get({ params: { project, instance: instance.id } }),
    enabled: isOpen,
  });
  const items: MenuProps['items'] = (detail.data?.operations ?? []).map(({ operation, isAllowed, refusal }) => {
    const reason = may ? sayRefusal(operation, refusal ?? '') : t('ui.mayNot', { needs: 'instances.control' });
    const text = t(`instances.operations.${operation}`);
    return {
      key: operation,
      disabled: !may || !isAllowed,
      label:
        may && isAllowed ? (
          text
        ) : (
          <Flex vertical className="graph-refused">
            <span>{text}</span>
            <small>{reason}</small>
          </Flex>
        ),
      // Descendants are chosen in the drawer.
      onClick: () => (operation === 'rerunDescendants' ? onOpen(instance.id) : void operate.run(instance, operation)),
    };
  });
  const shown = items.length === 0 ? [{ key: 'wait', disabled: true, label: t('ui.loading') }] : items;
  return (
    <Dropdown trigger={['contextMenu']} open={isOpen} onOpenChange={onOpenChange} menu={{ items: shown }}>
      {children}
    </Dropdown>
  );
}
