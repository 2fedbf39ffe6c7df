import type { TableRef } from 'antd/es/table/index.js';

/** A `ref` for a scrolling table whose cells take no focus: its body does, so that keys can scroll it. */
export function focusableBody(table: TableRef | null): void {
  table?.nativeElement.querySelector('.ant-table-body')?.setAttribute('tabindex', '0');
}
