import { graphlib, layout } from '@dagrejs/dagre';

export const nodeWidth = 230;
export const nodeHeight = 80;

interface Shape {
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly parent: string; readonly child: string }[];
}

/** Left upper corners by id; parents stand above their children. */
export function placesOf({ nodes, edges }: Shape): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 56 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) graph.setNode(id, { width: nodeWidth, height: nodeHeight });
  for (const { parent, child } of edges)
    if (graph.hasNode(parent) && graph.hasNode(child)) graph.setEdge(parent, child);
  layout(graph);
  return new Map(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return [id, { x: x - nodeWidth / 2, y: y - nodeHeight / 2 }];
    }),
  );
}
