import type { AriaLabelConfig } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

/** What drawings of boxes and lines say to people who cannot see them, and above their buttons. */
export function useGraphLabels(): Partial<AriaLabelConfig> {
  const { t } = useTranslation();
  const node = t('ui.graph.node');
  return {
    'node.a11yDescription.default': node,
    'node.a11yDescription.keyboardDisabled': node,
    'edge.a11yDescription.default': t('ui.graph.edge'),
    'controls.ariaLabel': t('ui.graph.zoom'),
    'controls.zoomIn.ariaLabel': t('ui.graph.zoomIn'),
    'controls.zoomOut.ariaLabel': t('ui.graph.zoomOut'),
    'controls.fitView.ariaLabel': t('ui.graph.fit'),
    'handle.ariaLabel': t('ui.graph.handle'),
  };
}
